"""A day closes green only when the service signed that it holds the same; what it lost is found and sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, delete, select

from approval.app import EmbeddedService
from approval.identities import Person
from approval.storage.rows import RecordRow
from declaration.lifecycle import Status
from declaration.wire.changes import ChangeKind
from declaration.wire.days import DayAnswer, DayQuestion
from declaration.wire.records import RecordKind
from declaration.wire.sign_in import PersonRole
from declaration.wire.signed import Purpose, Signed
from declaration.wire.supervision import StationDay
from desk.ports.days import DayBooks, DayState
from desk.ports.service import Denied, NoAnswer
from desk.registration.closing import Closing
from desk.registration.declarations import Finished
from desk.storage.rows import ClosingRow, RevisionRow
from tests.faults.table import START, Enrolled, Table, laid
from tests.faults.test_restored import answer, backed_up, restored

DAY = START.date()
SON = Person("sơn", "Sơn Mẫu", "MAU01", frozenset({PersonRole.SUPERVISOR}))


def closing(table: Table) -> Closing:
    return Closing(table.file.days, table.file.station_key(), table.clock, "mau", lambda: None)


def day(table: Table) -> DayBooks:
    found = table.file.days.days(31)
    return next(each for each in found if each.day == DAY)


def at_the_agency(office: EmbeddedService, table: Table) -> StationDay:
    """That day as a supervisor sees it; the chain holds."""
    days = office.service.supervision.days(SON, table.file.station_key().station)
    assert days is not None
    assert days.broken == ()
    return next(each for each in days.days if each.day == DAY)


def lose(table: Table, *lost: Finished) -> None:
    """Rows gone from the service's database, by whatever accident."""
    with table.office.service.database.writing() as session:
        for each in lost:
            session.exec(delete(RecordRow).where(col(RecordRow.id) == each.id))


def forget(table: Table, gone: str) -> None:
    """Rows gone from the station's file: only the service has them now."""
    of_it = delete(RevisionRow).where(col(RevisionRow.record_id) == gone)
    table.file._database.write(lambda session: session.exec(of_it))


def chain_holds(table: Table) -> bool:
    return table.file.check_days().broken is None


async def test_a_day_is_green_after_its_receipt_and_the_services_word_and_not_before(table: Table) -> None:
    for seed in (1, 2):
        table.declare(seed)
    assert day(table).state is DayState.OPEN
    assert closing(table).close(DAY), "without a network"
    assert day(table).state is DayState.CLOSING
    await table.rounds()
    assert (day(table).state, day(table).finished, day(table).delivered) == (DayState.BALANCED, 2, 2)
    assert table.books.all_signed_for
    there = at_the_agency(table.office, table)
    assert (there.received, there.finished, there.is_green) == (2, 2, True)
    assert chain_holds(table)


async def test_a_day_is_closed_once_however_often_it_is_asked_for(table: Table) -> None:
    table.declare(1)
    assert closing(table).close(DAY)
    assert not closing(table).close(DAY)
    await table.rounds()
    assert not closing(table).close(DAY)
    assert table.file.check_days().closings == 1
    await table.rounds(3)
    assert table.proxy.count("POST /v1/days/compare") == 1, "an answer that balances is not asked for again"


async def test_a_day_with_nothing_finished_is_not_closed(table: Table) -> None:
    assert not closing(table).close(DAY)


async def test_finishing_more_opens_the_day_and_closing_again_is_the_next_link(table: Table) -> None:
    table.declare(1)
    closing(table).close(DAY)
    await table.rounds()
    table.declare(2)
    assert day(table).state is DayState.MORE
    await table.rounds()
    assert not at_the_agency(table.office, table).is_green
    assert closing(table).close(DAY)
    await table.rounds()
    assert day(table).state is DayState.BALANCED
    assert at_the_agency(table.office, table).is_green
    assert (table.file.check_days().closings, chain_holds(table)) == (2, True)


async def test_what_the_service_lost_is_found_by_closing_offered_again_and_balances(table: Table) -> None:
    declared = [table.declare(seed) for seed in (1, 2, 3)]
    await table.rounds()
    lose(table, declared[1])
    before = table.books
    assert before.all_signed_for, "nobody has noticed"
    closing(table).close(DAY)
    await table.engine.round()
    found = day(table)
    assert (found.waiting, found.lacking, found.state) == (1, 1, DayState.CLOSING)
    assert not table.books.all_signed_for
    await table.rounds(2)
    assert (day(table).state, day(table).lacking) == (DayState.BALANCED, 0)
    assert at_the_agency(table.office, table).is_green
    entry = table.file._database.read(lambda s: s.get(RevisionRow, (str(declared[1].id), 1)))
    assert entry is not None
    assert len(entry.receipt.splitlines()) == 2, "the receipt of before stays evidence"


