"""A station's day: sealed when it is closed, compared with the service, and handed on as a file.

The file verifies without a network and without the station: the root key's word for the service's keys,
theirs for the station's, the station's for the day, the day's for the audit lines.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from pydantic import Field

from declaration.wire.model import Message, Sha256
from declaration.wire.signed import Signed

DAY_FORM = "day/1"
"""The form version of a day's record."""


class AuditEntry(Message):
    """One audit line with all that its hash covers; texts and salts are "" once a person was erased."""

    number: int
    at: dt.datetime
    who: str
    who_salt: str
    who_digest: str
    action: str
    subject: str
    subject_salt: str
    subject_digest: str
    detail: str
    previous: str
    hash: str


class DayRecord(Message):
    """The content of a sealed record of kind *day*: what the station stood for when it closed that day.

    ``finished`` revisions and one ``digest`` over their marks, whose salts go with an erased person.
    ``number`` counts the station's closings from 1; ``previous`` is the digest of the sealed bytes of the one
    before, "" for the first: closing a day again is a later link of the same chain. ``trail_lines`` and
    ``trail_head``: the audit trail at its end; this closing stands for the lines from ``first_line`` on, the
    first after the closing before, so that every line belongs to one closing.
    """

    station_name: str
    unit_name: str
    day: dt.date
    number: int = Field(ge=1)
    previous: str
    finished: int = Field(ge=0)
    digest: Sha256
    first_line: int
    trail_lines: int
    trail_head: str


class DayFile(Message):
    """``record`` is the sealed record as it was sent, ``lines`` end with the last one it stands for;
    ``certificate`` is the station's of that day, ``keys`` as the station was given them."""

    record: Signed
    lines: tuple[AuditEntry, ...]
    certificate: Signed
    keys: tuple[Signed, ...]
    root_key: str


class RevisionRef(Message):
    """One sealed revision by name; ``digest`` is that of its sealed bytes."""

    id: UUID
    revision: int
    digest: Sha256

    @property
    def text(self) -> str:
        return f"{self.id}|{self.revision}|{self.digest}"


class DayQuestion(Message):
    """What a station holds receipts for of one day, but for ``erased`` revisions it may say nothing of.

    ``held`` names them only after an answer that the ``digest`` over them is not the service's.
    """

    nonce: str = Field(min_length=8, max_length=128)
    day: dt.date
    count: int = Field(ge=0)
    digest: Sha256
    erased: int = Field(default=0, ge=0)
    held: tuple[RevisionRef, ...] | None = None


class DayAnswer(Message):
    """What the service signs about a DayQuestion. ``lacking``: the station holds receipts for them, the
    service does not have them; ``unknown``: the other way round. Both stay empty until ``held`` was told."""

    station: str
    nonce: str
    day: dt.date
    count: int
    digest: Sha256
    erased: int
    balanced: bool
    lacking: tuple[RevisionRef, ...] = ()
    unknown: tuple[RevisionRef, ...] = ()
    answered_at: dt.datetime
    epoch: str


def held_digest(refs: Iterable[RevisionRef]) -> str:
    """One digest over revisions, whatever their order: SHA-256 of ``id|revision|digest`` lines, sorted."""
    return sha256("\n".join(sorted(ref.text for ref in refs)).encode()).hexdigest()
