"""Whose people an agency serves; the certificate an account was declared with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agency", sa.Column("place", sa.String(), nullable=False, server_default=""))
    op.add_column("account", sa.Column("certificate", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.drop_column("certificate")
    with op.batch_alter_table("agency") as agency:
        agency.drop_column("place")
