"""How much came of a station's day is counted from an index alone, what is to be put to the population
database is taken from one; indexes nobody asks any more are gone.

The day's index keeps its name: a program from before uses it as ever.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_SIGNED_FOR, _RECEIVED = text("receipt IS NOT NULL"), text("status = 'received'")


def upgrade() -> None:
    op.drop_index("ix_record_day", "record")
    op.create_index(
        "ix_record_day",
        "record",
        ["station", "day", "kind"],
        sqlite_where=_SIGNED_FOR,
        postgresql_where=_SIGNED_FOR,
    )
    op.drop_index("ix_record_station", "record")
    op.drop_index("ix_declaration_station_status", "declaration")
    op.create_index(
        "ix_declaration_to_ask",
        "declaration",
        ["status", "registry_answer", "hand_in_by", "id"],
        sqlite_where=_RECEIVED,
        postgresql_where=_RECEIVED,
    )


def downgrade() -> None:
    op.drop_index("ix_declaration_to_ask", "declaration")
    op.create_index("ix_declaration_station_status", "declaration", ["station", "status"])
    op.create_index("ix_record_station", "record", ["station"])
    op.drop_index("ix_record_day", "record")
    op.create_index("ix_record_day", "record", ["station", "day"])
