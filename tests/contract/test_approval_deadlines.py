"""The contract of the ten days: warnings, the lapse and its notice, and the way back."""

from __future__ import annotations

import httpx
import pytest

from approval.service import Service
from declaration.wire.records import Record
from tests.fakes.field_station import FieldStation, KeptSms, SetClock, content, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]


async def _declared(station: FieldStation, day: str = "2026-03-01") -> Record:
    record = station.record(content=content(declared_on=day))
    assert (await station.put(record)).status_code == 201
    return record


async def _told(station: FieldStation, kind: str) -> list[dict[str, object]]:
    return [each["data"] for each in (await station.changes())["events"] if each["kind"] == kind]


def _on(clock: SetClock, day: int) -> None:
    clock.now = clock.now.replace(day=day, hour=3)


async def _restore(client: httpx.AsyncClient, record: Record, name: str) -> httpx.Response:
    path = f"/v1/supervision/declarations/{record.id}/restore"
    return await client.post(path, json={"reason": "mất điện"}, headers=await sign_in(client, name))


async def test_the_desk_is_warned_at_three_days_and_at_one_each_once(
    station: FieldStation, service: Service, clock: SetClock
) -> None:
    await _declared(station)
    warned = []
    for day in (7, 8, 9, 10, 11):
        _on(clock, day)
        for _ in range(2):
            service.lapses.run()
        warned.append(len(await _told(station, "deadline_near")))
    assert warned == [0, 1, 1, 2, 2]
    assert await _told(station, "deadline_near") == [{"days_left": 3}, {"days_left": 1}]


async def test_a_pass_that_comes_late_warns_once_with_the_days_that_are_left(
    station: FieldStation, service: Service, clock: SetClock
) -> None:
    await _declared(station)
    _on(clock, 11)
    service.lapses.run()
    assert await _told(station, "deadline_near") == [{"days_left": 0}]


async def test_who_lapsed_is_written_to(
    station: FieldStation, service: Service, clock: SetClock, sms: KeptSms
) -> None:
    await _declared(station)
    _on(clock, 12)
    assert service.lapses.run() == 1
    service.background.notice_worker.run_due()
    assert ["quá thời hạn" in text for _, text in sms.sent] == [True]


async def test_a_supervisor_takes_a_lapse_back_with_a_reason_for_ten_more_days(
    station: FieldStation, service: Service, client: httpx.AsyncClient, clock: SetClock
) -> None:
    record = await _declared(station)
    assert (await _restore(client, record, "sơn")).status_code == 409
    _on(clock, 12)
    service.lapses.run()
    assert (await _restore(client, record, "sơn")).json() == {"hand_in_by": "2026-03-22"}
    assert await _told(station, "restored") == [{"hand_in_by": "2026-03-22", "note": "mất điện"}]
    assert service.lapses.run() == 0
    _on(clock, 20)
    service.lapses.run()
    assert await _told(station, "deadline_near") == [{"days_left": 2}]
    corrected = station.record(revision=2, id=record.id, content=content(declared_on="2026-03-01"))
    assert (await station.put(corrected)).status_code == 201
    assert service.lapses.run() == 0, "a correction does not take the new days away"
    _on(clock, 23)
    assert service.lapses.run() == 1


@pytest.mark.parametrize(("name", "status"), [("kim", 404), ("sơn", 400)])
async def test_nothing_is_restored_elsewhere_or_without_a_reason(
    station: FieldStation,
    service: Service,
    client: httpx.AsyncClient,
    clock: SetClock,
    name: str,
    status: int,
) -> None:
    record = await _declared(station)
    _on(clock, 12)
    service.lapses.run()
    path = f"/v1/supervision/declarations/{record.id}/restore"
    reason = {"reason": "" if status == 400 else "mất điện"}
    answer = await client.post(path, json=reason, headers=await sign_in(client, name))
    assert answer.status_code == status
    assert await _told(station, "restored") == []


async def test_a_station_whose_clock_is_ahead_gets_no_more_than_ten_days(
    service: Service, station: FieldStation, clock: SetClock
) -> None:
    record = station.record(content=content(declared_on="2027-12-01"))
    assert (await station.put(record)).status_code == 201
    clock.forward(days=10)
    assert service.lapses.run() == 0
    clock.forward(days=1)
    assert service.lapses.run() == 1
