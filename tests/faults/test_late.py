"""Late: wrong clocks, ended tokens and locks change nothing about what is held, and are called by name."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from declaration.lifecycle import Delivery
from declaration.wire.problem import MEDIA_TYPE
from declaration.wire.sign_in import ServiceState
from desk.ports.service import Reason
from tests.fakes.flaky_proxy import Answered, Fault, LostAnswer
from tests.fakes.program import SetClock
from tests.faults.table import START, Enrolled, Table, laid

YEARS = timedelta(days=3650)
UNKNOWN = Answered(
    401,
    json.dumps({"status": 401, "code": "assertion_invalid"}).encode(),
    (("Content-Type", MEDIA_TYPE),),
)


def reasons_seen(table: Table) -> list[Reason | None]:
    seen: list[Reason | None] = []
    table.engine.listen(lambda: seen.append(table.engine.state.reason))
    return seen


@pytest.mark.parametrize("wrong", [YEARS, -YEARS])
async def test_a_clock_years_off_locks_nobody_out_and_is_shown(at: Enrolled, wrong: timedelta) -> None:
    async with laid(at, clock=SetClock(START + wrong)) as table:
        table.declare(1)
        await table.engine.round()
        table.delivered_once()
        assert table.engine.state.clock_error == pytest.approx(wrong.total_seconds(), abs=5)


async def test_a_try_set_by_a_clock_that_was_put_right_is_not_waited_for(table: Table) -> None:
    table.clock.forward(YEARS)
    declared = table.declare(1)
    table.proxy.choose = lambda _method, path: Answered(503) if path == "/v1/records" else None
    await table.engine.round()
    assert table.delivery(declared)[0] is Delivery.PENDING
    table.proxy.choose = lambda _method, _path: None
    table.clock.forward(-YEARS)
    await table.engine.round()
    table.delivered_once()


async def test_a_token_that_ended_is_renewed_without_a_word(table: Table) -> None:
    await table.engine.round()
    table.declare(1)
    table.service_clock.now += timedelta(minutes=20)
    seen = reasons_seen(table)
    await table.engine.round()
    table.delivered_once()
    assert set(seen) == {None}
    assert table.proxy.count("POST /v1/stations/token") == 2


async def test_a_token_that_ends_in_the_middle_of_an_upload_is_renewed_once_for_all_photos(
    table: Table,
) -> None:
    def ends(_method: str, path: str) -> Fault | None:
        if path.startswith("/v1/blobs/") and table.proxy.count("PUT /v1/blobs/") == 1:
            table.service_clock.now += timedelta(minutes=20)
        return None

    table.declare(1)
    table.proxy.choose = ends
    seen = reasons_seen(table)
    await table.engine.round()
    table.delivered_once()
    assert set(seen) == {None}
    assert table.proxy.count("GET /v1/hello") == 2, "the time is asked anew: the machine may have slept"
    assert table.proxy.count("POST /v1/stations/token") == 3


async def test_a_station_the_service_does_not_know_goes_on_capturing_and_says_so(table: Table) -> None:
    table.proxy.choose = lambda _method, path: UNKNOWN if path.endswith("/token") else None
    declared = table.declare(1)
    await table.engine.round()
    assert table.trouble() is Reason.SIGN_IN
    assert table.delivery(declared) == (Delivery.PENDING, "")
    table.declare(2)
    table.proxy.choose = lambda _method, _path: None
    await table.engine.round()
    table.delivered_once()


async def test_a_token_whose_answer_was_lost_is_a_bad_line_and_no_unknown_station(table: Table) -> None:
    table.proxy.choose = lambda _method, path: LostAnswer() if path.endswith("/token") else None
    await table.engine.round()
    assert table.trouble() is Reason.NO_NETWORK
    assert table.proxy.count("POST /v1/stations/token") == 1


async def test_a_token_refused_again_at_once_ends_the_round_and_no_storm_begins(table: Table) -> None:
    table.proxy.choose = lambda _method, path: UNKNOWN if path == "/v1/records" else None
    declared = table.declare(1)
    await table.engine.round()
    assert table.trouble() is Reason.SIGN_IN
    assert table.delivery(declared) == (Delivery.PENDING, "sign_in")
    assert table.proxy.count("POST /v1/records") == 2
    assert table.proxy.count("POST /v1/stations/token") == 2


async def test_a_locked_station_keeps_everything_and_sends_it_when_unlocked(table: Table) -> None:
    await table.engine.round()
    station = table.file.station_key().station
    table.office.office.set_active(station, False)
    declared = table.declare(1)
    await table.engine.round()
    assert table.trouble() is Reason.LOCKED
    assert table.delivery(declared)[0] is Delivery.PENDING
    table.office.office.set_active(station, True)
    await table.rounds(2)
    assert table.engine.state.online
    table.delivered_once()


async def test_a_locked_service_is_left_alone_until_it_opens(table: Table) -> None:
    table.office.office.set_state(ServiceState.LOCKED)
    table.declare(1)
    await table.engine.round()
    assert table.trouble() is Reason.LOCKED
    assert table.engine.state.clock_error is not None
    assert table.proxy.requests == ["GET /v1/hello"]
    table.office.office.set_state(ServiceState.NORMAL)
    await table.engine.round()
    table.delivered_once()


async def test_a_program_too_old_for_the_service_says_so_keeps_all_and_sends_nothing(table: Table) -> None:
    declared = table.declare(1)
    greeting = table.office.service.greeting
    object.__setattr__(greeting, "minimum_version", "2")
    await table.rounds()
    assert table.trouble() is Reason.TOO_OLD
    assert table.delivery(declared)[0] is Delivery.PENDING
    assert table.proxy.count("POST /v1/records") == 0
    object.__setattr__(greeting, "minimum_version", "1")
    await table.rounds()
    table.delivered_once()


async def test_a_service_that_does_not_know_what_we_ask_is_called_older(table: Table) -> None:
    unknown = Answered(
        404,
        json.dumps({"status": 404, "code": "not_found"}).encode(),
        (("Content-Type", MEDIA_TYPE),),
    )
    table.declare(1)
    table.proxy.choose = lambda _method, path: unknown if path == "/v1/records" else None
    await table.rounds()
    assert table.trouble() is Reason.SERVICE_OLD
    table.proxy.choose = lambda _method, _path: None
    await table.rounds()
    table.delivered_once()
