"""Whether a declaration's photos were decoded whole, and which could not be."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("declaration", sa.Column("photo_state", sa.String(), nullable=False, server_default=""))
    op.add_column(
        "declaration", sa.Column("unreadable_photos", sa.String(), nullable=False, server_default="")
    )
    op.create_index("ix_declaration_photo_state", "declaration", ["photo_state"])


def downgrade() -> None:
    op.drop_index("ix_declaration_photo_state", "declaration")
    with op.batch_alter_table("declaration") as declaration:
        declaration.drop_column("unreadable_photos")
        declaration.drop_column("photo_state")
