"""Draining as a contract: a supervisor asks it of a station of their agency, of no other; it is noted."""

from __future__ import annotations

import httpx
import pytest
from sqlmodel import select

from approval.service import Service
from approval.storage.sign_in_rows import AuditRow
from declaration.wire.sign_in import Hello, ServiceState
from declaration.wire.signed import Signed
from tests.fakes.field_station import FieldStation, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]

NONCE = "0123456789abcdef"


async def state(client: httpx.AsyncClient, station: str) -> str:
    answer = await client.get("/v1/hello", params={"nonce": NONCE, "station": station})
    hello = Signed.model_validate_json(answer.content).read(Hello)
    assert hello is not None
    return hello.state


async def put(client: httpx.AsyncClient, name: str, station: str, draining: bool = True) -> httpx.Response:
    path = f"/v1/supervision/stations/{station}/draining"
    bearer = await sign_in(client, name) if name else {}
    return await client.put(path, json={"draining": draining}, headers=bearer)


async def shown(client: httpx.AsyncClient, name: str) -> dict[str, str]:
    page = (await client.get("/v1/supervision/stations", headers=await sign_in(client, name))).json()
    return {each["station"]: each["state"] for each in page["stations"]}


async def test_a_supervisor_drains_a_station_and_lets_it_work_again(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    for draining, wanted in ((True, ServiceState.DRAIN), (False, ServiceState.NORMAL)):
        for _ in range(2):
            assert (await put(client, "lan", station.id, draining)).status_code == 204
        assert await state(client, station.id) == wanted
        assert await shown(client, "lan") == {station.id: wanted}
    assert await station.kinds() == ["state_changed", "state_changed"], "asked twice is asked once"
    with service.database.reading() as session:
        rows = session.exec(select(AuditRow).where(AuditRow.subject == station.id)).all()
    noted = [(row.action, row.actor) for row in rows if "drained" in row.action]
    assert noted == [("station_drained", "lan"), ("station_undrained", "lan")]


@pytest.mark.parametrize(("name", "status"), [("", 401), ("kim", 404)])
async def test_nobody_else_drains_it(
    client: httpx.AsyncClient, station: FieldStation, name: str, status: int
) -> None:
    assert (await put(client, name, station.id)).status_code == status
    assert await state(client, station.id) == ServiceState.NORMAL


async def test_a_station_drains_no_station(client: httpx.AsyncClient, station: FieldStation) -> None:
    path = f"/v1/supervision/stations/{station.id}/draining"
    answer = await client.put(path, json={"draining": True}, headers=station.headers)
    assert answer.status_code == 401


async def test_the_strictest_of_what_is_asked_of_all_and_of_one_holds(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    for to_all in ServiceState:
        for draining in (False, True):
            for active in (False, True):
                service.office.set_state(to_all)
                service.orders.drain(station.id, draining, "office")
                service.office.set_active(station.id, active)
                locked = to_all is ServiceState.LOCKED or not active
                drained = draining or to_all is ServiceState.DRAIN
                wanted = ServiceState.DRAIN if drained else ServiceState.NORMAL
                assert await state(client, station.id) == (ServiceState.LOCKED if locked else wanted)
                assert await state(client, "nobody") == to_all
