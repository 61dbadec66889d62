"""Reminds of changing the password: a week before each half year is over, once.

Passwords are changed at the
portal, of which the service hears nothing, so that whoever has changed theirs is reminded all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from approval import notices
from approval.clock import Clock, vietnam_date
from approval.password_dates import next_reminder
from approval.storage import declarations
from approval.storage.database import Database
from approval.storage.rows import AccountRow, DeclarationRow


@dataclass(frozen=True)
class PasswordAge:
    """A background pass; each reminder in a transaction of its own with the date of the next one."""

    database: Database
    notices: notices.Notices
    clock: Clock

    def run(self) -> int:
        """Owe everybody whose half year is nearly over a reminder; returns how many."""
        today = vietnam_date(self.clock())
        with self.database.reading() as session:
            due = declarations.to_remind(session, today)
        return sum(self._remind(name, today) for name in due)

    def _remind(self, user_name: str, today: date) -> bool:
        with self.database.writing() as session:
            account = session.get(AccountRow, user_name, with_for_update=True)
            if account is None or account.remind_on is None or account.remind_on > today:
                return False  # reminded by another instance meanwhile
            account.remind_on = next_reminder(today)
            session.add(account)
            row = session.get_one(DeclarationRow, account.declaration_id)
            self.notices.announce(session, row, notices.PASSWORD_AGE, {})
        return True
