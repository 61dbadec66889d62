"""What the running desk has of the service: its address, the roles of who signs in, the agency's settings."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from declaration.draft import Field
from declaration.wire.handouts import StationSettings
from desk.idle import Locking
from desk.ports.keys import Wait
from desk.ports.service import Reason
from desk.program import DeskProgram
from desk.storage.agency_wishes import take_settings
from desk.storage.station import StationFile
from desk.views.program import Role, SignedIn, SignInTrouble
from practice.unit import PASSES, PracticeUnit
from tests.builders import PASSPHRASE, QUICK, BuiltStation
from tests.fakes.program import SetClock
from tests.fakes.running_desk import running


async def test_a_station_finds_the_service_it_was_enrolled_at(station: BuiltStation) -> None:
    program = running(station.folder, address="")
    assert isinstance(await program.unlock("mau", PASSPHRASE), SignedIn)
    assert program.service_address == "https://service.example"
    await program.close()


async def test_a_service_that_does_not_answer_is_named_as_the_cause(program: DeskProgram) -> None:
    assert await program.sign_in("duyet", "mật khẩu nào đó") is Reason.NO_NETWORK
    assert program.person is None


def _has_table(program: DeskProgram) -> bool:
    return program.table is not None


async def test_reviewers_and_supervisors_get_what_their_roles_allow_and_nothing_of_the_station(
    tmp_path: Path,
) -> None:
    unit = await PracticeUnit.start(tmp_path, QUICK)
    program = running(unit.station_folder, unit.address)
    by_role = {known.person.role: known for known in PASSES}
    try:
        registrar = by_role[Role.REGISTRAR]
        assert isinstance(await program.unlock(registrar.person.name, registrar.passphrase), SignedIn)
        reviewer = by_role[Role.REVIEWER]
        assert await program.sign_in(reviewer.person.name, "sai hẳn rồi") is SignInTrouble.WRONG
        assert _has_table(program), "a wrong passphrase threw the registrar out"
        assert isinstance(await program.sign_in(reviewer.person.name, reviewer.passphrase), SignedIn)
        assert not _has_table(program)
        assert (bool(program.reviewing), bool(program.supervising)) == (True, False)
        supervisor = by_role[Role.SUPERVISOR]
        assert isinstance(await program.sign_in(supervisor.person.name, supervisor.passphrase), SignedIn)
        assert (bool(program.reviewing), bool(program.supervising)) == (False, True)
        assert isinstance(await program.unlock(registrar.person.name, registrar.passphrase), SignedIn)
        assert (bool(program.reviewing), bool(program.supervising)) == (False, False)
    finally:
        await program.close()
        await unit.stop()


async def test_after_several_wrong_passphrases_at_the_service_one_waits_and_is_told_how_long(
    tmp_path: Path,
) -> None:
    unit = await PracticeUnit.start(tmp_path, QUICK)
    program = running(unit.station_folder, unit.address)
    try:
        answers = [await program.sign_in("duyet", f"sai hẳn rồi {n}") for n in range(6)]
        assert answers[0] is SignInTrouble.WRONG
        waiting = answers[-1]
        assert isinstance(waiting, Wait), (
            "nobody is told that the service is busy, and not the passphrase wrong"
        )
        assert waiting.seconds >= 1
        same = await program.choose_passphrase("duyet", "sai", "", "một câu đủ dài khác")
        assert isinstance(same, Wait)
    finally:
        await program.close()
        await unit.stop()


async def test_what_the_agency_has_set_stands_above_the_machines_own_settings(station: BuiltStation) -> None:
    file = StationFile.open(station.folder, station.file_key, station.clock.now)
    wished = StationSettings(lock_after_minutes=3, agency="MAU02", photos_days=14)
    file._database.write(lambda session: take_settings(session, wished))
    file.close()
    clock = SetClock()
    desk = running(station.folder, clock=clock, locking=Locking(timedelta(minutes=30)))
    await desk.unlock("mau", PASSPHRASE)
    assert desk.table is not None
    assert desk.table.registration.begin().value(Field.AGENCY) == "MAU02"
    assert desk.table.care.standing().kept.photos == 14
    clock.forward(timedelta(minutes=3))
    async with asyncio.timeout(10):
        while desk.person is not None:  # noqa: ASYNC110 - the watch looks every second
            await asyncio.sleep(0.05)
    await desk.close()
