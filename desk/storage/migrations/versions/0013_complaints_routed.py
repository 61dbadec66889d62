"""Which agency a complaint goes to, and how it was passed on there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("complaint", sa.Column("agency", sa.String(), nullable=False, server_default=""))
    op.add_column("complaint", sa.Column("passed", sa.String(), nullable=False, server_default="[]"))
