"""Complaints and proposals taken down at this desk, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from declaration.privacy import Private
from declaration.wire.complaint import ComplaintContent, Passed
from desk.ports.store import SealedAbout

DROPPED: Final = "dropped"
"""How one ended that was given up before the agency had it: no Told, and never sent."""


class Hearing(StrEnum):
    """Where a complaint stands; keys of the locales under ``complaints.hearing``."""

    ANSWERED = "answered"
    WAITING = "waiting"
    CLOSED = "closed"


@dataclass(frozen=True, repr=False)
class Complaint(Private):
    """``hearing`` answered: somebody has to tell the person. ``is_delivered``: the agency has it;
    ``office``: who there answers, at the agency its content names; ``passed``: how it came there;
    ``last_revision`` was sealed of it, given up or not."""

    id: UUID
    content: ComplaintContent
    taken_at: datetime
    registrar: str
    office: str
    hearing: Hearing
    is_delivered: bool
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    last_revision: int = 1
    passed: tuple[Passed, ...] = ()

    @property
    def is_dropped(self) -> bool:
        return self.content.told == DROPPED


class ComplaintStore(Protocol):
    """Every method is one transaction, or one look."""

    def keep(self, sealed: SealedAbout, content: ComplaintContent) -> bool:
        """Taken down, or closed by a later revision; False when it is closed already, or its answer has not
        come."""

    def complaints(self, hearing: Hearing, limit: int) -> Sequence[Complaint]:
        """The oldest that is answered or waits first, the newest that is closed."""

    def counts(self) -> Mapping[Hearing, int]: ...
