"""People taken off a unit's list: since when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desk.storage.rows import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("roster", sa.Column("taken_off_at", Instant(), nullable=True))
