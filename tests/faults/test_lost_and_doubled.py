"""Lost and doubled: whatever becomes of a request or its answer, each revision arrives exactly once."""

from __future__ import annotations

import json

import pytest

from declaration.lifecycle import Delivery, Status
from declaration.wire.signed import digest
from desk.ports.service import Reason
from tests.fakes.declared import finished, signed
from tests.fakes.flaky_proxy import Answered, CutOff, Fault, LostAnswer, seeded
from tests.faults.table import LATER, Table

BROKEN_OFF = Answered(502, b"bad gateway")
BUSY = Answered(503, b"", (("Retry-After", "30"),))
TOO_MANY = Answered(429, b"", (("Retry-After", "30"),))
FAULTY = Answered(500, json.dumps({"status": 500, "code": "internal_error"}).encode())


class Once:
    """The given fault for the first request with that method and path, and a good line after."""

    def __init__(self, method: str, path: str, fault: Fault, times: int = 1) -> None:
        self._wanted = method, path
        self._fault = fault
        self.left = times

    def __call__(self, method: str, path: str) -> Fault | None:
        if self.left and method == self._wanted[0] and path.startswith(self._wanted[1]):
            self.left -= 1
            return self._fault
        return None


async def test_on_a_good_line_one_round_delivers_everything(table: Table) -> None:
    for seed in range(3):
        table.declare(seed)
    assert await table.rounds() == 3
    table.delivered_once()
    assert table.engine.state.online
    assert table.engine.state.sent_bytes == table.engine.state.total_bytes > 0


EVERY_REQUEST = (
    ("GET", "/v1/hello"),
    ("POST", "/v1/stations/token"),
    ("POST", "/v1/records"),
    ("PUT", "/v1/blobs/"),
    ("PUT", "/v1/records/"),
    ("GET", "/v1/changes"),
    ("PUT", "/v1/stations/me/report"),
)


@pytest.mark.parametrize("times", [1, 3])
async def test_a_lost_answer_of_whatever_kind_costs_nothing_and_doubles_nothing(
    table: Table, times: int
) -> None:
    """Three times is as often as one exchange is tried within a round."""
    for seed, (method, path) in enumerate(EVERY_REQUEST):
        lost = Once(method, path, LostAnswer(), times)
        table.proxy.choose = lost
        table.restart()  # with no token yet
        declared = table.declare(seed)
        await table.rounds_until_green(times + 1)
        await table.rounds(lost.left)  # what comes after the receipt is asked once a round
        assert lost.left == 0, path
        assert table.delivery(declared) == (Delivery.DELIVERED, ""), path
    table.delivered_once()


@pytest.mark.parametrize("fault", [BROKEN_OFF, BUSY, TOO_MANY, FAULTY, CutOff(100)])
async def test_what_breaks_on_the_way_goes_again_and_arrives_once(table: Table, fault: Fault) -> None:
    sending = (request for request in EVERY_REQUEST if request[1].startswith(("/v1/records", "/v1/blobs")))
    for seed, (method, path) in enumerate(sending):
        table.proxy.choose = Once(method, path, fault, times=3)
        table.declare(2 * seed)
        table.declare(2 * seed + 1)
        await table.rounds_until_green(5)
        table.delivered_once()


async def test_a_service_that_asks_for_peace_is_left_in_peace_and_said_to_be_busy(table: Table) -> None:
    table.proxy.choose = Once("POST", "/v1/records", TOO_MANY)
    declared = table.declare(1)
    before = table.clock.now()
    await table.engine.round()
    assert table.trouble() is Reason.TOO_MANY
    assert table.delivery(declared) == (Delivery.PENDING, "too_many")
    entry = table.file.outbox.entry(declared.id, declared.revision)
    assert entry is not None
    assert (entry.next_due - before).total_seconds() >= 30
    assert table.proxy.count("PUT") == 0


async def test_a_torn_photo_goes_on_where_the_service_has_arrived(table: Table) -> None:
    data = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4000
    await table.rounds()
    sent_before = table.proxy.up
    table.proxy.choose = Once("PUT", "/v1/blobs/", CutOff(600_000, settle=1.0))
    await table.parts.service.put_blob(digest(data), data, "image/png")
    await table.parts.service.put_blob(digest(data), data, "image/png", True)
    assert b"".join(table.office.service.blobs.chunks(digest(data))) == data
    assert table.proxy.up - sent_before < 1.8 * len(data)
    assert table.proxy.count("PATCH /v1/blobs/") == 1


async def test_a_receipt_that_comes_after_reopening_settles_only_its_own_revision(table: Table) -> None:
    table.proxy.choose = Once("PUT", "/v1/records/", LostAnswer(), times=3)
    first = table.declare(1)
    await table.engine.round()
    assert table.delivery(first)[0] is Delivery.PENDING
    registration = table.registration()
    draft = registration.reopen(first.id)
    assert draft is not None
    table.clock.forward(LATER)
    await table.engine.round()
    assert table.delivery(first)[0] is Delivery.DELIVERED
    detail = table.file.declarations.detail(first.id)
    assert detail is not None
    assert detail.line.status is Status.DRAFT
    assert table.file.drafts.draft(first.id) == draft
    finished(registration, signed(registration, draft, 2))
    await table.rounds(2)
    table.delivered_once()
    assert table.books.delivered == 2


@pytest.mark.parametrize("seed", [1, 2])
async def test_in_any_storm_green_means_signed_for_and_everything_arrives_once(
    table: Table, seed: int
) -> None:
    said_green_with: list[int] = []

    def look() -> None:
        books = table.books
        if books.all_signed_for and books.finished:
            said_green_with.append(books.waiting + books.refused + books.set_aside)

    table.engine.listen(look)
    table.proxy.choose = seeded(seed, lost=0.2, cut=0.15, down=0.15, cut_mean=300)
    for number in range(5):
        table.declare(number)
        await table.rounds()
    table.proxy.choose = seeded(seed)
    await table.rounds(2)
    table.delivered_once()
    assert said_green_with
    assert set(said_green_with) == {0}
