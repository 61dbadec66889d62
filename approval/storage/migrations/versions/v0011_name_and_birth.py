"""The birth date beside the folded name, so that one person under two numbers is noticed.

Declarations from before have none here and are not compared by it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("declaration", sa.Column("birth", sa.String(), nullable=True))
    op.create_index("ix_declaration_name_birth", "declaration", ["search_name", "birth"])


def downgrade() -> None:
    op.drop_index("ix_declaration_name_birth", "declaration")
    with op.batch_alter_table("declaration") as declaration:
        declaration.drop_column("birth")
