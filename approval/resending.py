"""Notices owed anew: a new password on request, with a reason; one that failed, tried again.

Nobody learns a password here: it is made when its message leaves, and the one before is no longer good.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from approval import accounts, audit, notices
from approval.clock import Clock, vietnam_date
from approval.identities import Person
from approval.storage import declarations
from approval.storage import notices as rows
from approval.storage.database import Database, Session, afterwards
from approval.storage.rows import DeclarationRow, NoticeRow
from declaration.wire.notices import FailedNotice, FailedNotices

_PASSWORDS = (notices.ACCOUNT_ISSUED, notices.NEW_PASSWORD)


@dataclass(frozen=True)
class NotOwed:
    """Nothing was changed: not_found, account_missing, account_stopped, notice_pending, notice_not_failed."""

    code: str


@dataclass(frozen=True)
class Resending:
    """A declaration of another agency is as if it did not exist."""

    database: Database
    notices: notices.Notices
    clock: Clock

    def new_password(self, person: Person, record_id: UUID, reason: str) -> NotOwed | None:
        """Owe the account of that declaration a new password; None once it is owed."""
        with self.database.writing() as session:
            row = declarations.for_update(session, record_id)
            if row is None or row.agency not in person.agencies:
                return NotOwed("not_found")
            trouble = self._trouble(session, row)
            if trouble is not None:
                return NotOwed(trouble)
            self.notices.announce(session, row, notices.NEW_PASSWORD, {})
            now, name = self.clock(), person.name
            audit.record(session, now, name, "password_resent", str(row.id), reason, agency=row.agency)
        return None

    def try_again(self, person: Person, notice_id: int) -> NotOwed | None:
        """Let a notice that failed begin anew; None once it is due."""
        with self.database.writing() as session:
            notice = session.get(NoticeRow, notice_id, with_for_update=True)
            row = session.get(DeclarationRow, notice.declaration_id) if notice else None
            if notice is None or row is None or row.agency not in person.agencies:
                return NotOwed("not_found")
            if notice.state != rows.FAILED:
                return NotOwed("notice_not_failed")
            notice.state, notice.attempts, notice.begun_at = rows.PENDING, 0, None
            notice.due_at = self.notices.shared_clock(session)
            session.add(notice)
            now, name, by = self.clock(), person.name, notice.channel
            audit.record(session, now, name, "notice_retried", str(row.id), by, agency=row.agency)
            afterwards(session, lambda: self.notices.bells.ring(notices.BELL))
        return None

    def failed(self, person: Person) -> FailedNotices:
        """What could not be sent at the person's agencies, the newest first."""
        with self.database.writing() as session:
            found = rows.failed(session, person.agencies)
            now, at = self.clock(), person.agency
            audit.record(session, now, person.name, "notices_listed", at, f"shown {len(found)}", agency=at)
        return FailedNotices(items=tuple(_line(notice, row) for notice, row in found))

    def _trouble(self, session: Session, row: DeclarationRow) -> str | None:
        account = declarations.account_of(session, row.id)
        if account is None:
            return "account_missing"
        if accounts.is_stopped(account, vietnam_date(self.clock())):
            return "account_stopped"
        pending = rows.of_declaration(session, row.id)
        is_under_way = any(each.purpose in _PASSWORDS and each.state == rows.PENDING for each in pending)
        return "notice_pending" if is_under_way else None


def _line(notice: NoticeRow, row: DeclarationRow) -> FailedNotice:
    assert notice.id is not None, "read from the database"
    return FailedNotice(
        id=notice.id,
        record_id=row.id,
        dossier_number=row.dossier_number,
        full_name=row.full_name,
        channel=notice.channel,
        purpose=notice.purpose,
        code=notice.last_code or "",
        at=notice.due_at,
    )
