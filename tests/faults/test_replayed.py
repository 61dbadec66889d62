"""Replayed: a genuine answer of the service, out of its place, changes nothing and hides nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from declaration.lifecycle import Delivery, Status
from declaration.wire.changes import ChangeKind
from desk.ports.service import Reason
from tests.fakes.line_faults import Fault, Swapped
from tests.faults.table import Table
from tests.faults.test_answers_come_back import answer, status

THE_FIRST_OF_ITS_KIND = Swapped(1)


class Replaying:
    """Every question to that path gets the answer its first was given, while ``on``."""

    def __init__(self, method: str, path: str) -> None:
        self._wanted = method, path
        self.on = True

    def __call__(self, method: str, path: str) -> Fault | None:
        return THE_FIRST_OF_ITS_KIND if self.on and (method, path) == self._wanted else None


async def test_a_hello_said_to_another_nonce_is_a_strangers(table: Table) -> None:
    await table.engine.round()
    declared = table.declare(1)
    table.proxy.choose = Replaying("GET", "/v1/hello")
    await table.engine.round()
    assert table.trouble() is Reason.STRANGER
    assert table.delivery(declared) == (Delivery.PENDING, "")


async def test_a_batchs_answer_given_again_to_another_batch_delivers_nothing(table: Table) -> None:
    table.declare(1)
    await table.rounds()
    declared = table.declare(2)
    replaying = table.proxy.choose = Replaying("POST", "/v1/records")
    await table.rounds(2)
    assert table.delivery(declared) == (Delivery.PENDING, "shape")
    assert not table.books.all_signed_for
    replaying.on = False
    await table.rounds(2)
    table.delivered_once()


async def test_anothers_receipt_given_again_delivers_nothing(table: Table) -> None:
    table.declare(1)
    await table.rounds()
    declared = table.declare(2)
    table.proxy.choose = lambda method, path: (
        THE_FIRST_OF_ITS_KIND if method == "PUT" and path.startswith("/v1/records/") else None
    )
    await table.engine.round()
    assert table.delivery(declared) == (Delivery.PENDING, "receipt_for_another")
    table.proxy.choose = lambda _method, _path: None
    await table.rounds(2)
    table.delivered_once()


async def test_an_older_page_of_the_feed_given_again_hides_no_answer(table: Table) -> None:
    declared = table.declare(1)
    await table.rounds(2)
    cursor = table.file.outbox.cursor()
    answer(table, ChangeKind.RETURNED, declared, fields=["phone"], reasons=["contact_wrong"], note="")
    replaying = table.proxy.choose = Replaying("GET", "/v1/changes")
    await table.engine.round()
    assert table.file.outbox.cursor() == cursor
    replaying.on = False
    await table.engine.round()
    assert status(table, declared) is Status.RETURNED


@pytest.mark.parametrize("minutes", [1, 20])
async def test_a_token_given_again_is_used_or_renewed_and_locks_nobody_out(
    table: Table, minutes: int
) -> None:
    """After a minute it is still good, after twenty it has ended."""
    await table.engine.round()
    table.service_clock.now += timedelta(minutes=minutes)
    table.restart()
    table.declare(1)
    replaying = table.proxy.choose = Replaying("POST", "/v1/stations/token")
    await table.engine.round()
    replaying.on = False
    await table.rounds(2)
    table.delivered_once()
    assert table.trouble() is None
