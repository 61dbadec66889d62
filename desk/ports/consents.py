"""Consent taken back after finishing: which purpose, when, before whom, and of which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from declaration.privacy import Private
from declaration.wire.consent_withdrawn import ConsentWithdrawnContent
from desk.ports.store import SealedAbout


class OfAPurpose(Protocol):
    """A purpose, and the version of the words that stood beside its tick."""

    @property
    def purpose(self) -> str: ...

    @property
    def text_version(self) -> str: ...


@dataclass(frozen=True, repr=False)
class TakenBack(Private):
    """One purpose of the consent given with that revision; ``by``: the registrar who took it down."""

    purpose: str
    revision: int
    at: datetime
    by: str
    text_version: str
    language: str


class ConsentStore(Protocol):
    """Every method is one transaction, or one look."""

    def take_back(self, sealed: SealedAbout, content: ConsentWithdrawnContent) -> bool:
        """Purposes, sealed record and audit line together. False when that revision is not what stands now,
        or one of the purposes was taken back already."""

    def taken_back(self, declaration_id: UUID) -> Sequence[TakenBack]:
        """Of that declaration, the oldest first."""
