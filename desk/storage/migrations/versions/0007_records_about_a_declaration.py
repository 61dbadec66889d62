"""a sealed record that is about a declaration names it

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revision", sa.Column("about", sa.String(), server_default="", nullable=False))
    op.create_index("ix_revision_about", "revision", ["about"])
