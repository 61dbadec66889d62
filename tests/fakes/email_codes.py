"""One-time codes for e-mail addresses, in memory: the service's rules, and letters that tests can open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from declaration.contact import Email, read_email
from declaration.wire.contact_codes import CodeAsked, EmailConfirmed
from desk.ports.service import Denied

About = tuple[UUID, str]
GOOD_FOR, BETWEEN = timedelta(minutes=15), timedelta(seconds=60)
MOST_ASKED = MOST_TRIES = 5


@dataclass
class Letter:
    """The newest letter to one address about one declaration."""

    code: str
    asked_at: datetime
    asked: int
    tries: int = 0
    confirmed_at: datetime | None = None


@dataclass
class MemoryEmailCodes:
    """``letters`` is the letter box; ``can_send`` whether the agency has a mail server."""

    now: Callable[[], datetime]
    can_send: bool = True
    letters: dict[About, Letter] = field(default_factory=dict)

    def code_for(self, record_id: UUID, address: str) -> str:
        return self.letters[record_id, address].code

    def ask(self, record_id: UUID, address: str) -> CodeAsked | Denied:
        if not self.can_send:
            return Denied("mail_not_connected", 409)
        email = read_email(address)
        if not isinstance(email, Email):
            return Denied("email_unreadable", 422)
        about = (record_id, email.value.lower())
        known, now = self.letters.get(about), self.now()
        if known is not None and known.confirmed_at is not None:
            return Denied("email_confirmed", 409)
        if known is not None and known.asked_at + BETWEEN > now:
            return Denied("code_asked_too_soon", 409)
        asked = known.asked + 1 if known else 1
        if asked > MOST_ASKED:
            return Denied("code_asked_too_often", 409)
        self.letters[about] = Letter(f"{123456 + len(self.letters) + asked}", now, asked)
        return CodeAsked(next_after=int(BETWEEN.total_seconds()), expires_at=now + GOOD_FOR)

    def say(self, record_id: UUID, address: str, code: str) -> EmailConfirmed | Denied:
        known, now = self.letters.get((record_id, address.strip().lower())), self.now()
        if known is None:
            return Denied("code_none", 409)
        if known.confirmed_at is not None:
            return EmailConfirmed(at=known.confirmed_at)
        if known.asked_at + GOOD_FOR <= now:
            return Denied("code_expired", 409)
        if known.tries >= MOST_TRIES:
            return Denied("code_tried_too_often", 409)
        known.tries += 1
        if "".join(each for each in code if each.isdigit()) != known.code:
            return Denied("code_wrong", 409)
        known.confirmed_at = now
        return EmailConfirmed(at=now)
