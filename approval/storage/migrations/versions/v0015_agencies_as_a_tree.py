"""Which agency an agency stands under; none: at the top."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agency", sa.Column("parent", sa.String(), nullable=True))
    op.create_index("ix_agency_parent", "agency", ["parent"])


def downgrade() -> None:
    op.drop_index("ix_agency_parent", table_name="agency")
    with op.batch_alter_table("agency") as agency:
        agency.drop_column("parent")
