"""Where each complaint goes: an agency and its unit, and who passed it on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("complaint", sa.Column("agency", sa.String(), nullable=False, server_default=""))
    op.add_column("complaint", sa.Column("office", sa.String(), nullable=False, server_default="counter"))
    op.add_column("complaint", sa.Column("passed", sa.JSON(), nullable=False, server_default="[]"))
    op.execute(
        "UPDATE complaint SET agency ="
        " (SELECT station.agency FROM station WHERE station.id = complaint.station),"
        " office = CASE subject WHEN 'personal_data' THEN 'records' WHEN 'benefits' THEN 'benefits'"
        " WHEN 'health_care' THEN 'health_care' ELSE 'counter' END"
    )
    op.create_index("ix_complaint_queue", "complaint", ["agency", "answered_at", "taken_at"])


def downgrade() -> None:
    op.drop_index("ix_complaint_queue", "complaint")
    with op.batch_alter_table("complaint") as table:
        table.drop_column("passed")
        table.drop_column("office")
        table.drop_column("agency")
