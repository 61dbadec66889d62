"""The care of a station that is only said to be so: ``stands`` is changed as a test needs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import UUID

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
    Soundness,
)
from desk.ports.standing import BackupPlace, KeptDays, Mendings, Space, SpaceLeft, Standing

KEPT = KeptDays(photos=30, declarations=365, drafts=0, rosters=180, backups=30)


class FakeCare:
    """Implements ports.standing.TableCare. A backup ends when ``go_on`` is set; ``written`` says where to."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.backing_up: float | None = None
        self.stick = BackupPlace(Path("/media/mau/USB-MAU"), 15_400_000_000, is_apart=True)
        self.sticks: tuple[BackupPlace, ...] = (self.stick,)
        self.written: list[Path] = []
        self.trouble: BackupTrouble | None = None
        self.go_on = Event()
        self.go_on.set()
        self.days: list[tuple[date, Path]] = []
        self.takes_days = True
        self.steps = 0
        self.done = Mendings()
        self.held: Holdings | NotErasable = Holdings(declarations=1, photos=4)
        self.erased: list[tuple[UUID, ErasureReason]] = []
        self.stands = Standing(
            at=now(),
            begun_at=now(),
            backup=None,
            backup_place=None,
            check=CheckResult(Soundness.SOUND, now() - timedelta(hours=2)),
            space=SpaceLeft(Space.PLENTY, 41_200_000_000),
            clock=ClockState(),
            kept=KEPT,
        )

    def standing(self) -> Standing:
        return replace(self.stands, at=self._now())

    def mendings(self) -> Mendings:
        return self.done

    def places(self) -> Sequence[BackupPlace]:
        return self.sticks

    def back_up(self, to: Path) -> BackupMade | BackupTrouble:
        self.backing_up = 0.4
        self.go_on.wait(5)
        self.backing_up = None
        self.written.append(to)
        if self.trouble is not None:
            return self.trouble
        now = self._now()
        last = LastBackup(now, (now + timedelta(days=30)).date())
        self.stands = replace(self.stands, backup=last, backup_place=to)
        return BackupMade(to / "desk-backup-20260302-120000", now, last.expires_on, 38_000_000)

    def write_day(self, day: date, folder: Path) -> DayWritten | DayTrouble:
        if not self.takes_days:
            return DayTrouble.NOT_WRITTEN
        self.days.append((day, folder))
        return DayWritten(folder / "nhat-ky.json", day, 12)

    def look_on(self) -> bool:
        if self.steps == 0:
            self.stands = replace(self.stands, check=CheckResult(Soundness.SOUND, self._now()))
            return False
        self.steps -= 1
        self.stands = replace(self.stands, check=replace(self.stands.check, progress=0.5))
        return True

    def holdings(self, declaration_id: UUID) -> Holdings | NotErasable:
        return self.held

    def erase(self, declaration_id: UUID, reason: ErasureReason) -> Erased | NotErasable:
        if isinstance(self.held, NotErasable):
            return self.held
        self.erased.append((declaration_id, reason))
        last = self.stands.backup
        return Erased(self.held, last.expires_on if last else None)
