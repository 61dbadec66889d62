"""What reviewers and supervisors look at stays quick with a million declarations."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_declaration_agency_deadline", "declaration", ["agency", "hand_in_by", "id"])
    op.create_index("ix_declaration_station_status", "declaration", ["station", "status"])
    op.drop_index("ix_declaration_station", "declaration")


def downgrade() -> None:
    op.create_index("ix_declaration_station", "declaration", ["station"])
    op.drop_index("ix_declaration_station_status", "declaration")
    op.drop_index("ix_declaration_agency_deadline", "declaration")
