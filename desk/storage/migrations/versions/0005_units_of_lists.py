"""units of lists: their kind and contact; class, faculty, relatives and ticks of their people

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desk.storage.rows import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TEXTS = ("member_code", "school_class", "faculty", "relative_of", "relation")


def upgrade() -> None:
    for name in _TEXTS:
        op.add_column("roster", sa.Column(name, sa.String(), server_default="", nullable=False))
    op.add_column("roster", sa.Column("ticked_at", Instant(), nullable=True))
    op.create_index("ix_roster_insurance_code", "roster", ["insurance_code"])
    op.create_table(
        "roster_unit",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
