"""Notices owed to people: durable rows, written in the transaction of the decision they are about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from approval.bells import Bells
from approval.storage import declarations
from approval.storage.database import Session, SharedClock, afterwards
from approval.storage.rows import DeclarationRow, NoticeRow

ACCOUNT_ISSUED, APPLIED, LAPSED = "account_issued", "applied", "lapsed"
RETURNED, REJECTED = "returned", "rejected"
NEW_PASSWORD, PASSWORD_AGE = "new_password", "password_age"
OF_THE_ACCOUNT = (NEW_PASSWORD, PASSWORD_AGE)
"""Sent to where the account is reached now, which an adjustment may have changed since the declaration."""
SMS, EMAIL = "sms", "email"
BELL = "notices"


def carries_password(channel: str, purpose: str) -> bool:
    """Whether that message brings a password, which goes by SMS only."""
    return channel == SMS and purpose in (ACCOUNT_ISSUED, NEW_PASSWORD)


Announce = Callable[[Session, DeclarationRow, str, dict[str, Any]], None]
"""Owe a declaration's person a notice: session, declaration, purpose, data (reasons, note)."""


@dataclass(frozen=True)
class Notices:
    """Owes; ``notice_worker`` pays."""

    bells: Bells
    shared_clock: SharedClock

    def announce(self, session: Session, row: DeclarationRow, purpose: str, data: dict[str, Any]) -> None:
        """One SMS, and one e-mail when there is an address."""
        email = row.email
        if purpose in OF_THE_ACCOUNT:
            account = declarations.account_of(session, row.id)
            assert account is not None, "a notice of an account has one"
            email = declarations.contact_of(session, account)[1] or row.email
        due_at = self.shared_clock(session)
        for channel in (SMS, EMAIL) if email else (SMS,):
            session.add(
                NoticeRow(
                    declaration_id=row.id,
                    revision=row.revision,
                    channel=channel,
                    purpose=purpose,
                    data=data,
                    due_at=due_at,
                    key=uuid4().hex,
                )
            )
        afterwards(session, lambda: self.bells.ring(BELL))
