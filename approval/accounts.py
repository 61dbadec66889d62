"""Accounts (tài khoản giao dịch điện tử): issued on approval, activated when the password is on its way.

The user name is the BHXH code. The first password is made when its SMS is sent: its clear text exists in that
message and nowhere else; the database holds an Argon2id hash.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from approval import audit, dossiers, notices
from approval.clock import vietnam_date
from approval.feed import Feed
from approval.password_dates import next_reminder
from approval.storage import declarations
from approval.storage.database import Session
from approval.storage.rows import AccountRow, DeclarationRow
from declaration.lifecycle import Event, Kind, Status, after
from declaration.wire.changes import ChangeKind


def move(session: Session, row: DeclarationRow, event: Event) -> None:
    """Bring the declaration to where the event leads; nobody is at it any more.

    Raises ValueError when that is not possible now.
    """
    following = after(Status(row.status), event, Kind(row.kind))
    if following is None:
        raise ValueError(f"{event} is not possible for a declaration that is {row.status}")
    row.status = following
    row.version += 1
    row.claimed_by = row.claimed_until = None
    session.add(row)


def issue(
    session: Session, feed: Feed, announce: notices.Announce, row: DeclarationRow, now: datetime
) -> None:
    """Open the account of an approved declaration whose code is known, and owe the person its notice."""
    assert row.insurance_code is not None, "approving asks for the code first"
    certificate = dossiers.content(session, row).certificate
    session.add(
        AccountRow(
            user_name=row.insurance_code,
            declaration_id=row.id,
            document_number=row.document_number,
            phone=None if row.guardian else row.phone,
            email=None if row.guardian else row.email,
            guardian=row.guardian,
            issued_at=now,
            certificate=certificate.model_dump_json() if certificate else None,
        )
    )
    move(session, row, Event.ISSUE)
    session.flush()
    data = {"user_name": row.insurance_code}
    feed.append(session, row.station, ChangeKind.ACCOUNT_ISSUED, (row.id, row.revision), data)
    audit.record(session, now, "service", "account_issued", str(row.id), agency=row.agency)
    announce(session, row, notices.ACCOUNT_ISSUED, {})


def is_stopped(account: AccountRow, today: date) -> bool:
    """The day from which it is no longer used has come: nothing is changed or sent any more."""
    return account.stopped_from is not None and account.stopped_from <= today


def set_password(session: Session, declaration: UUID, password_hash: str) -> str:
    """Store the hash of a password about to be sent; returns the user name."""
    account = declarations.account_of(session, declaration)
    assert account is not None, "a password is only sent for an account"
    account.password_hash = password_hash
    session.add(account)
    return account.user_name


def activate(session: Session, feed: Feed, declaration: UUID, now: datetime) -> None:
    """A password was handed to the carrier: its half year begins; with the first the account can be used."""
    row = declarations.for_update(session, declaration)
    account = declarations.account_of(session, declaration)
    assert row is not None, "the foreign key holds"
    assert account is not None, "the foreign key holds"
    account.remind_on = next_reminder(vietnam_date(now))
    session.add(account)
    if account.activated_at is not None:
        return
    account.activated_at = now
    move(session, row, Event.ACTIVATE)
    feed.append(session, row.station, ChangeKind.ACCOUNT_ACTIVATED, (row.id, row.revision))
    audit.record(session, now, "service", "account_activated", str(row.id), agency=row.agency)
