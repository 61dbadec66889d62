"""How much came of a station's day is counted from its index alone; indexes nobody asks any more are gone.

The day's index keeps its name: a program from before uses it as ever.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_SIGNED_FOR = text("receipt IS NOT NULL")


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


def downgrade() -> None:
    op.create_index("ix_declaration_station_status", "declaration", ["station", "status"])
    op.create_index("ix_record_station", "record", ["station"])
    op.drop_index("ix_record_day", "record")
    op.create_index("ix_record_day", "record", ["station", "day"])
