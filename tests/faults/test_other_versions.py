"""Older and newer: services that say more than a station knows, or less, are still the service."""

from __future__ import annotations

import gzip
import json
from typing import Any

import httpx
import pytest

from declaration.wire.records import BatchAnswer
from declaration.wire.signed import digest
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation
from tests.faults.sync_versions import OTHER_VERSIONS
from tests.faults.table import Table


@pytest.mark.parametrize("version", OTHER_VERSIONS)
async def test_a_service_of_another_version_takes_everything_and_is_called_by_no_wrong_name(
    table: Table, version: str
) -> None:
    """The newer one adds to what it signs and calls its state by a name of its own; the older says less."""
    for name, part in OTHER_VERSIONS[version](table.office.service).items():
        object.__setattr__(table.office.service, name, part)
    table.declare(1)
    await table.rounds()
    assert table.trouble() is None
    table.delivered_once()


async def test_an_answer_only_a_newer_station_understands_costs_no_other_record_its_own() -> None:
    """Of three records the second is "quarantined", whatever that may come to mean."""

    def answers(request: httpx.Request) -> httpx.Response:
        known: dict[str, Any] = {"outcome": "missing", "blobs": ["a" * 64], "added_later": 1}
        outcomes = [known, {"outcome": "quarantined", "until": "2031"}, known]
        names = [digest(line) for line in gzip.decompress(request.content).splitlines()]
        items = [{"digest": n, "answer": a} for n, a in zip(names, outcomes, strict=True)]
        return httpx.Response(200, content=json.dumps({"items": items, "more": 0}))

    door = Door("https://service.example", transport=httpx.MockTransport(answers))
    answer = await RemoteStation(door, None).put_batch([b"one", b"two", b"three"])
    assert isinstance(answer, BatchAnswer)
    assert [item.digest for item in answer.items] == [digest(b"one"), digest(b"three")]
    await door.close()
