"""The contract of handouts: by ranges, to the stations an event names, and to nobody else."""

from __future__ import annotations

from hashlib import sha256

import httpx
import pytest

from approval.handouts import Whom
from approval.service import Service
from declaration.problems import Problem
from declaration.wire.handouts import RosterLine, StationSettings, pack_roster, unpack_roster
from tests.fakes.field_station import AGENCY, OTHER_AGENCY, FieldStation, SetClock, photo, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]

PEOPLE = [RosterLine(unit="Công ty Mẫu", full_name=f"Nguyễn Thị Mẫu {n}") for n in range(40)]
DATA = pack_roster(PEOPLE)
NAME = sha256(DATA).hexdigest()


def send(service: Service, *stations: str) -> int:
    told = service.handouts.send_roster(PEOPLE, Whom(AGENCY, stations), "lan")
    assert isinstance(told, int)
    return told


async def get(
    client: httpx.AsyncClient, headers: dict[str, str], name: str = NAME, wanted: str = ""
) -> httpx.Response:
    more = {"Range": wanted} if wanted else {}
    return await client.get(f"/v1/blobs/{name}", headers=headers | more)


async def test_an_event_names_the_blob_and_its_ranges_make_it_whole(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    assert send(service, station.id) == 1
    (event,) = (await station.changes())["events"]
    assert event["kind"] == "roster_updated"
    assert event["data"]["sha256"] == NAME
    size, parts = event["data"]["size"], b""
    while len(parts) < size:
        answer = await get(client, station.headers, wanted=f"bytes={len(parts)}-{len(parts) + 99}")
        assert answer.status_code == 206
        end = len(parts) + len(answer.content) - 1
        assert answer.headers["Content-Range"] == f"bytes {len(parts)}-{end}/{size}"
        assert answer.headers["ETag"] == f'"{NAME}"'
        parts += answer.content
    assert unpack_roster(parts) == PEOPLE
    whole = await get(client, station.headers)
    assert (whole.status_code, whole.content) == (200, DATA)


@pytest.mark.parametrize("wanted", ["bytes=9000000-", "bytes=5-2", "bytes=-5", "lines=0-1"])
async def test_a_range_that_is_none_is_said_so(
    service: Service, client: httpx.AsyncClient, station: FieldStation, wanted: str
) -> None:
    send(service, station.id)
    assert (await get(client, station.headers, wanted=wanted)).status_code == 416


async def test_nobody_else_may_fetch_it(
    service: Service, client: httpx.AsyncClient, station: FieldStation, clock: SetClock
) -> None:
    other = await FieldStation.ready(service, client, clock)
    send(service, station.id)
    assert (await get(client, station.headers)).status_code == 200
    assert (await get(client, other.headers)).status_code == 404, "another station"
    assert (await get(client, {})).status_code == 401, "no token"
    assert (await get(client, await sign_in(client, "lan"))).status_code == 401, "a person"
    assert [event["kind"] for event in (await other.changes())["events"]] == []
    service.office.set_active(station.id, False)
    assert (await get(client, station.headers)).status_code == 403, "locked"


async def test_a_photo_is_never_served_as_a_handout(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    picture = photo(1)
    assert (await station.put_blob(picture)).status_code == 201
    name = sha256(picture).hexdigest()
    assert (await get(client, station.headers, name)).status_code == 404
    service.blobs.write("office", NAME, 0, DATA)
    service.blobs.finish("office", NAME, len(DATA))
    assert (await get(client, station.headers)).status_code == 404, "there, and handed out to nobody"


async def test_another_agencys_stations_get_nothing(
    service: Service, client: httpx.AsyncClient, station: FieldStation
) -> None:
    for whom in (Whom(OTHER_AGENCY, (station.id,)), Whom(AGENCY, ("station-none",))):
        told = service.handouts.send_roster(PEOPLE, whom, "kim")
        assert isinstance(told, Problem)
        assert told.code == "station_unknown"
    assert service.handouts.send_roster(PEOPLE, Whom(OTHER_AGENCY), "kim") == 0
    assert await station.kinds() == []


async def test_a_station_enrolled_later_gets_the_settings_of_all_and_of_no_other(
    service: Service, client: httpx.AsyncClient, station: FieldStation, clock: SetClock
) -> None:
    service.handouts.send_settings(StationSettings(photos_days=9), Whom(AGENCY), "lan")
    clock.forward(seconds=1)
    service.handouts.send_settings(StationSettings(photos_days=21), Whom(AGENCY), "lan")
    clock.forward(seconds=1)
    service.handouts.send_settings(StationSettings(photos_days=7), Whom(AGENCY, (station.id,)), "lan")
    other = await FieldStation.ready(service, client, clock)
    (event,) = (await other.changes())["events"]
    answer = await get(client, other.headers, event["data"]["sha256"])
    assert StationSettings.model_validate_json(answer.content) == StationSettings(photos_days=21)


async def test_what_is_wrong_is_named_before_anybody_hears_of_it(
    service: Service, station: FieldStation
) -> None:
    empty = service.handouts.send_roster([], Whom(AGENCY), "lan")
    nowhere = service.handouts.send_settings(StationSettings(agency="??"), Whom(AGENCY), "lan")
    to_nobody = service.handouts.send_settings(
        StationSettings(complaints={"other": "??"}), Whom(AGENCY), "lan"
    )
    nothing = service.handouts.send_settings(
        StationSettings(complaints={"weather": AGENCY}), Whom(AGENCY), "lan"
    )
    assert [each.code for each in (empty, nowhere, to_nobody, nothing) if isinstance(each, Problem)] == [
        "roster_empty",
        "agency_unknown",
        "agency_unknown",
        "subject_unknown",
    ]
    assert await station.kinds() == []
