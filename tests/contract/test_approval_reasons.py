"""Each agency keeps its own reasons for returning and rejecting; a text of its own is said as written."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from approval.service import Service
from declaration.wire.reasons import ReasonLists
from declaration.wire.records import Record
from declaration.wire.review import RETURN_REASONS
from tests.fakes.field_station import FieldStation, KeptSms, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]

OWN = "Ảnh chụp lại từ màn hình"


@pytest.fixture
async def lan(client: httpx.AsyncClient) -> dict[str, str]:
    return await sign_in(client, "lan")


async def _lists(client: httpx.AsyncClient, headers: dict[str, str]) -> ReasonLists:
    answer = await client.get("/v1/reasons", headers=headers)
    assert answer.status_code == 200, answer.text
    return ReasonLists.model_validate_json(answer.content)


async def _change(client: httpx.AsyncClient, headers: dict[str, str], **changed: Any) -> httpx.Response:
    lists = await _lists(client, headers)
    return await client.put("/v1/supervision/reasons", json=lists.model_dump() | changed, headers=headers)


async def _send_back(
    client: httpx.AsyncClient, headers: dict[str, str], record: Record, *reasons: str
) -> httpx.Response:
    body = {"decision": "return", "revision": 1, "version": 1, "fields": ["portrait"], "reasons": reasons}
    return await client.post(f"/v1/reviews/{record.id}/decisions", json=body, headers=headers)


async def test_a_reason_of_the_agencys_own_reaches_desk_and_person_as_it_is_written(
    service: Service, station: FieldStation, client: httpx.AsyncClient, lan: dict[str, str], sms: KeptSms
) -> None:
    record = station.record()
    await station.put(record)
    assert (await _send_back(client, lan, record, OWN)).json()["code"] == "reason_unknown"
    changed = await _change(client, lan, to_return=[*RETURN_REASONS, f" {OWN} "])
    assert changed.json()["to_return"][-1] == OWN
    assert (await _send_back(client, lan, record, OWN)).status_code == 200
    assert (await station.changes())["events"][-1]["data"]["reasons"] == [OWN]
    service.background.notice_worker.run_due()
    assert OWN in sms.sent[0][1]


async def test_one_agencys_reasons_are_not_anothers(client: httpx.AsyncClient, lan: dict[str, str]) -> None:
    assert (await _change(client, lan, to_return=[OWN])).status_code == 200
    assert (await _lists(client, lan)).to_return == (OWN,)
    assert (await _lists(client, await sign_in(client, "kim"))).to_return == RETURN_REASONS


async def test_what_every_program_knows_is_understood_from_a_screen_that_read_an_older_list(
    station: FieldStation, client: httpx.AsyncClient, lan: dict[str, str]
) -> None:
    record = station.record()
    await station.put(record)
    await _change(client, lan, to_return=[OWN])
    assert (await _send_back(client, lan, record, "photo_unclear")).status_code == 200


async def test_of_two_changes_at_once_one_is_told_so(client: httpx.AsyncClient, lan: dict[str, str]) -> None:
    before = (await _lists(client, lan)).model_dump()
    path = "/v1/supervision/reasons"
    first = await client.put(path, json=before | {"to_return": [OWN]}, headers=lan)
    second = await client.put(path, json=before | {"to_return": ["other"]}, headers=lan)
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["code"] == "version_changed"
    assert (await _lists(client, lan)).to_return == (OWN,)


@pytest.mark.parametrize("wanted", [[], ["   "], ["x" * 121], ["a\nb"], ["x"] * 41])
async def test_a_list_that_says_nothing_is_not_taken(
    client: httpx.AsyncClient, lan: dict[str, str], wanted: list[str]
) -> None:
    assert (await _change(client, lan, to_reject=wanted)).status_code == 400
