"""Calls, hand-over batches of paper declarations, complaints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desk.storage.rows import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("declaration_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("steps", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("registrar", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("declaration_id"),
    )
    op.create_index("ix_contact_outcome", "contact", ["outcome"])
    _handovers()
    _complaints()


def _handovers() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("registrar", sa.String(), nullable=False),
        sa.Column("handed_at", Instant(), nullable=True),
        sa.Column("received_at", Instant(), nullable=True),
        sa.Column("missing", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "handover_line",
        sa.Column("declaration_id", sa.String(), nullable=False),
        sa.Column("handover_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("declaration_id"),
    )
    op.create_index("ix_handover_line_handover_id", "handover_line", ["handover_id"])


def _complaints() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("registrar", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_how", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_complaint_document_number", "complaint", ["document_number"])
