"""One-time codes that confirm an e-mail address, and how a declaration's stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_code",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["station"], ["station.id"]),
        sa.PrimaryKeyConstraint("record_id", "email"),
    )
    op.create_index("ix_contact_code_due", "contact_code", ["state", "due_at"])
    op.create_index("ix_contact_code_station", "contact_code", ["station", "asked_at"])
    op.add_column("declaration", sa.Column("email_state", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("declaration") as declaration:
        declaration.drop_column("email_state")
    op.drop_index("ix_contact_code_station", "contact_code")
    op.drop_index("ix_contact_code_due", "contact_code")
    op.drop_table("contact_code")
