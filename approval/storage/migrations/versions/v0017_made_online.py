"""Declarations made online."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "online_declaration",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("insurance_code", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_online_declaration_insurance_code", "online_declaration", ["insurance_code"])
    op.create_index("ix_online_declaration_agency", "online_declaration", ["agency"])


def downgrade() -> None:
    op.drop_table("online_declaration")
