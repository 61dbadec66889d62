"""A day closed by its station: what it stands for in a chain, and how it is held against the service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from pydantic import Field

from declaration.wire.model import Message, Sha256

DAY_FORM = "day/1"
"""The form version of a day's record."""


class DayClosing(Message):
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
