"""The care of one station's file, as ports.care has it: erasing, backing up, looking it through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from desk.ports.care import (
    BackupMade,
    BackupTrouble,
    CheckResult,
    Erased,
    Holdings,
    LastBackup,
    NotErasable,
    Progress,
)
from desk.ports.clock import VIETNAM
from desk.settings import RetentionSettings
from desk.storage.audit import note
from desk.storage.backup import DATABASE, back_up
from desk.storage.database import Database
from desk.storage.erasing import StationErasing
from desk.storage.facts import Fact, read_fact
from desk.storage.last_backup import read_last_backup, write_last_backup
from desk.storage.opening import copies_before_upgrades
from desk.storage.reserve import Reserve
from desk.storage.retention import Purging
from desk.storage.soundness import WholeCheck


class FileCare:
    """Implements ports.care.StationCare."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        key: bytes,
        now: Callable[[], datetime],
        keep: RetentionSettings,
        reserve: Reserve,
        erasing: StationErasing,
    ) -> None:
        self._database = database
        self._folder, self._key = folder, key
        self._now, self._keep = now, keep
        self._reserve = reserve
        self._erasing = erasing
        self._purging = Purging(database, keep, now)
        self._check = WholeCheck(database, now)

    def holdings(self, declaration_id: UUID) -> Holdings | NotErasable:
        return self._erasing.holdings(declaration_id)

    def erase(self, declaration_id: UUID, by: str) -> Erased | NotErasable:
        return self._erasing.erase(declaration_id, by)

    def back_up(self, to: Path, by: str, tell: Progress) -> BackupMade | BackupTrouble:
        station = self._database.read(lambda session: read_fact(session, Fact.STATION)) or ""
        days = self._keep.backups_days
        made = back_up(self._folder, self._key, to, station, self._now(), days, tell)
        if isinstance(made, BackupMade):
            self._database.write(lambda session: self._remember(session, made, by))
        return made

    def last_backup(self) -> LastBackup | None:
        return self._database.read(read_last_backup)

    def check_result(self) -> CheckResult:
        return self._check.result()

    def has_room(self) -> bool:
        return self._reserve.has_room()

    def look_on(self) -> None:
        """One short step of looking the whole file through."""
        self._check.step()

    def tidy(self, today: date | None) -> bool:
        """One short step of what is due: the reserve, traces that are owed, what is kept no longer. ``today``
        None while it is not sure what day it is: then nothing goes. Whether there may be more to do."""
        self._reserve.hold()
        self._erasing.settle()
        if today is not None:
            self._let_go_of_copies(today)
        return today is not None and self._purging.step(today) > 0

    def _let_go_of_copies(self, today: date) -> None:
        """What the file was before an upgrade is kept no longer than a backup."""
        for copy in copies_before_upgrades(self._folder / DATABASE):
            made_on = datetime.fromtimestamp(copy.stat().st_mtime, VIETNAM).date()
            if made_on + timedelta(days=self._keep.backups_days) < today:
                copy.unlink(missing_ok=True)

    def _remember(self, session: Session, made: BackupMade, by: str) -> None:
        write_last_backup(session, LastBackup(made.made_at, made.expires_on))
        note(session, self._now(), by, "backup", "", f"bytes {made.size}")
