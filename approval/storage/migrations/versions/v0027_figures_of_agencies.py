"""Which registrar declared, how long the decision took, and an index that figures are counted from alone.

Declarations from before have no registrar here and no days: they count in every other figure.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None

_COUNTED = ["agency", "declared_on", "station", "registrar", "status", "decided_after"]


def upgrade() -> None:
    op.add_column("declaration", sa.Column("registrar", sa.String(), nullable=False, server_default=""))
    op.add_column("declaration", sa.Column("decided_after", sa.Integer(), nullable=True))
    op.create_index("ix_declaration_figures", "declaration", _COUNTED)


def downgrade() -> None:
    op.drop_index("ix_declaration_figures", "declaration")
    with op.batch_alter_table("declaration") as declaration:
        declaration.drop_column("decided_after")
        declaration.drop_column("registrar")
