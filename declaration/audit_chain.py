"""How audit lines hold together: each carries the hash of the one before, so that no line changes unseen.

A line's hash covers who did it and what it was about only as salted digests. When a person's data is erased,
text and salt go and the digests stay: the chain still verifies, and nobody can try out whose line it was
(docs/decisions/0021). Version 1 of the hash is written into files for good: a change needs a version 2.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from declaration.privacy import Private

SALT_BYTES = 16


@dataclass(frozen=True)
class AuditHead:
    """How many lines there are, and the last one's hash: who keeps this knows later whether they stand."""

    lines: int
    hash: str


NO_LINE = AuditHead(0, "")


@dataclass(frozen=True)
class AuditCheck:
    """``broken``: the first line that is missing, changed or not where it was; None when all of them hold.
    ``erased``: lines whose names went with a person's data."""

    head: AuditHead
    erased: int
    broken: int | None


@dataclass(frozen=True, repr=False)
class Salted(Private):
    """A text with its salt, both "" once erased, and the digest that stays."""

    text: str
    salt: str
    digest: str

    @property
    def is_erased(self) -> bool:
        return not self.text and not self.salt

    @property
    def holds(self) -> bool:
        return self.is_erased or self.digest == _digest(self.text, self.salt)


@dataclass(frozen=True, repr=False)
class Link(Private):
    """One line as the chain sees it."""

    number: int
    at: datetime
    who: Salted
    action: str
    subject: Salted
    detail: str
    previous: str
    hash: str


def salted(text: str) -> Salted:
    salt = secrets.token_hex(SALT_BYTES)
    return Salted(text, salt, _digest(text, salt))


def linked(head: AuditHead, at: datetime, who: Salted, action: str, subject: Salted, detail: str) -> Link:
    """The line that follows ``head``."""
    number = head.lines + 1
    digest = _line_hash(number, at, who.digest, action, subject.digest, detail, head.hash)
    return Link(number, at, who, action, subject, detail, head.hash, digest)


def checked(links: Iterable[Link], known: Iterable[AuditHead] = (), after: AuditHead = NO_LINE) -> AuditCheck:
    """All lines in order, from the one after ``after`` on. ``known``: heads somebody else kept, which must
    stand there."""
    head, erased = after, 0
    wanted = {each.lines: each.hash for each in known if each.lines}
    for link in links:
        if not _follows(link, head) or wanted.pop(link.number, link.hash) != link.hash:
            return AuditCheck(head, erased, head.lines + 1)
        head = AuditHead(link.number, link.hash)
        erased += link.who.is_erased or link.subject.is_erased
    return AuditCheck(head, erased, head.lines + 1 if wanted else None)


def _follows(link: Link, head: AuditHead) -> bool:
    if (link.number, link.previous) != (head.lines + 1, head.hash):
        return False
    again = linked(head, link.at, link.who, link.action, link.subject, link.detail)
    return link.hash == again.hash and link.who.holds and link.subject.holds


def _digest(text: str, salt: str) -> str:
    return sha256(bytes.fromhex(salt) + text.encode()).hexdigest() if _is_salt(salt) else ""


def _is_salt(salt: str) -> bool:
    return len(salt) == 2 * SALT_BYTES and all(sign in "0123456789abcdef" for sign in salt)


def _line_hash(
    number: int, at: datetime, who: str, action: str, subject: str, detail: str, previous: str
) -> str:
    """SHA-256 over one JSON array in UTF-8 without blanks."""
    when = at.astimezone(UTC).isoformat(timespec="microseconds")
    line = ["bhxh-desk/1/audit", number, when, who, action, subject, detail, previous]
    return sha256(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
