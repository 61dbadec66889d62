"""The care of one station's file, as ports.care has it: erasing, backing up, looking it through."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from desk.ports.care import (
    BackupMade,
    BackupTrouble,
    CheckResult,
    ClockState,
    Erased,
    ErasureReason,
    Holdings,
    LastBackup,
    NotErasable,
    Progress,
    Salvaged,
    SalvageTrouble,
)
from desk.ports.clock import VIETNAM
from desk.ports.standing import BackupPlace, KeptDays, Mendings, Standing
from desk.settings import RetentionSettings
from desk.storage.agency_wishes import kept_days, settings
from desk.storage.audit import note
from desk.storage.backup import DATABASE, back_up
from desk.storage.backup_places import backup_places
from desk.storage.database import Database
from desk.storage.erasing import StationErasing
from desk.storage.facts import Fact, read_fact, write_fact
from desk.storage.last_backup import read_last_backup, write_last_backup
from desk.storage.mendings import begun_at, read_mendings
from desk.storage.opening import copies_before_upgrades
from desk.storage.reserve import Reserve
from desk.storage.retention import Purging
from desk.storage.salvaging import salvage, trouble_with
from desk.storage.soundness import WholeCheck
from desk.storage.trouble import StationFileError

log = logging.getLogger(__name__)


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

    def erase(
        self, declaration_id: UUID, by: str, reason: ErasureReason = ErasureReason.ASKED_FOR
    ) -> Erased | NotErasable:
        return self._erasing.erase(declaration_id, by, reason)

    def back_up(self, to: Path, by: str, tell: Progress) -> BackupMade | BackupTrouble:
        station = self._database.read(lambda session: read_fact(session, Fact.STATION)) or ""
        days = self._keep.backups_days
        made = back_up(self._folder, self._key, to, station, self._now(), days, tell)
        if isinstance(made, BackupMade):
            self._database.write(lambda session: self._remember(session, made, to, by))
        return made

    def last_backup(self) -> LastBackup | None:
        return self._database.read(read_last_backup)

    def check_result(self) -> CheckResult:
        return self._check.result()

    def has_room(self) -> bool:
        return self._reserve.has_room()

    def standing(self, clock: ClockState) -> Standing:
        """How the file stands now, with what is known of the clock."""
        now = self._now()
        begun, place, wished, keep = self._database.read(
            lambda session: (
                begun_at(session),
                _backup_place(session),
                settings(session),
                kept_days(session, self._keep),
            )
        )
        return Standing(
            at=now,
            begun_at=begun or now,
            backup=self.last_backup(),
            backup_place=place,
            check=self.check_result(),
            space=self._reserve.left(),
            clock=clock,
            kept=KeptDays(
                keep.photos_days,
                keep.declarations_days,
                keep.drafts_days,
                keep.rosters_days,
                keep.backups_days,
            ),
            by_agency=wished,
        )

    def mendings(self) -> Mendings:
        return self._database.read(read_mendings)

    def places(self) -> Sequence[BackupPlace]:
        return backup_places(self._folder)

    def salvage(self) -> Salvaged | SalvageTrouble:
        """What is readable, in a fresh file; why not, and then all is as it was. The file must be closed, and
        nobody else have it open."""
        try:
            return salvage(self._folder / DATABASE, self._key, self._now)
        except (StationFileError, OSError) as error:
            log.error("not salvaged: %s", type(error).__name__)
            return trouble_with(error)

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

    def _remember(self, session: Session, made: BackupMade, to: Path, by: str) -> None:
        write_last_backup(session, LastBackup(made.made_at, made.expires_on))
        write_fact(session, Fact.BACKUP_PLACE, str(to))
        note(session, self._now(), by, "backup", "", f"bytes {made.size}")


def _backup_place(session: Session) -> Path | None:
    place = read_fact(session, Fact.BACKUP_PLACE)
    return Path(place) if place else None
