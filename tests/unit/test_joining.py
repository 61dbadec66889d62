"""A station joins again on a spare machine: the recovery code goes with it, whatever breaks on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from approval.identities import Person
from declaration.privacy import Private
from declaration.wire.recovery import RecoveryAnswer, RecoveryQuestion
from declaration.wire.sign_in import PersonRole
from declaration.wire.spelled import read_spelled
from desk.joining import join
from desk.ports.care import BackupMade
from desk.ports.clock import SystemClock
from desk.settings import ServiceSettings, Settings, StorageSettings
from desk.station_work import StationWork
from desk.storage.restoring import restore
from desk.storage.station import StationFile, vault_of
from desk.storage.vault.slots import Registrar
from practice.unit import AGENCY, PASSES, PracticeUnit
from tests.builders import QUICK

MAU = PASSES[0]
SUPERVISOR = Person("giamsat", "Hoàng Giám Sát", AGENCY[0], frozenset({PersonRole.SUPERVISOR}))


@dataclass(repr=False)
class Moved(Private):
    """A spare with a backup restored on it; the lost machine went on to a newer code after that backup."""

    unit: PracticeUnit
    folder: Path
    key: bytes
    station: str

    async def join(self) -> None:
        code = self.unit.service.office.make_moving_code(self.station)
        assert isinstance(code, str)
        service, storage = ServiceSettings(address=self.unit.address), StorageSettings(str(self.folder))
        settings = Settings(service=service, storage=storage)
        who = Registrar(MAU.person.name, MAU.person.display_name)
        await join(settings, code, who, MAU.passphrase, QUICK)

    async def sync(self) -> None:
        """As after unlocking."""
        file = await asyncio.to_thread(StationFile.open, self.folder, self.key, SystemClock().now)
        await asyncio.to_thread(file.recovery.ensure)
        await round_of(file, self)

    def opened_by_the_agencys_code(self) -> bytes | None:
        question = RecoveryQuestion(station=self.station, reason="Cán bộ quên mật khẩu")
        answer = self.unit.service.service.recovery.read_out(SUPERVISOR, question)
        assert isinstance(answer, RecoveryAnswer), answer
        code = read_spelled(answer.code)
        assert isinstance(code, bytes)
        opened = vault_of(self.folder, SystemClock()).open_with_code(code)
        return opened if isinstance(opened, bytes) else None


async def round_of(file: StationFile, at: Moved) -> None:
    enrolment = file.enrolment()
    assert enrolment is not None
    work = StationWork.begin(at.folder, file, enrolment, at.unit.address, SystemClock())
    await work.engine.round()
    await work.end()


@pytest.fixture
async def moved(tmp_path: Path) -> AsyncIterator[Moved]:
    unit = await PracticeUnit.start(tmp_path / "unit", QUICK)
    key = vault_of(unit.station_folder, SystemClock()).open(MAU.person.name, MAU.passphrase)
    assert isinstance(key, bytes)
    file = await asyncio.to_thread(StationFile.open, unit.station_folder, key, SystemClock().now)
    lost = Moved(unit, unit.station_folder, key, file.station_key().station)
    file.recovery.ensure()
    made = file.care.back_up(tmp_path / "stick", "mau", lambda _done, _all: None)
    assert isinstance(made, BackupMade)
    for _ in range(3):
        file.recovery.renew()
    await round_of(file, lost)
    assert lost.opened_by_the_agencys_code() == key
    assert restore(made.folder, tmp_path / "spare", key, SystemClock().now) is None
    yield Moved(unit, tmp_path / "spare", key, lost.station)
    await unit.stop()


async def test_after_a_move_the_agency_reads_out_the_code_of_the_moved_station(moved: Moved) -> None:
    assert moved.opened_by_the_agencys_code() is None, "it holds the lost machine's"
    await moved.join()
    assert moved.opened_by_the_agencys_code() == moved.key


async def test_a_move_that_broke_off_before_the_code_was_drawn_draws_it_when_next_unlocked(
    moved: Moved, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def power_goes(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr("desk.joining._send_recovery_code", power_goes)
        with pytest.raises(OSError):  # noqa: PT011 - our own
            await moved.join()
    await moved.sync()
    assert moved.opened_by_the_agencys_code() == moved.key


async def test_until_it_has_joined_a_restored_station_keeps_the_backups_code(moved: Moved) -> None:
    file = await asyncio.to_thread(StationFile.open, moved.folder, moved.key, SystemClock().now)
    before = file.recovery.pending()
    file.recovery.ensure()
    assert file.recovery.pending() == before
    assert before is not None
    file.close()
