"""Which warning of its deadline a declaration's desk has had, so that each comes once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("declaration", sa.Column("warned_at_days", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("declaration") as declaration:
        declaration.drop_column("warned_at_days")
