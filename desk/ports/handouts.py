"""What the agency hands out to this station, on its way and applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class HandoutState(StrEnum):
    """WAITING: bytes or rows are still to come. DAMAGED: it arrived otherwise than it is named, again and
    again. UNREADABLE: it is what it is named and no program of this version reads it. GONE: the service has
    it no more."""

    WAITING = "waiting"
    APPLIED = "applied"
    DAMAGED = "damaged"
    UNREADABLE = "unreadable"
    GONE = "gone"


@dataclass(frozen=True)
class Coming:
    """One handout. ``kind`` as its event is called; ``fetched`` of ``size`` bytes are in the file; of a list
    ``done`` of ``people`` are on it, 0 of 0 while that is not known. ``is_held``: it waits for another
    network, or for a person."""

    id: int
    kind: str
    sha256: str
    size: int
    fetched: int
    state: HandoutState
    done: int = 0
    people: int = 0
    is_held: bool = False

    @property
    def is_fetched(self) -> bool:
        return self.fetched >= self.size


class HandoutStore(Protocol):
    """The station's file as the fetching sees it. Every method is one transaction."""

    def coming(self) -> Sequence[Coming]:
        """What is not applied, oldest first."""

    def keep(self, handout: int, at: int, data: bytes) -> int:
        """Bytes from that place on; how many are there now. Bytes for another place than the end of what is
        there change nothing."""

    def start_again(self, handout: int) -> None:
        """What arrived was damaged: it is fetched anew, a few times."""

    def apply(self, handout: int) -> Coming | None:
        """One part of it, with how far that has come, in one transaction; None once all of it is applied.
        Applied again it changes nothing. What cannot be read says so in its state."""

    def try_again(self, handout: int) -> None:
        """A person wants what could not be read, arrived damaged or was gone once more."""

    def is_gone(self, handout: int) -> None:
        """The service does not have it: it is not asked for until a person wants it."""

    def dismiss(self, handout: int) -> None:
        """A person needs to hear no more of one that is gone; another is left as it is."""
