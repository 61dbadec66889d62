"""The database says which is the oldest program that may serve it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("service", sa.Column("fit_for", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("service") as service:
        service.drop_column("fit_for")
