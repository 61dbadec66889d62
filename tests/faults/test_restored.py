"""The service restored from an older copy: nothing it forgot stays forgotten, no old answer is news."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from approval.app import EmbeddedService
from declaration.lifecycle import Status
from declaration.wire.changes import ChangeKind
from desk.ports.service import Reason
from desk.registration.declarations import Finished
from tests.faults.table import Enrolled, ServiceClock, Table, laid


@asynccontextmanager
async def restored(table: Table, copy: Path, *, epoch: bool) -> AsyncIterator[EmbeddedService]:
    """The same service on the folder as it was, reached by the same proxy."""
    await table.office.stop()
    shutil.rmtree(table.at.service_folder)
    shutil.copytree(copy, table.at.service_folder)
    office = table.at.open_service(ServiceClock(table.service_clock.now))
    if epoch:
        office.office.begin_epoch()
    table.proxy.target_port = int((await office.start()).rsplit(":", 1)[1])
    table.office = office
    try:
        yield office
    finally:
        await office.stop()


async def backed_up(table: Table, to: Path) -> None:
    """A copy of the service's folder, taken while it stands still."""
    with table.office.service.database.writing():
        shutil.copytree(table.at.service_folder, to)


def answer(table: Table, declared: Finished, kind: ChangeKind) -> None:
    station = table.file.station_key().station
    service = table.office.service
    with service.database.writing() as session:
        service.feed.append(session, station, kind, (declared.id, declared.revision), {})


def status(table: Table, declared: Finished) -> Status:
    detail = table.file.declarations.detail(declared.id)
    assert detail is not None
    return detail.line.status


@pytest.mark.parametrize("epoch", [True, False])
async def test_what_a_restored_service_forgot_is_offered_again_and_signed_for_again(
    at: Enrolled, tmp_path: Path, epoch: bool
) -> None:
    """Without a new epoch the service takes a station for a copy: its turns are older. None sees green."""
    async with laid(at) as table:
        before = table.declare(1)
        await table.rounds()
        await backed_up(table, tmp_path / "copy")
        after = [table.declare(seed) for seed in (2, 3)]
        await table.rounds()
        table.delivered_once()
        async with restored(table, tmp_path / "copy", epoch=epoch) as office:
            if not epoch:
                await table.rounds()
                assert table.trouble() is Reason.FORKED
                assert not table.books.all_signed_for
                office.office.begin_epoch()
            await table.rounds_until_green(3)
            table.delivered_once()
            assert status(table, before) is Status.RECEIVED
            assert {status(table, each) for each in after} == {Status.RECEIVED}


async def test_a_number_of_the_feed_given_twice_hides_no_answer(at: Enrolled, tmp_path: Path) -> None:
    async with laid(at) as table:
        kept = table.declare(1)
        await table.rounds()
        await backed_up(table, tmp_path / "copy")
        answer(table, kept, ChangeKind.NOTICE_SENT)
        answer(table, kept, ChangeKind.NOTICE_FAILED)
        await table.rounds()
        async with restored(table, tmp_path / "copy", epoch=True):
            answer(table, kept, ChangeKind.APPROVED)
            await table.rounds_until_green(3)
            assert status(table, kept) is Status.APPROVED


async def test_an_answer_heard_before_is_no_news_again(at: Enrolled, tmp_path: Path) -> None:
    async with laid(at) as table:
        declared = table.declare(1)
        await table.rounds()
        answer(table, declared, ChangeKind.APPROVED)
        await table.rounds()
        await backed_up(table, tmp_path / "copy")
        detail = table.file.declarations.detail(declared.id)
        assert detail is not None
        async with restored(table, tmp_path / "copy", epoch=True):
            await table.rounds_until_green(3)
            again = table.file.declarations.detail(declared.id)
            assert again is not None
            assert again.line.status is Status.APPROVED
            kinds = [event.event for event in again.history]
            assert kinds.count("approved") == [event.event for event in detail.history].count("approved")


async def test_an_unchanged_service_is_asked_nothing_twice(table: Table) -> None:
    table.declare(1)
    await table.rounds(3)
    assert table.proxy.count("POST /v1/records") == 1
