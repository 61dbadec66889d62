"""The contract of withdrawals: in time or too late, before or after their declaration, never another's."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from approval.service import Service
from declaration.wire.records import Record
from tests.contract.reviewer import APPROVE, Reviewer
from tests.contract.reviewer import lan as lan
from tests.fakes.field_station import FieldStation, SetClock, photo, receipt_in

pytest_plugins = ["tests.fakes.approval_fixtures"]


def withdrawal(station: FieldStation, of: Record, **changed: Any) -> Record:
    content = {"declaration": str(of.id), "revision": of.revision, "reason": "asked_by_person"} | changed
    return station.record(kind="withdrawal", form_version="withdrawal-1", content=content)


async def declared(station: FieldStation) -> Record:
    record = station.record()
    receipt_in(await station.put(record))
    return record


async def told(station: FieldStation, record: Record) -> list[str]:
    """What the feed says of this declaration."""
    events = (await station.changes())["events"]
    return [each["kind"] for each in events if each["record_id"] == str(record.id)]


async def test_a_withdrawn_declaration_leaves_the_queue_and_the_desk_is_told(
    station: FieldStation, lan: Reviewer
) -> None:
    record = await declared(station)
    before = await lan.detail(record)
    receipt = receipt_in(await station.put(withdrawal(station, record)))
    assert receipt.dossier_number is None
    assert await told(station, record) == ["received", "withdrawn"]
    assert (await lan.page(status="received")).total == 0
    detail = await lan.detail(record)
    assert detail.summary.status == "withdrawn"
    assert ("hoa", "withdrawn", "asked_by_person") in {(x.by, x.event, x.note) for x in detail.history}
    late = await lan.decide(record, APPROVE, version=before.version)
    assert late.json()["code"] == "version_changed"


async def test_the_same_withdrawal_again_changes_nothing(station: FieldStation) -> None:
    record = await declared(station)
    back = withdrawal(station, record)
    first, second = await station.put(back), await station.put(back)
    assert (first.status_code, second.status_code) == (201, 200)
    assert receipt_in(first) == receipt_in(second)
    assert (await told(station, record)).count("withdrawn") == 1


async def test_what_was_decided_stays_decided_and_the_desk_is_told_that_it_was_too_late(
    station: FieldStation, lan: Reviewer
) -> None:
    record = await declared(station)
    assert (await lan.decide(record, APPROVE)).status_code == 200
    receipt_in(await station.put(withdrawal(station, record)))
    assert (await told(station, record))[-1] == "withdrawal_too_late"
    assert (await lan.detail(record)).summary.status in ("issued", "activated")


async def test_a_withdrawal_that_overtakes_its_declaration_waits_for_it(
    station: FieldStation, lan: Reviewer
) -> None:
    data = photo(1)
    record = station.record(data)
    assert (await station.put(record)).status_code == 202
    receipt_in(await station.put(withdrawal(station, record)))
    assert await told(station, record) == []
    assert (await station.put_blob(data)).status_code in (200, 201, 204)
    receipt_in(await station.put(record))
    assert await told(station, record) == ["received", "withdrawn"]
    assert (await lan.page(status="received")).total == 0


async def test_a_correction_withdrawn_on_its_way_is_taken_and_not_set_aside(station: FieldStation) -> None:
    record = await declared(station)
    newer = station.record(id=record.id, revision=2)
    receipt_in(await station.put(withdrawal(station, newer)))
    assert (await station.put(newer)).status_code == 201
    assert await told(station, record) == ["received", "withdrawn", "received", "withdrawn"]


async def test_a_newer_revision_of_what_was_withdrawn_is_a_conflict(station: FieldStation) -> None:
    record = await declared(station)
    receipt_in(await station.put(withdrawal(station, record)))
    newer = await station.put(station.record(id=record.id, revision=2))
    assert (newer.status_code, newer.json()["code"]) == (409, "already_decided")


async def test_no_station_withdraws_what_another_took_in(
    service: Service, client: httpx.AsyncClient, station: FieldStation, clock: SetClock, lan: Reviewer
) -> None:
    record = await declared(station)
    other = await FieldStation.ready(service, client, clock)
    answer = await other.put(withdrawal(other, record))
    assert (answer.status_code, answer.json()["code"]) == (409, "other_station")
    assert (await lan.detail(record)).summary.status == "received"


@pytest.mark.parametrize("changed", [{"declaration": "mau"}, {"revision": 0}, {"reason": "Nguyễn Văn Mẫu"}])
async def test_a_withdrawal_that_says_nothing_sound_is_refused(
    station: FieldStation, changed: dict[str, Any]
) -> None:
    record = await declared(station)
    answer = await station.put(withdrawal(station, record, **changed))
    assert (answer.status_code, answer.json()["code"]) == (422, "content_invalid")


async def test_a_withdrawal_of_a_newer_form_is_refused_as_such(station: FieldStation) -> None:
    record = await declared(station)
    newer = withdrawal(station, record).model_copy(update={"form_version": "withdrawal-9"})
    assert (await station.put(newer)).json()["code"] == "form_version_unknown"