async def test_a_days_record_the_service_lost_is_found_like_any_other(table: Table) -> None:
    table.declare(1)
    closing(table).close(DAY)
    await table.rounds()
    with table.office.service.database.writing() as session:
        session.exec(delete(RecordRow).where(col(RecordRow.kind) == RecordKind.DAY.value))
    table.declare(2)
    closing(table).close(DAY)
    await table.rounds(3)
    assert day(table).state is DayState.BALANCED
    with table.office.service.database.reading() as session:
        kept = session.exec(select(RecordRow.revision).where(RecordRow.kind == RecordKind.DAY.value)).all()
    assert sorted(kept) == [1, 2]


async def test_what_only_the_service_has_keeps_the_day_from_balancing_and_is_named(table: Table) -> None:
    declared = [table.declare(seed) for seed in (1, 2)]
    await table.rounds()
    gone = str(declared[0].id)
    table.file._database.write(
        lambda s: s.exec(delete(RevisionRow).where(col(RevisionRow.record_id) == gone))
    )
    closing(table).close(DAY)
    await table.rounds(4)
    assert (day(table).state, day(table).unknown) == (DayState.UNBALANCED, (gone,))
    there = at_the_agency(table.office, table)
    assert (there.balanced, there.unknown, there.is_green) == (False, 1, False)


@pytest.mark.parametrize("epoch", [True, False])
async def test_a_restored_service_makes_every_day_be_compared_anew(
    at: Enrolled, tmp_path: Path, epoch: bool
) -> None:
    async with laid(at) as table:
        table.declare(1)
        await table.rounds()
        await backed_up(table, tmp_path / "copy")
        table.declare(2)
        closing(table).close(DAY)
        await table.rounds()
        assert day(table).state is DayState.BALANCED
        async with restored(table, tmp_path / "copy", epoch=epoch) as office:
            if not epoch:
                await table.rounds()
                assert day(table).state is DayState.CLOSING, "no green while it may have forgotten"
                office.office.begin_epoch()
            assert not at_the_agency(office, table).is_green
            await table.rounds(3)
            assert day(table).state is DayState.BALANCED
            assert at_the_agency(office, table).is_green
            assert chain_holds(table)


async def test_an_erased_person_leaves_the_chain_whole_and_the_day_balanced(table: Table) -> None:
    """Before the day is compared, and after."""
    declared = [table.declare(seed) for seed in (1, 2, 3)]
    await table.rounds()
    for each in declared[:2]:
        answer(table, each, ChangeKind.REJECTED)
    await table.rounds()
    table.file.erasing.erase(declared[0].id, "mau")
    closing(table).close(DAY)
    assert chain_holds(table)
    await table.rounds()
    assert (day(table).state, day(table).finished) == (DayState.BALANCED, 3)
    assert at_the_agency(table.office, table).is_green
    table.file.erasing.erase(declared[1].id, "mau")
    assert chain_holds(table)
    await table.rounds(2)
    assert (day(table).state, day(table).finished) == (DayState.BALANCED, 3)


async def test_an_erased_person_hides_nobody_else(table: Table) -> None:
    """One erased here excuses one more at the service, and no second one."""
    declared = [table.declare(seed) for seed in (1, 2, 3)]
    await table.rounds()
    answer(table, declared[0], ChangeKind.REJECTED)
    await table.rounds()
    table.file.erasing.erase(declared[0].id, "mau")
    gone = str(declared[1].id)
    table.file._database.write(
        lambda s: s.exec(delete(RevisionRow).where(col(RevisionRow.record_id) == gone))
    )
    closing(table).close(DAY)
    await table.rounds(2)
    assert day(table).state is DayState.UNBALANCED


async def test_a_day_changed_after_it_was_sealed_is_called_so_and_never_green(table: Table) -> None:
    declared = [table.declare(seed) for seed in (1, 2)]
    closing(table).close(DAY)

    def tamper(session: Any) -> None:
        row = session.get(RevisionRow, (str(declared[0].id), 1))
        row.salt = "0" * 32
        session.add(row)

    table.file._database.write(tamper)
    assert table.file.check_days().broken == 1
    await table.rounds(2)
    assert day(table).state is DayState.BROKEN


