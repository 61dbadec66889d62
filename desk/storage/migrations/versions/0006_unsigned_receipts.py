"""what has no receipt is counted from an index of its own, without reading the records of all that have one

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("revision_unsigned", "revision", ["delivery"], sqlite_where=text("receipt = ''"))
