"""A station moves to another machine: its former keys, codes for it, and its turn, which no copy can have."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("station") as station:
        station.add_column(sa.Column("turn", sa.String(), nullable=True))
    with op.batch_alter_table("enrolment_code") as code:
        code.add_column(sa.Column("moves", sa.String(), nullable=True))
    op.create_table(
        "former_key",
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["station"], ["station.id"]),
        sa.PrimaryKeyConstraint("station", "public_key"),
    )


def downgrade() -> None:
    op.drop_table("former_key")
    with op.batch_alter_table("enrolment_code") as code:
        code.drop_column("moves")
    with op.batch_alter_table("station") as station:
        station.drop_column("turn")
