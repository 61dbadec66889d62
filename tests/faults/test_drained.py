"""Drained or locked: what is held goes out or stays whole, nothing new comes in, and it is said before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from approval.greeting import Greeting
from declaration.lifecycle import Delivery
from declaration.wire.changes import ChangeKind
from declaration.wire.sign_in import Hello, ServiceState
from declaration.wire.signed import Purpose, Signed
from desk.ports.service import Activity, Reason
from desk.registration.declarations import Finished
from tests.fakes.declared import filled, signed
from tests.fakes.line_faults import Delayed, Fault
from tests.faults.sync_desk import offered_in
from tests.faults.table import Table
from tests.faults.test_stuck import running, until


def drain(table: Table, draining: bool = True) -> None:
    station = table.file.station_key().station
    assert table.office.service.orders.drain(station, draining, "office") is None


def codes(table: Table, seed: int) -> list[str]:
    """What keeps one more from being finished; it is kept as a draft."""
    registration = table.registration()
    draft = filled(registration, seed)
    said = [problem.code for problem in registration.problems(draft) if problem.blocks]
    outcome = registration.finish(draft)
    assert isinstance(outcome, Finished) is not bool(said)
    assert registration.draft(draft.id) is not None or isinstance(outcome, Finished)
    return said


async def test_a_drained_station_sends_what_it_holds_and_takes_nothing_new(table: Table) -> None:
    declared = table.declare(1)
    drain(table)
    await table.rounds()
    table.delivered_once()
    assert table.engine.state.online
    assert table.engine.state.order is ServiceState.DRAIN
    assert codes(table, 2) == ["intake_drained"]
    assert table.books.finished == 1
    assert table.delivery(declared)[0] is Delivery.DELIVERED
    drain(table, draining=False)
    await table.rounds()
    assert codes(table, 2) == []


async def test_what_was_returned_is_put_right_while_the_station_is_drained(table: Table) -> None:
    declared = table.declare(1)
    await table.rounds()
    with table.office.service.database.writing() as session:
        station, record = table.file.station_key().station, (declared.id, 1)
        data = {"fields": ["phone"], "reasons": ["contact_wrong"]}
        table.office.service.feed.append(session, station, ChangeKind.RETURNED, record, data)
    drain(table)
    await table.rounds()
    registration = table.registration()
    draft = registration.reopen(declared.id)
    assert draft is not None
    assert isinstance(registration.finish(signed(registration, draft, 3)), Finished)


@pytest.mark.parametrize("state", [ServiceState.DRAIN, ServiceState.LOCKED])
async def test_what_was_asked_holds_without_a_network_and_after_a_restart(
    table: Table, state: ServiceState
) -> None:
    table.office.office.set_state(state)
    await table.engine.round()
    table.proxy.unplugged = True
    table.proxy.cut()
    await asyncio.to_thread(table.file.close)
    table.file = table.at.open_file(table.clock)
    table.parts = replace(table.parts, outbox=table.file.outbox)
    table.restart()
    assert codes(table, 2) == [{"drain": "intake_drained", "locked": "intake_locked"}[state]]
    await table.engine.round()
    assert table.trouble() is Reason.NO_NETWORK
    assert table.engine.state.order is state
    assert len(table.registration().left_behind()) == 1


async def test_a_locked_station_deletes_nothing_and_finishes_nothing(table: Table) -> None:
    declared = table.declare(1)
    station = table.file.station_key().station
    table.office.office.set_active(station, False)
    await table.rounds()
    assert table.trouble() is Reason.LOCKED
    assert table.proxy.count("POST /v1/stations/token") == 0, "told by hello, signed"
    assert codes(table, 2) == ["intake_locked"]
    assert table.delivery(declared)[0] is Delivery.PENDING
    table.office.office.set_active(station, True)
    await table.rounds()
    table.delivered_once()
    assert codes(table, 2) == []


async def test_a_station_at_work_hears_of_it_at_once(table: Table) -> None:
    heard = asyncio.Event()
    table.engine.listen(
        lambda: heard.set() if table.engine.state.order is ServiceState.DRAIN else heard.clear()
    )
    running = asyncio.create_task(table.engine.run())
    async with asyncio.timeout(20):
        while not table.proxy.count("GET /v1/changes"):  # noqa: ASYNC110 - nobody tells of a request
            await asyncio.sleep(0.02)
        drain(table)
        await heard.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def at_the_second_photo(table: Table, act: Callable[[], None]) -> None:
    """Then that is done; every photo from there on takes its time."""

    def choose(method: str, path: str) -> Fault | None:
        if method != "PUT" or not path.startswith("/v1/blobs/"):
            return None
        if table.proxy.count("PUT /v1/blobs/") == 2:
            act()
        return Delayed(0.1)

    table.proxy.choose = choose
    for seed in range(12):
        table.declare(seed)


async def test_what_is_asked_in_the_midst_of_a_long_run_is_heeded_at_once(table: Table) -> None:
    at_the_second_photo(table, lambda: drain(table))
    async with running(table):
        await until(lambda: table.engine.state.order is ServiceState.DRAIN)
        assert not table.books.all_signed_for
        assert codes(table, 20) == ["intake_drained"]
        assert table.engine.state.activity is Activity.SENDING
        await until(lambda: table.books.all_signed_for)
    table.delivered_once()


async def test_a_lock_in_the_midst_of_a_long_run_ends_it(table: Table) -> None:
    at_the_second_photo(table, lambda: table.office.office.set_state(ServiceState.LOCKED))
    async with running(table):
        await until(lambda: table.trouble() is Reason.LOCKED)
    assert table.proxy.count("PUT /v1/blobs/") < 48
    assert table.books.waiting
    table.office.office.set_state(ServiceState.NORMAL)
    table.proxy.choose = lambda _method, _path: None
    await table.rounds(2)
    table.delivered_once()


async def test_the_agency_hears_how_a_long_run_goes_while_it_goes(table: Table) -> None:
    def later() -> None:
        table.clock.forward(timedelta(minutes=6))
        drain(table)

    at_the_second_photo(table, later)
    async with running(table):
        await until(lambda: table.proxy.count("PUT /v1/stations/me/report"))
        assert not table.books.all_signed_for


async def test_what_is_asked_of_one_is_asked_of_no_other(table: Table) -> None:
    drain(table)
    service = table.office.service
    hello = service.greeting.hello("0123456789abcdef", "station-of-somebody-else").read(Hello)
    assert hello is not None
    assert hello.state == ServiceState.NORMAL
    table.office.office.set_state(ServiceState.DRAIN)
    drain(table, draining=False)
    await table.rounds()
    assert table.engine.state.order is ServiceState.DRAIN, "asked of all, it is not ended for one"


class Limited(Greeting):
    """A service that takes little at a time."""

    limits: dict[str, int] = {}  # noqa: RUF012 - set by a test

    def hello(self, nonce: str, station: str = "") -> Signed:
        said = super().hello(nonce, station).read(Hello)
        assert said is not None
        body = said.model_copy(update=self.limits).model_dump_json()
        return self.keys.sign(Purpose.HELLO, body)


def limit(table: Table, **limits: int) -> None:
    greeting = table.office.service.greeting
    limited = Limited(greeting.database, greeting.keys, greeting.clock, False, greeting.minimum_version)
    limited.__class__.limits = limits
    object.__setattr__(table.office.service, "greeting", limited)


async def test_no_request_carries_more_records_than_the_service_says_it_takes(table: Table) -> None:
    limit(table, batch_limit=2)
    batches: list[int] = []

    def see(_method: str, path: str, body: bytes) -> None:
        if path == "/v1/records":
            batches.append(len(offered_in(body)))

    table.proxy.watch = see
    for seed in range(5):
        table.declare(seed)
    await table.rounds()
    assert batches == [2, 2, 1]
    table.delivered_once()


async def test_a_photo_larger_than_the_service_takes_is_refused_for_a_person_to_make_anew(
    table: Table,
) -> None:
    declared = table.declare(1)
    entry = table.file.outbox.entry(declared.id, 1)
    assert entry is not None
    largest = max(blob.size for blob in entry.blobs)
    limit(table, blob_limit=largest - 1)
    await table.rounds()
    assert table.delivery(declared) == (Delivery.REFUSED, "blob_too_large")
    assert table.proxy.count("PUT /v1/blobs/") == 0
    limit(table, blob_limit=largest)
    table.file.outbox.offer_again(declared.id, 1)
    await table.rounds()
    table.delivered_once()


@pytest.mark.parametrize("nonsense", [0, -1])
async def test_limits_that_would_let_nothing_through_are_not_heeded(table: Table, nonsense: int) -> None:
    limit(table, batch_limit=nonsense, blob_limit=nonsense)
    table.declare(1)
    await table.rounds()
    table.delivered_once()
