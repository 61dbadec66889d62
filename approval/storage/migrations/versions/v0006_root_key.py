"""Which root key this database belongs to, so that no instance serves it with another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("service", sa.Column("root_key", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("service") as service:
        service.drop_column("root_key")
