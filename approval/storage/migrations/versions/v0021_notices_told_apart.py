"""Whether a notice's last attempt came to an end, its name at its carrier, and when to remind of a password.

Accounts from before are reminded as if their password had been new when they were activated.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_HALF_A_YEAR = timedelta(days=175)


def upgrade() -> None:
    op.add_column("notice", sa.Column("key", sa.String(), nullable=False, server_default=""))
    op.add_column("notice", sa.Column("begun_at", sa.DateTime(), nullable=True))
    op.create_index("ix_notice_declaration_id", "notice", ["declaration_id"])
    op.add_column("account", sa.Column("remind_on", sa.Date(), nullable=True))
    op.create_index("ix_account_remind_on", "account", ["remind_on"])
    _fill_in()


def _fill_in() -> None:
    """Notices that were sent need no name any more."""
    connection = op.get_bind()
    notice = sa.table("notice", sa.column("id"), sa.column("state"), sa.column("key"))
    owed = sa.select(notice.c.id).where(notice.c.state != "sent")
    named = [{"of": number, "key": uuid.uuid4().hex} for (number,) in connection.execute(owed)]
    if named:
        change = notice.update().where(notice.c.id == sa.bindparam("of"))
        connection.execute(change.values(key=sa.bindparam("key")), named)
    account = sa.table(
        "account",
        sa.column("user_name"),
        sa.column("activated_at", sa.DateTime()),
        sa.column("remind_on", sa.Date()),
    )
    opened = sa.select(account.c.user_name, account.c.activated_at).where(account.c.activated_at.is_not(None))
    due = [{"of": name, "on": (at + _HALF_A_YEAR).date()} for name, at in connection.execute(opened)]
    if due:
        change = account.update().where(account.c.user_name == sa.bindparam("of"))
        connection.execute(change.values(remind_on=sa.bindparam("on")), due)


def downgrade() -> None:
    op.drop_index("ix_account_remind_on", "account")
    op.drop_index("ix_notice_declaration_id", "notice")
    with op.batch_alter_table("account") as account:
        account.drop_column("remind_on")
    with op.batch_alter_table("notice") as notice:
        notice.drop_column("begun_at")
        notice.drop_column("key")
