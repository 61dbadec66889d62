"""Days that were closed, and their revisions counted from one index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desk.storage.rows import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closing",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.Column("marks", sa.String(), nullable=False),
        sa.Column("trail_lines", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_due", Instant(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("balanced", sa.Boolean(), nullable=False),
        sa.Column("broken", sa.Boolean(), nullable=False),
        sa.Column("lacking", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_closing_day", "closing", ["day"])
    op.create_index("closing_by_record", "closing", ["record_id", "revision"])
    op.create_index("revision_by_day", "revision", ["created_at", "kind", "delivery"])
