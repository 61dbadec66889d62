"""Which fields the population registry says differ: their names, parted by blanks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("declaration", sa.Column("registry_fields", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("declaration") as declaration:
        declaration.drop_column("registry_fields")
