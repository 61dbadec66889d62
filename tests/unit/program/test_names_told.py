"""The agency reads a registrar's full name, though only the station knows it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from declaration.wire.supervision import StationsPage
from desk.remote.door import Door
from desk.remote.people_service import RemotePeople
from desk.views.program import Role
from practice.unit import PASSES, PracticeUnit
from tests.builders import QUICK
from tests.fakes.running_desk import running


async def _named(unit: PracticeUnit) -> dict[str, str]:
    supervisor = next(known for known in PASSES if known.person.role is Role.SUPERVISOR)
    door = Door(unit.address)
    service = RemotePeople(door)
    await service.sign_in(supervisor.person.name, supervisor.passphrase)
    page = await service.stations()
    await door.close()
    assert isinstance(page, StationsPage)
    return next((each.report.registrars for each in page.stations if each.report), {})


async def test_a_stations_report_names_its_registrars(tmp_path: Path) -> None:
    unit = await PracticeUnit.start(tmp_path, QUICK)
    program = running(unit.station_folder, unit.address)
    await program.unlock(PASSES[0].person.name, PASSES[0].passphrase)
    for _ in range(100):
        named = await _named(unit)
        if named:
            break
        await asyncio.sleep(0.2)
    await program.close()
    await unit.stop()
    registrars = [known.person for known in PASSES if known.person.role is Role.REGISTRAR]
    assert named == {each.name: each.display_name for each in registrars}
