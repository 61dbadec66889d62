"""The contract of contact outcomes: received, in the declaration's history, never about another's."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from approval.service import Service
from declaration.wire.records import Record
from tests.contract.reviewer import APPROVE, Reviewer
from tests.contract.reviewer import lan as lan
from tests.fakes.field_station import FieldStation, SetClock, receipt_in

pytest_plugins = ["tests.fakes.approval_fixtures"]


def told(station: FieldStation, of: Record, **changed: Any) -> Record:
    content = {"declaration": str(of.id), "outcome": "informed", "steps": ["installed"]} | changed
    return station.record(kind="contact_outcome", form_version="contact-1", content=content)


async def test_what_came_of_a_call_stands_in_the_history_once(station: FieldStation, lan: Reviewer) -> None:
    record = station.record()
    receipt_in(await station.put(record))
    assert (await lan.decide(record, APPROVE)).status_code == 200
    call = told(station, record)
    assert [(await station.put(call)).status_code for _ in range(2)] == [201, 200]
    history = (await lan.detail(record)).history
    assert [(x.by, x.note) for x in history if x.event == "contact"] == [("hoa", "informed installed")]


@pytest.mark.parametrize("changed", [{"declaration": "mau"}, {"outcome": "Nguyễn Văn Mẫu"}])
async def test_what_nobody_can_read_is_refused(station: FieldStation, changed: dict[str, Any]) -> None:
    record = station.record()
    receipt_in(await station.put(record))
    answer = await station.put(told(station, record, **changed))
    assert (answer.status_code, answer.json()["code"]) == (422, "content_invalid")


async def test_no_station_speaks_of_what_another_took_in(
    service: Service, client: httpx.AsyncClient, station: FieldStation, clock: SetClock
) -> None:
    record = station.record()
    receipt_in(await station.put(record))
    other = await FieldStation.ready(service, client, clock)
    answer = await other.put(told(other, record))
    assert (answer.status_code, answer.json()["code"]) == (409, "other_station")
