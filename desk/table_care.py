"""The care of a station as one registrar's table has it: in their name, and until the screen is locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from uuid import UUID

from desk.day_records import file_name, write_day
from desk.ports.care import (
    BackupMade,
    BackupTrouble,
    DayTrouble,
    DayWritten,
    Erased,
    ErasureReason,
    Holdings,
    NotErasable,
)
from desk.ports.standing import BackupPlace, Mendings, Standing
from desk.storage.gate import Gate
from desk.storage.station import StationFile
from desk.sync.timekeeping import Timekeeper

_STEPS = 8
"""Of looking the file through, in one go: a few thousand rows, and nobody waits for long."""


@dataclass
class BackupRun:
    """The backup under way at a station, whoever began it: ``done`` from 0 to 1, None while there is none."""

    done: float | None = None
    turn: Lock = field(default_factory=Lock)

    def tell(self, copied: int, pages: int) -> None:
        self.done = copied / pages if pages else 0.0


class GatedCare:
    """Implements ports.standing.TableCare. The run is the station's: it goes on when the table is gone."""

    def __init__(
        self, station: StationFile, clock: Timekeeper, run: BackupRun, gate: Gate, registrar: str
    ) -> None:
        self._station, self._file, self._clock = station, station.care, clock
        self._run, self._gate, self._registrar = run, gate, registrar

    @property
    def backing_up(self) -> float | None:
        return self._run.done

    def standing(self) -> Standing:
        self._gate.check()
        return self._file.standing(self._clock.state())

    def mendings(self) -> Mendings:
        self._gate.check()
        return self._file.mendings()

    def places(self) -> Sequence[BackupPlace]:
        return self._file.places()

    def back_up(self, to: Path) -> BackupMade | BackupTrouble:
        self._gate.check()
        with self._run.turn:
            self._run.done = 0.0
            try:
                return self._file.back_up(to, self._registrar, self._run.tell)
            finally:
                self._run.done = None

    def write_day(self, day: date, folder: Path) -> DayWritten | DayTrouble:
        self._gate.check()
        enrolment = self._station.enrolment()
        if enrolment is None or not folder.is_dir():  # a folder is not made: a stick taken out is no folder
            return DayTrouble.NOT_WRITTEN
        to = folder / file_name(enrolment.station, day)
        return write_day(self._station, self._registrar, enrolment, day, self._clock.now(), to)

    def look_on(self) -> bool:
        before = self._file.check_result().finished_at
        for _ in range(_STEPS):
            self._gate.check()
            self._file.look_on()
            if self._file.check_result().finished_at != before:
                return False
        return True

    def holdings(self, declaration_id: UUID) -> Holdings | NotErasable:
        self._gate.check()
        return self._file.holdings(declaration_id)

    def erase(self, declaration_id: UUID, reason: ErasureReason) -> Erased | NotErasable:
        self._gate.check()
        return self._file.erase(declaration_id, self._registrar, reason)
