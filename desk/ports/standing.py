"""How a station stands, as its screen tells it: file, backups, disk and clock, and what needs a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol
from uuid import UUID

from declaration.wire.handouts import StationSettings
from desk.ports.care import (
    BackupMade,
    BackupTrouble,
    CheckResult,
    ClockState,
    DayTrouble,
    DayWritten,
    Erased,
    ErasureReason,
    Holdings,
    LastBackup,
    NotErasable,
    Salvaged,
    Soundness,
)

BACKUP_EVERY: Final = timedelta(days=7)
"""After so long without a backup somebody is asked to make one."""


class Space(StrEnum):
    """What the disk has left; keys of the locales under ``care.space``. With ``SHORT`` nothing is finished
    any more; ``LITTLE`` says so beforehand."""

    PLENTY = "plenty"
    LITTLE = "little"
    SHORT = "short"


@dataclass(frozen=True)
class SpaceLeft:
    """``free`` in bytes."""

    space: Space
    free: int


class Concern(StrEnum):
    """What needs a person, the most pressing first; keys of the locales under ``care.concern``."""

    DAMAGED = "damaged"
    SPACE_SHORT = "space_short"
    SPACE_LITTLE = "space_little"
    CLOCK = "clock"
    BACKUP_DUE = "backup_due"


@dataclass(frozen=True)
class KeptDays:
    """Days each kind of data is kept; 0 for as long as the station."""

    photos: int
    declarations: int
    drafts: int
    rosters: int
    backups: int


@dataclass(frozen=True)
class Standing:
    """All of it at the moment ``at``. ``begun_at``: since when there is something to back up;
    ``backup_place``: the folder the last backup was put in; ``by_agency``: what the agency has set."""

    at: datetime
    begun_at: datetime
    backup: LastBackup | None
    backup_place: Path | None
    check: CheckResult
    space: SpaceLeft
    clock: ClockState
    kept: KeptDays
    by_agency: StationSettings = StationSettings()  # noqa: RUF009 - a frozen value

    @property
    def is_backup_due(self) -> bool:
        since = self.backup.made_at if self.backup else self.begun_at
        return self.at - since > BACKUP_EVERY

    @property
    def concerns(self) -> tuple[Concern, ...]:
        needed = {
            Concern.DAMAGED: self.check.found is Soundness.DAMAGED,
            Concern.SPACE_SHORT: self.space.space is Space.SHORT,
            Concern.SPACE_LITTLE: self.space.space is Space.LITTLE,
            Concern.CLOCK: self.clock.trouble is not None,
            Concern.BACKUP_DUE: self.is_backup_due,
        }
        return tuple(concern for concern in Concern if needed[concern])


@dataclass(frozen=True)
class Mendings:
    """What was taken out of this file, or mended, in its time: erasures on request and the last one's moment,
    those done once more in a restored file, and the last salvage."""

    erasures: int = 0
    erased_at: datetime | None = None
    replayed_at: datetime | None = None
    salvaged: Salvaged | None = None
    salvaged_at: datetime | None = None


@dataclass(frozen=True)
class BackupPlace:
    """A disk or stick a backup can go to. ``is_apart``: it is lost or broken on its own."""

    folder: Path
    free: int
    is_apart: bool


class TableCare(Protocol):
    """The care of the station at one registrar's table; LockedError once locked. All of it may block."""

    @property
    def backing_up(self) -> float | None:
        """How far the backup under way has come, 0 to 1; None while none is."""

    def standing(self) -> Standing: ...

    def mendings(self) -> Mendings: ...

    def places(self) -> Sequence[BackupPlace]:
        """Sticks and other disks that can be written to now."""

    def back_up(self, to: Path) -> BackupMade | BackupTrouble:
        """Into a new folder inside ``to``; a lock meanwhile does not end it."""

    def write_day(self, day: date, folder: Path) -> DayWritten | DayTrouble:
        """That day of the audit trail as a signed file in ``folder``, for the supervisor."""

    def look_on(self) -> bool:
        """Look the whole file through for a moment; whether there is more of it."""

    def holdings(self, declaration_id: UUID) -> Holdings | NotErasable: ...

    def erase(self, declaration_id: UUID, reason: ErasureReason) -> Erased | NotErasable: ...
