"""The contract of days: a closing is kept and chained, a question is answered with what is missing where."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from alembic import command
from alembic.config import Config

from approval.day_books import broken_links
from approval.service import Service
from approval.storage.database import Database
from approval.storage.days import ClosingRow
from approval.storage.engines import sqlite_engine
from approval.storage.migrations import upgrade
from declaration.wire.days import DayAnswer, DayClosing, RevisionRef, held_digest
from declaration.wire.records import Record
from declaration.wire.signed import Signed, digest
from tests.fakes.field_station import FieldStation, SetClock, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]

DAY = "2026-03-02"
NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def of_day(station: FieldStation, number: int = 1, previous: str = "", finished: int = 0) -> Record:
    said = DayClosing(
        station_name="Bàn 1",
        unit_name="Khu công nghiệp Mẫu",
        day=station.clock.now.date(),
        number=number,
        previous=previous,
        finished=finished,
        digest="a" * 64,
        first_line=1,
        trail_lines=4,
        trail_head="h",
    )
    content = said.model_dump(mode="json")
    return station.record(kind="day", form_version="day/1", content=content)


async def send(station: FieldStation, record: Record) -> RevisionRef:
    sealed = station.seal(record)
    assert (await station.put(record, sealed)).status_code == 201
    return RevisionRef(id=record.id, revision=record.revision, digest=digest(sealed))


async def ask(
    station: FieldStation,
    refs: Sequence[RevisionRef],
    *,
    named: bool = False,
    erased: int = 0,
    day: str = DAY,
) -> DayAnswer:
    body: dict[str, Any] = {
        "nonce": secrets.token_hex(8), "day": day, "count": len(refs), "digest": held_digest(refs),
        "erased": erased,
    }  # fmt: skip
    if named:
        body["held"] = [ref.model_dump(mode="json") for ref in refs]
    answer = await station.client.post("/v1/days/compare", json=body, headers=station.headers)
    assert answer.status_code == 200, answer.text
    said = Signed.model_validate_json(answer.content).read(DayAnswer)
    assert said is not None
    assert (said.nonce, said.station) == (body["nonce"], station.id)
    return said


async def days(station: FieldStation) -> dict[str, Any]:
    headers = await sign_in(station.client, "sơn")
    answer = await station.client.get(f"/v1/supervision/stations/{station.id}/days", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_same_on_both_sides_balances_by_the_digest_alone(station: FieldStation) -> None:
    refs = [await send(station, station.record()) for _ in range(3)]
    refs.append(await send(station, of_day(station, finished=3)))
    assert (await ask(station, refs)).balanced
    (found,) = (await days(station))["days"]
    assert (found["received"], found["finished"], found["balanced"]) == (3, 3, True)


async def test_a_difference_is_named_once_the_station_names_what_it_holds(station: FieldStation) -> None:
    refs = [await send(station, station.record()) for _ in range(3)]
    lost = RevisionRef(id=uuid4(), revision=1, digest="0" * 64)
    theirs = [*refs[:2], lost]
    first = await ask(station, theirs)
    assert (first.balanced, first.lacking, first.unknown) == (False, (), ())
    assert (await days(station))["days"][0]["balanced"] is None, "not the last word"
    second = await ask(station, theirs, named=True)
    assert (second.balanced, second.lacking, second.unknown) == (False, (lost,), (refs[2],))
    (found,) = (await days(station))["days"]
    assert (found["balanced"], found["lacking"], found["unknown"]) == (False, 1, 1)


async def test_other_bytes_under_the_same_name_do_not_balance(station: FieldStation) -> None:
    ref = await send(station, station.record())
    other = ref.model_copy(update={"digest": "0" * 64})
    said = await ask(station, [other], named=True)
    assert (said.balanced, said.lacking, said.unknown) == (False, (other,), (ref,))


@pytest.mark.parametrize(("erased", "balanced"), [(0, False), (1, False), (2, True), (3, True)])
async def test_so_many_as_were_erased_need_no_name(
    station: FieldStation, erased: int, balanced: bool
) -> None:
    refs = [await send(station, station.record()) for _ in range(3)]
    assert (await ask(station, refs[:1], named=True, erased=erased)).balanced is balanced


async def test_another_day_and_another_station_are_another_matter(
    station: FieldStation, service: Service, clock: SetClock
) -> None:
    await send(station, station.record())
    assert (await ask(station, [], day="2026-03-01")).balanced
    other = await FieldStation.ready(service, station.client, clock)
    assert (await ask(other, [])).balanced


async def test_an_evening_in_utc_is_the_next_day_in_vietnam(station: FieldStation, clock: SetClock) -> None:
    clock.now = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
    await station.sign_in()
    ref = await send(station, station.record())
    assert (await ask(station, [ref])).balanced


async def test_a_day_that_is_none_is_refused(station: FieldStation) -> None:
    answer = await station.put(station.record(kind="day", form_version="day/1", content={"day": "heute"}))
    assert (answer.status_code, answer.json()["code"]) == (422, "content_invalid")


async def test_a_comparison_of_another_life_of_the_service_is_none(
    station: FieldStation, service: Service
) -> None:
    refs = [await send(station, of_day(station))]
    assert (await ask(station, refs)).balanced
    service.office.begin_epoch()
    assert (await days(station))["days"][0]["balanced"] is None


async def test_a_chain_that_does_not_hold_is_kept_and_shown(station: FieldStation) -> None:
    first = await send(station, of_day(station))
    await send(station, of_day(station, 2, first.digest))
    assert (await days(station))["broken"] == []
    await send(station, of_day(station, 3, "0" * 64))
    assert (await days(station))["broken"] == [3]
    headers = await sign_in(station.client, "sơn")
    overview = (await station.client.get("/v1/supervision/stations", headers=headers)).json()["stations"][0]
    assert overview["days"]["broken"] is True


async def test_only_a_supervisor_of_the_agency_sees_a_stations_days(station: FieldStation) -> None:
    path = f"/v1/supervision/stations/{station.id}/days"
    elsewhere = await sign_in(station.client, "kim")
    assert (await station.client.get(path, headers=elsewhere)).status_code == 404
    assert (await station.client.get(path)).status_code == 401
    mine = await sign_in(station.client, "sơn")
    unknown = await station.client.get("/v1/supervision/stations/station-0/days", headers=mine)
    assert unknown.status_code == 404
    answer: httpx.Response = await station.client.post("/v1/days/compare", json={}, headers=mine)
    assert answer.status_code == 401


def link(number: int, previous: str, minutes: int = 0, own: str = "") -> ClosingRow:
    at = NOW + timedelta(minutes=minutes)
    return ClosingRow(
        record_id=uuid4(), revision=1, station="s", number=number, day=DAY, digest=own or f"d{number}",
        previous=previous, finished=1, closed_at=at, received_at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "moves", "broken"),
    [
        ([], [], ()),
        ([link(1, ""), link(2, "d1"), link(3, "d2")], [], ()),
        ([link(4, "d3"), link(5, "d4")], [], ()),
        ([link(1, ""), link(3, "d2")], [], (3,)),
        ([link(1, ""), link(2, "dx")], [], (2,)),
        ([link(1, ""), link(2, "d1"), link(2, "d1", 9, "e2")], [], (2,)),
        ([link(1, ""), link(2, "d1"), link(2, "d1", 9, "e2")], [NOW + timedelta(minutes=5)], ()),
        ([link(1, ""), link(2, "d1"), link(2, "d1", 9, "e2")], [NOW + timedelta(minutes=50)], (2,)),
    ],
)
def test_a_link_that_is_missing_or_comes_twice_is_named(
    rows: list[ClosingRow], moves: list[datetime], broken: tuple[int, ...]
) -> None:
    assert broken_links(rows, moves) == broken


async def test_records_of_before_get_their_day_when_the_service_is_upgraded(
    station: FieldStation, service: Service, tmp_path: Path
) -> None:
    sealed = station.seal(station.record())
    database = Database(sqlite_engine(tmp_path / "old.sqlite3"))
    config = Config()
    config.set_main_option("script_location", "approval.storage:migrations")
    config.set_main_option("path_separator", "os")
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("INSERT INTO agency VALUES ('MAU01', 'BHXH')")
        connection.exec_driver_sql(
            "INSERT INTO station (id, name, unit_name, agency, public_key, certificate, app_version,"
            " enrolled_at, active, feed_end) VALUES ('s', '', '', 'MAU01', '', '', '', '2026-03-02', 1, 0)"
        )
        connection.exec_driver_sql(
            "INSERT INTO record (id, revision, kind, station, digest, sealed, arrived_at)"
            " VALUES (?, 1, 'declaration', 's', '', ?, '2026-03-02')",
            (uuid4().hex, sealed),
        )
    upgrade(database.engine)
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT day FROM record").all() == [(DAY,)]
    database.close()
