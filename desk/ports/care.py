"""The care of a station: how long things are kept, erasing, backing up, whether the file is sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Holdings:
    """What the file holds of one person, counted: what an erasure takes, or took, away."""

    declarations: int = 0
    drafts: int = 0
    photos: int = 0
    listed: int = 0


class NotErasable(StrEnum):
    """Why a person's data cannot be erased yet; keys of the locales under ``care.not_erasable``."""

    UNKNOWN = "unknown"
    NOT_SENT = "not_sent"
    NOT_SETTLED = "not_settled"


class ErasureReason(StrEnum):
    """Why somebody is erased; keys of the locales under ``care.erasure_reason``. The audit line keeps it."""

    ASKED_FOR = "asked_for"
    NO_BASIS = "no_basis"
    ORDERED = "ordered"


@dataclass(frozen=True)
class Erased:
    """What was erased. ``copies_until`` is the last day on which a backup may still hold it, None when there
    is no backup; ``copies`` are older files beside the station's, kept for a person to decide about."""

    holdings: Holdings
    copies_until: date | None = None
    copies: tuple[Path, ...] = ()


class Erasing(Protocol):
    """Erasure on request (Luật 91/2025/QH15): every trace of a person leaves this machine, and an audit line
    without a person's data stays. What the agency holds is the agency's to erase."""

    def holdings(self, declaration_id: UUID) -> Holdings | NotErasable:
        """What would go with that declaration or draft: all that is the same person's."""

    def erase(
        self, declaration_id: UUID, by: str, reason: ErasureReason = ErasureReason.ASKED_FOR
    ) -> Erased | NotErasable:
        """Off the event loop: it rewrites all text of the file, a few seconds where there is much."""


class BackupTrouble(StrEnum):
    """Why there is no backup; keys of the locales under ``care.backup``."""

    NO_FOLDER = "no_folder"
    NO_ROOM = "no_room"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class BackupMade:
    """A backup, written and read over. ``expires_on`` is the last day on which it may be restored."""

    folder: Path
    made_at: datetime
    expires_on: date
    size: int


@dataclass(frozen=True)
class LastBackup:
    """When the last backup was made, and until when it is good."""

    made_at: datetime
    expires_on: date


@dataclass(frozen=True)
class DayWritten:
    """A day of the audit trail as a signed file: where it is, and how many lines it has."""

    file: Path
    day: date
    lines: int


class DayTrouble(StrEnum):
    """Why a day is not in a file; keys of the locales under ``care.trail``. NOT_MOVED: restored, and its new
    key not certified yet."""

    NOT_WRITTEN = "not_written"
    NOT_MOVED = "not_moved"


class Soundness(StrEnum):
    """What is known of the file's pages; keys of the locales under ``care.sound``."""

    UNKNOWN = "unknown"
    SOUND = "sound"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class CheckResult:
    """The last whole look through the file, and how far the one under way has come (0 to 1)."""

    found: Soundness = Soundness.UNKNOWN
    finished_at: datetime | None = None
    unreadable: int = 0
    progress: float = 0.0


@dataclass(frozen=True)
class Salvaged:
    """What became of a damaged file's rows: ``set_aside`` revisions wait for a person, their picture lost."""

    kept: int
    unreadable: int
    set_aside: int


class SalvageTrouble(StrEnum):
    """Why nothing was saved, all being as it was; keys of the locales under ``care.salvage``."""

    UNREADABLE = "unreadable"
    NO_ROOM = "no_room"
    NOT_SAVED = "not_saved"


class ClockTrouble(StrEnum):
    """What is odd about the machine's clock; keys of the locales under ``care.clock``. Nothing is refused."""

    PUT_BACK = "put_back"
    PUT_FORWARD = "put_forward"
    BEHIND = "behind"
    AHEAD = "ahead"


@dataclass(frozen=True)
class ClockState:
    """``trouble`` and by how many seconds; None while nothing is odd."""

    trouble: ClockTrouble | None = None
    seconds: int = 0


Progress = Callable[[int, int], None]
"""Told after each step: pages copied, pages in all."""


class StationCare(Erasing, Protocol):
    """All of it, as screens and the command line see it. Every method may block."""

    def back_up(self, to: Path, by: str, tell: Progress) -> BackupMade | BackupTrouble:
        """Into a new folder inside ``to``, while the desk is in use."""

    def last_backup(self) -> LastBackup | None: ...

    def check_result(self) -> CheckResult: ...

    def has_room(self) -> bool: ...
