"""Declarations people have made online: a list of them kept for days without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from declaration.privacy import Private
from declaration.wire.online import OnlineDeclaration


@dataclass(frozen=True, repr=False)
class OnlineList(Private):
    """How many are kept that can still be handed in, and when they were fetched; None for never."""

    size: int
    fetched_at: datetime | None


class OnlineStore(Protocol):
    """Every method is one transaction, or one look."""

    def keep(self, declarations: Sequence[OnlineDeclaration], by: str, at: datetime) -> None:
        """The whole list as it is now, instead of the one before."""

    def find(self, number: str, today: date) -> OnlineDeclaration | None:
        """By dossier number or insurance code; not one whose ten days are over or that was received here."""

    def kept(self, today: date) -> OnlineList: ...

    def received(self, number: str) -> bool:
        """Whether a draft or declaration of this station has that dossier number already."""

    def in_hand(self, number: str) -> UUID | None:
        """The unfinished draft of one that was received here, by dossier number or insurance code."""
