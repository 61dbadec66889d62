"""The agency's answers: none is lost, none counts twice, and an unknown one is kept for a newer version."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from approval.storage.rows import RecordRow
from declaration.lifecycle import Status
from declaration.wire.changes import ChangeKind, Changes
from desk.registration.declarations import Finished
from desk.remote import station_service
from tests.fakes.flaky_proxy import LostAnswer
from tests.faults.table import Table


def answer(table: Table, kind: str, declared: Finished, **data: Any) -> None:
    """The service appends one answer."""
    feed, database = table.office.service.feed, table.office.service.database
    with database.writing() as session:
        row = session.get(RecordRow, (declared.id, declared.revision))
        assert row is not None
        feed.append(session, row.station, cast(ChangeKind, kind), (declared.id, declared.revision), data)


def status(table: Table, declared: Finished) -> Status:
    detail = table.file.declarations.detail(declared.id)
    assert detail is not None
    return detail.line.status


def events(table: Table, declared: Finished) -> list[str]:
    detail = table.file.declarations.detail(declared.id)
    assert detail is not None
    return [event.event for event in detail.history]


async def test_an_unknown_answer_is_kept_and_the_cursor_goes_on(table: Table) -> None:
    declared = table.declare(1)
    await table.rounds()
    answer(table, "stamped_in_gold", declared, colour="gold")
    answer(table, ChangeKind.RETURNED, declared, fields=["phone"], reasons=["contact_wrong"], note="")
    await table.rounds()
    assert status(table, declared) is Status.RETURNED
    assert "stamped_in_gold" in events(table, declared)
    assert table.file.outbox.cursor() == 3


async def test_an_answer_of_an_unknown_shape_does_not_dam_up_those_behind_it(table: Table) -> None:
    declared = table.declare(1)
    await table.rounds()
    answer(table, ChangeKind.RETURNED, declared, fields=None, reasons={"new": 1}, note=None)
    answer(table, ChangeKind.NOTICE_SENT, declared, channel="sms", purpose="returned")
    await table.rounds()
    assert status(table, declared) is Status.RETURNED
    assert table.file.outbox.cursor() == 3
    assert table.trouble() is None


async def test_a_page_applied_twice_changes_nothing(table: Table) -> None:
    declared = table.declare(1)
    await table.rounds()
    answer(table, ChangeKind.RETURNED, declared, fields=["phone"], reasons=["contact_wrong"], note="")
    page = await table.parts.service.changes(0, 0)
    assert isinstance(page, Changes)
    outbox = table.file.outbox
    assert outbox.apply(page.events, page.cursor) == 1
    before = table.file.declarations.detail(declared.id), outbox.cursor()
    assert outbox.apply(page.events, page.cursor) == 0
    assert (table.file.declarations.detail(declared.id), outbox.cursor()) == before


async def test_an_answer_whose_page_was_lost_comes_with_the_next(table: Table) -> None:
    declared = table.declare(1)
    await table.rounds()
    answer(table, ChangeKind.RETURNED, declared, fields=["phone"], reasons=["contact_wrong"], note="")
    table.proxy.choose = lambda _method, path: LostAnswer() if path == "/v1/changes" else None
    await table.engine.round()
    assert status(table, declared) is Status.RECEIVED
    table.proxy.choose = lambda _method, _path: None
    await table.engine.round()
    assert status(table, declared) is Status.RETURNED


async def test_more_answers_than_one_page_holds_all_come_in_one_round(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(station_service, "CHANGES_AT_ONCE", 50)
    declared = table.declare(1)
    await table.rounds()
    for _ in range(210):
        answer(table, ChangeKind.NOTICE_SENT, declared, channel="sms", purpose="account")
    await table.engine.round()
    assert table.file.outbox.cursor() == 211


async def test_an_answer_reaches_a_waiting_station_at_once(table: Table) -> None:
    declared = table.declare(1)
    heard, waits = asyncio.Event(), asyncio.Event()

    def asked(_method: str, path: str) -> None:
        if path == "/v1/changes" and table.books.all_signed_for:
            waits.set()

    table.proxy.choose = asked

    def look() -> None:
        if status(table, declared) is Status.RETURNED:
            heard.set()

    table.engine.listen(look)
    task = asyncio.create_task(table.engine.run())
    async with asyncio.timeout(10):
        await waits.wait()
        await asyncio.sleep(0.1)
        answer(table, ChangeKind.RETURNED, declared, fields=["phone"], reasons=["contact_wrong"], note="")
        await heard.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_both_readers_of_the_feed_at_once_count_every_answer_once(table: Table) -> None:
    declared = table.declare(1)
    await table.rounds()
    answer(table, ChangeKind.NOTICE_SENT, declared, channel="sms", purpose="account")
    page = await table.parts.service.changes(1, 0)
    assert isinstance(page, Changes)
    counts = await asyncio.gather(
        *(asyncio.to_thread(table.file.outbox.apply, page.events, page.cursor) for _ in range(4))
    )
    assert sorted(counts) == [0, 0, 0, 1]