@pytest.mark.parametrize(
    "change",
    [
        {"digest": "0" * 64},
        {"previous": "0" * 64},
        {"number": 7},
        {"marks": "0" * 64},
        {"finished": 9},
    ],
)
async def test_a_link_that_is_changed_shows(table: Table, change: dict[str, Any]) -> None:
    for seed in (1, 2):
        table.declare(seed)
        closing(table).close(DAY)
    assert chain_holds(table)

    def tamper(session: Any) -> None:
        row = session.get(ClosingRow, 2)
        for name, value in change.items():
            setattr(row, name, value)
        session.add(row)

    table.file._database.write(tamper)
    assert not chain_holds(table)


async def test_a_day_waits_for_photos_and_for_the_network(table: Table) -> None:
    table.declare(1)
    closing(table).close(DAY)
    table.proxy.unplugged = True
    await table.rounds(2)
    assert day(table).state is DayState.CLOSING
    table.proxy.unplugged = False
    table.file.outbox.send_records_only(True)
    await table.rounds()
    assert (day(table).state, day(table).waiting) == (DayState.CLOSING, 1)
    assert table.proxy.count("POST /v1/days/compare") == 0
    table.file.outbox.send_records_only(False)
    await table.rounds(2)
    assert day(table).state is DayState.BALANCED


class _Answering:
    """The service's answer about a day, as somebody on the way would like it."""

    def __init__(self, table: Table, change: Callable[[Signed], Signed]) -> None:
        self._real, self._change = table.parts.service, change

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    async def compare_day(self, question: DayQuestion) -> Signed | Denied | NoAnswer:
        signed = await self._real.compare_day(question)
        return self._change(signed) if isinstance(signed, Signed) else signed


def _altered(signed: Signed) -> Signed:
    said = signed.read(DayAnswer)
    assert said is not None
    better = said.model_copy(update={"balanced": True, "unknown": ()})
    return signed.model_copy(update={"body": better.model_dump_json()})


async def test_only_the_services_own_word_on_this_very_question_makes_a_day_green(table: Table) -> None:
    """Altered, signed for something else by the same key, or an earlier answer given again."""
    first = table.declare(1)
    await table.rounds()
    kept: list[Signed] = []

    def replayed(signed: Signed) -> Signed:
        kept.append(signed)
        return kept[0]

    def other_purpose(signed: Signed) -> Signed:
        return table.office.service.keys.sign(Purpose.RECEIPT, signed.body)

    lose(table, first)
    closing(table).close(DAY)
    real = table.parts.service
    for change in (_altered, other_purpose, replayed):
        table.parts.service = _Answering(table, change)
        table.restart()
        await table.rounds(2)
        table.parts.service = real
        assert day(table).state is DayState.CLOSING
    table.restart()
    await table.rounds(3)
    assert day(table).state is DayState.BALANCED


async def test_a_day_that_does_not_balance_is_asked_about_no_oftener_than_the_backoff_allows(
    table: Table,
) -> None:
    declared = [table.declare(seed) for seed in (1, 2)]
    await table.rounds()
    gone = str(declared[0].id)
    table.file._database.write(
        lambda s: s.exec(delete(RevisionRow).where(col(RevisionRow.record_id) == gone))
    )
    closing(table).close(DAY)
    for _ in range(120):
        await table.engine.round()
        table.clock.forward(timedelta(seconds=30))
    asked = table.proxy.count("POST /v1/days/compare")
    assert 6 <= asked <= 40, f"{asked} questions in an hour"


class _Older(_Answering):
    """A service from before days were closed."""

    async def compare_day(self, question: DayQuestion) -> Signed | Denied | NoAnswer:
        return Denied("not_found", 404)


async def test_a_service_that_knows_no_days_leaves_the_day_closing_and_the_line_in_peace(
    table: Table,
) -> None:
    table.declare(1)
    closing(table).close(DAY)
    table.parts.service = _Older(table, lambda signed: signed)
    table.restart()
    await table.rounds(2)
    assert day(table).state is DayState.CLOSING
    assert table.trouble() is None
    assert table.books.all_signed_for


async def test_a_status_survives_what_was_offered_again(table: Table) -> None:
    declared = table.declare(1)
    await table.rounds()
    lose(table, declared)
    closing(table).close(DAY)
    await table.rounds(3)
    detail = table.file.declarations.detail(UUID(str(declared.id)))
    assert detail is not None
    assert detail.line.status is Status.RECEIVED
