"""Who looks at a declaration now, what its desk left in doubt, and whose facts another declaration shares.

Declarations from before are not called sound: they are decided one by one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("declaration", sa.Column("claimed_by", sa.String(), nullable=True))
    op.add_column("declaration", sa.Column("claimed_until", sa.DateTime(), nullable=True))
    op.add_column("declaration", sa.Column("sound", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "possible_duplicate",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("record_id"),
    )


def downgrade() -> None:
    op.drop_table("possible_duplicate")
    with op.batch_alter_table("declaration") as declaration:
        declaration.drop_column("sound")
        declaration.drop_column("claimed_until")
        declaration.drop_column("claimed_by")
