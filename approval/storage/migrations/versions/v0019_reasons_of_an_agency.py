"""The reasons for returning and rejecting, as each agency has edited them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reason_lists",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("to_return", sa.JSON(), nullable=False),
        sa.Column("to_reject", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"]),
        sa.PrimaryKeyConstraint("agency"),
    )


def downgrade() -> None:
    op.drop_table("reason_lists")
