"""Consent taken back, by the declaration it was given with; it may come before its declaration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent_withdrawal",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("declaration_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("registrar", sa.String(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["station"], ["station.id"]),
        sa.PrimaryKeyConstraint("record_id", "purpose"),
    )
    op.create_index("ix_consent_withdrawal_declaration_id", "consent_withdrawal", ["declaration_id"])


def downgrade() -> None:
    op.drop_table("consent_withdrawal")
