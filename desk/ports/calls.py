"""Whom to call once their account is there, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from declaration.lifecycle import Status
from declaration.privacy import Private
from declaration.wire.contact_outcome import Outcome, Step
from desk.ports.store import SealedAbout


class Calling(StrEnum):
    """Where a call stands; keys of the locales under ``calls.calling``."""

    TO_CALL = "to_call"
    AGAIN = "again"
    UNREACHABLE = "unreachable"
    INFORMED = "informed"


CAN_BE_CALLED = (Status.ISSUED, Status.ACTIVATED)


@dataclass(frozen=True, repr=False)
class Call(Private):
    """A person with an account. ``tries``: how often somebody tried; ``at`` and ``by`` of the last time."""

    declaration_id: UUID
    full_name: str
    phone: str
    user_name: str
    calling: Calling
    steps: frozenset[Step]
    answered_at: datetime
    has_failed_notice: bool = False
    tries: int = 0
    at: datetime | None = None
    by: str = ""


class CallStore(Protocol):
    """Everybody with an account that was issued here. Every method is one transaction, or one look."""

    def calls(self, calling: Calling, *, first: int, limit: int, text: str = "") -> Sequence[Call]:
        """Whose account came first is called first; of those told, the last told comes first. ``text``: words
        of the name, without diacritics too, the beginning of a document number or BHXH code, or the end of a
        phone."""

    def found(self, calling: Calling, text: str) -> int:
        """How many there are of those."""

    def counts(self) -> Mapping[Calling, int]: ...

    def keep(self, sealed: SealedAbout, outcome: Outcome, steps: frozenset[Step]) -> bool:
        """The outcome, its sealed record and an audit line; False when there is no such account here."""
