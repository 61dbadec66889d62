"""Until when one instance asks about a declaration or looks at its photos, so that several add up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("declaration", sa.Column("ask_after", sa.DateTime(), nullable=True))
    op.add_column("declaration", sa.Column("look_after", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("declaration") as declaration:
        declaration.drop_column("look_after")
        declaration.drop_column("ask_after")
