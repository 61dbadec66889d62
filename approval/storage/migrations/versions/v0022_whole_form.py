"""Whose people an agency serves; an account's certificate; children under a guardian, who has the phone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agency", sa.Column("place", sa.String(), nullable=False, server_default=""))
    op.add_column("declaration", sa.Column("guardian", sa.String(), nullable=True))
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("certificate", sa.String(), nullable=True))
        account.add_column(sa.Column("guardian", sa.String(), nullable=True))
        account.alter_column("phone", existing_type=sa.String(), nullable=True)


def downgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.alter_column("phone", existing_type=sa.String(), nullable=False)
        account.drop_column("guardian")
        account.drop_column("certificate")
    with op.batch_alter_table("declaration") as declaration:
        declaration.drop_column("guardian")
    with op.batch_alter_table("agency") as agency:
        agency.drop_column("place")
