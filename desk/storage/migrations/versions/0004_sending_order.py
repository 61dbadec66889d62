"""What is sent next is read from one index, in its order, without touching a row."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_index("revision_to_send")
        batch_op.create_index(
            "revision_to_send",
            ["delivery", "urgent", "deadline", "created_at", "next_due", "record_id", "revision"],
            unique=False,
        )
        batch_op.create_index("revision_next_due", ["delivery", "next_due"], unique=False)
