"""Days of stations: which day each revision belongs to, what was closed, and how it compared."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_VIETNAM = timezone(timedelta(hours=7))


def upgrade() -> None:
    with op.batch_alter_table("record") as record:
        record.add_column(sa.Column("day", sa.String(), nullable=False, server_default=""))
    _fill_in()
    op.create_index("ix_record_day", "record", ["station", "day"])
    op.create_table(
        "closing",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["station"], ["station.id"]),
        sa.PrimaryKeyConstraint("record_id", "revision"),
    )
    op.create_index("ix_closing_day", "closing", ["station", "day"])
    op.create_table(
        "day_balance",
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("balanced", sa.Boolean(), nullable=False),
        sa.Column("lacking", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["station"], ["station.id"]),
        sa.PrimaryKeyConstraint("station", "day"),
    )


def downgrade() -> None:
    op.drop_table("day_balance")
    op.drop_table("closing")
    op.drop_index("ix_record_day", table_name="record")
    with op.batch_alter_table("record") as record:
        record.drop_column("day")


def _fill_in() -> None:
    """By what each record says of itself: when it was sealed, in Vietnam."""
    link = op.get_bind()
    filled = sa.text("UPDATE record SET day = :day WHERE id = :id AND revision = :revision")
    for key, number, sealed in link.execute(sa.text("SELECT id, revision, sealed FROM record")).all():
        at = json.loads(json.loads(sealed)["body"])["sealed_at"]
        day = datetime.fromisoformat(at).astimezone(_VIETNAM).date().isoformat()
        link.execute(filled, {"day": day, "id": key, "revision": number})
