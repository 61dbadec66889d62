"""What was refused or set aside is put right by a person, and then needs nobody for ever after."""

from __future__ import annotations

from approval.storage.rows import DeclarationRow
from declaration.lifecycle import Delivery, Status
from declaration.wire.changes import ChangeKind
from declaration.wire.records import RecordKind
from desk.ports.days import DayState
from desk.registration.closing import Closing
from tests.fakes.flaky_proxy import LostAnswer, passes
from tests.faults.table import Table
from tests.faults.test_answers_come_back import answer, status


async def test_a_refused_declaration_corrected_and_delivered_leaves_the_station_green(table: Table) -> None:
    first = table.declare(1)
    entry = table.file.outbox.entry(first.id, 1)
    assert entry is not None
    table.file.outbox.refuse(entry, "content_invalid")
    second = table.correct(first, 2)
    await table.rounds(2)
    assert [table.delivery(each)[0] for each in (first, second)] == [
        Delivery.SUPERSEDED,
        Delivery.DELIVERED,
    ]
    assert table.books.all_signed_for


async def test_the_answer_to_the_version_before_counts_when_a_correction_was_too_late(
    table: Table,
) -> None:
    """The receipt's answer is lost, the desk corrects offline, the agency approves what it has."""
    first = table.declare(1)
    table.proxy.choose = lambda _, path: LostAnswer() if path.startswith("/v1/records/") else None
    await table.engine.round()
    second = table.correct(first, 2)
    table.proxy.choose = passes
    with table.office.service.database.writing() as session:
        session.get_one(DeclarationRow, first.id).status = Status.ISSUED
    answer(table, ChangeKind.APPROVED, first)
    answer(table, ChangeKind.ACCOUNT_ISSUED, first, user_name="0123456789")
    await table.rounds(3)
    assert table.delivery(second) == (Delivery.SET_ASIDE, "already_decided")
    assert status(table, first) is Status.FINISHED, "a person decides"
    assert table.file.outbox.give_way(second.id, second.revision, "mau")
    detail = table.file.declarations.detail(first.id)
    assert detail is not None
    assert (detail.line.revision, detail.line.status) == (1, Status.ISSUED)
    assert detail.line.user_name == "0123456789"
    assert table.books.all_signed_for
    await table.rounds(2)
    assert table.trouble() is None


async def test_a_day_whose_closing_was_not_taken_is_closed_once_more(table: Table) -> None:
    table.declare(1)
    await table.rounds()
    closing = Closing(table.file.days, table.file.station_key(), table.clock, "mau", lambda: None)
    day = table.file.days.days(1)[0].day
    assert closing.close(day)
    (line,) = [each for each in table.file.outbox.lines([Delivery.PENDING], 9) if each.kind == RecordKind.DAY]
    entry = table.file.outbox.entry(line.record_id, line.revision)
    assert entry is not None
    table.file.outbox.set_aside(entry, "same_revision_other_bytes")
    assert table.file.days.days(1)[0].state is DayState.REFUSED
    assert closing.close(day)
    await table.rounds(2)
    assert table.file.days.days(1)[0].state is DayState.BALANCED
    assert table.books.all_signed_for
