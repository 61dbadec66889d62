"""A station that sends what it holds and takes nothing new."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # not in a batch, which would drop the table its stations' records stand on
    op.add_column("station", sa.Column("draining", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("station") as station:
        station.drop_column("draining")
