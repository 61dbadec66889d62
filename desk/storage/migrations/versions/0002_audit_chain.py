"""The audit lines become a chain; those that are there already are chained as they stand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from declaration.audit_chain import linked, salted
from desk.ports.audit import NO_LINE, AuditHead
from desk.storage.rows import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NEW = ("who_salt", "who_digest", "subject_salt", "subject_digest", "previous", "hash")


def upgrade() -> None:
    for name in NEW:
        op.add_column("audit", sa.Column(name, sa.String(), nullable=False, server_default=""))
    _chain()


def _chain() -> None:
    texts = [sa.Column(name, sa.String()) for name in ("who", "action", "subject", "detail", *NEW)]
    audit = sa.table("audit", sa.Column("id", sa.Integer()), sa.Column("at", Instant()), *texts)
    connection, head = op.get_bind(), NO_LINE
    for row in connection.execute(sa.select(audit).order_by(audit.c.id)).all():
        link = linked(head, row.at, salted(row.who), row.action, salted(row.subject), row.detail)
        values = {
            "id": link.number,
            "who_salt": link.who.salt,
            "who_digest": link.who.digest,
            "subject_salt": link.subject.salt,
            "subject_digest": link.subject.digest,
            "previous": link.previous,
            "hash": link.hash,
        }
        connection.execute(sa.update(audit).where(audit.c.id == row.id).values(values))
        head = AuditHead(link.number, link.hash)
