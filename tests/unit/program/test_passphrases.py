"""A passphrase forgotten or changed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from declaration.wire.recovery import RecoveryAnswer
from declaration.wire.spelled import Misspelled
from declaration.wire.supervision import StationsPage
from desk.ports.recovery import RecoveryState
from desk.program import DeskProgram
from desk.remote.door import Door
from desk.remote.people_service import RemotePeople
from desk.views.program import Role, SignedIn, SignInTrouble
from practice.unit import PASSES, PracticeUnit
from tests.builders import PASSPHRASE, QUICK, built_station
from tests.fakes.running_desk import NOWHERE, running

NEW = "câu mới tinh tươm"


async def _read_out(unit: PracticeUnit) -> str:
    """A supervisor asks for the station's code and reads it out."""
    supervisor = next(known for known in PASSES if known.person.role is Role.SUPERVISOR)
    door = Door(unit.address)
    service = RemotePeople(door)
    await service.sign_in(supervisor.person.name, supervisor.passphrase)
    page = await service.stations()
    assert isinstance(page, StationsPage)
    answer = await service.recovery_code(page.stations[0].station, "Cán bộ quên mật khẩu")
    await door.close()
    assert isinstance(answer, RecoveryAnswer), answer
    return answer.code


async def _until_at_agency(program: DeskProgram) -> None:
    for _ in range(500):
        if program.recovery is not None and program.recovery.is_at_agency:
            return
        await asyncio.sleep(0.02)
    pytest.fail("not brought to the agency")


async def test_a_code_read_out_over_the_telephone_works_without_a_network_once_and_is_replaced(
    tmp_path: Path,
) -> None:
    unit = await PracticeUnit.start(tmp_path, QUICK)
    program, registrar = running(unit.station_folder, unit.address), PASSES[0]
    await program.unlock(registrar.person.name, registrar.passphrase)
    await _until_at_agency(program)
    code = await _read_out(unit)
    await program.close()

    offline = running(unit.station_folder, NOWHERE)
    typed = code.lower().replace("-", " ")
    misheard = typed[:-1] + ("0" if typed[-1] != "0" else "1")
    assert await offline.recover("mau", misheard, NEW) is Misspelled.CHECK
    assert isinstance(await offline.recover("mau", typed, NEW), SignedIn)
    assert offline.table is not None
    assert offline.recovery == RecoveryState(2, is_at_agency=False)
    await offline.lock()
    assert await offline.recover("mau", typed, "lại câu khác nữa") is SignInTrouble.CODE_WRONG
    assert await offline.unlock("mau", registrar.passphrase) is SignInTrouble.WRONG
    assert isinstance(await offline.unlock("mau", NEW), SignedIn)
    await offline.close()

    online = running(unit.station_folder, unit.address)
    await online.unlock("mau", NEW)
    await _until_at_agency(online)
    again = await _read_out(unit)
    assert again != code
    assert isinstance(await online.recover("thu", again, NEW), SignedIn)
    await online.close()
    await unit.stop()


async def test_a_station_without_a_code_says_so(tmp_path: Path) -> None:
    built_station(tmp_path / "station", enrolled=False).file.close()
    program = running(tmp_path / "station")
    code = "0024-H36H-2NCS-VRH6-DAQF-6DVV-QZ9W"
    assert await program.recover("mau", code, NEW) is SignInTrouble.NO_CODE
    assert await running(tmp_path / "none").recover("mau", code, NEW) is SignInTrouble.NO_STATION
    await program.close()


async def test_a_registrar_changes_the_passphrase_and_nobody_elses(program: DeskProgram) -> None:
    assert await program.change_passphrase("mau", "sai", NEW) is SignInTrouble.WRONG
    assert isinstance(await program.change_passphrase(" mau", PASSPHRASE, NEW), SignedIn)
    await program.lock()
    assert await program.unlock("mau", PASSPHRASE) is SignInTrouble.WRONG
    assert isinstance(await program.unlock("mau", NEW), SignedIn)
    assert isinstance(await program.unlock("thu", "lời khác hẳn"), SignedIn)


async def test_a_passphrase_that_could_not_be_written_down_is_not_called_changed(
    program: DeskProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no room")

    with monkeypatch.context() as disk:
        disk.setattr("desk.storage.vault.slots_file.write_atomically", full)
        assert await program.change_passphrase("mau", PASSPHRASE, NEW) is SignInTrouble.NOT_KEPT
        assert program.person is None
    assert isinstance(await program.unlock("mau", PASSPHRASE), SignedIn)
