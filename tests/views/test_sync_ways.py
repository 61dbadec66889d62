"""Whatever was refused or set aside has a way out for a person and something to look at, and every press says
what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import flet as ft
import pytest

from declaration.lifecycle import Delivery
from declaration.wire.changes import ChangeKind
from declaration.wire.complaint import Subject, Told
from declaration.wire.contact_outcome import Outcome
from declaration.wire.records import RecordKind
from declaration.wire.withdrawal import WithdrawalReason
from desk import i18n
from desk.ports.complaints import Hearing
from desk.ports.handovers import BatchState
from desk.ports.outbox import OutboxLine
from desk.ports.service import Reason, SyncState
from desk.views.answers.parts import answers_in_parts
from desk.views.declarations.parts import declarations_in_parts
from desk.views.place import Place
from desk.views.program import Table
from desk.views.sync.view import sync_screen
from desk.views.wanted import look_at_batch, look_at_complaint
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import declare
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Drawn, Standing

Make = Callable[[FakeProgram], None]


@pytest.fixture(autouse=True)
def in_vietnamese() -> None:
    i18n.use("vi", strict=True)


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram()


def complaint(program: FakeProgram) -> None:
    table(program).complaining.take_down(Subject.OTHER, "Chờ lâu", "Nguyễn Văn Mẫu", "")


def complaint_closing(program: FakeProgram) -> None:
    complaint(program)
    work = table(program).complaining
    [taken] = work.complaints(Hearing.WAITING)
    agency = FakeAgency(program.outbox, program.clock)
    entry = program.outbox.entry(taken.id, 1)
    assert entry is not None
    agency.receive_entry(entry)
    answered = agency.event(declare(program.registration, 9), ChangeKind.COMPLAINT_ANSWERED)
    data = {"answer": "Đã xem", "by": "lan"}
    program.outbox.apply([answered.model_copy(update={"record_id": taken.id, "data": data})], 1)
    deliver_all(program, RecordKind.DECLARATION)
    assert work.close(work.complaints(Hearing.ANSWERED)[0], Told.BY_PHONE)


def handover(program: FakeProgram) -> None:
    work, declared = table(program).handing_over, declare(program.registration, 1)
    work.make("MAU01", [declared.id])
    assert work.hand(work.batches()[0])
    deliver_all(program, RecordKind.DECLARATION)


def contact_outcome(program: FakeProgram) -> None:
    declared, agency = declare(program.registration, 1), FakeAgency(program.outbox, program.clock)
    agency.receive(declared)
    agency.answer(declared, ChangeKind.APPROVED)
    agency.answer(declared, ChangeKind.ACCOUNT_ISSUED, user_name="0123456789")
    assert table(program).calls.say(declared.id, Outcome.INFORMED)


def withdrawal(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    assert table(program).withdrawing.withdraw(declared.id, 1, WithdrawalReason.ASKED_BY_PERSON)
    deliver_all(program, RecordKind.DECLARATION)


def consent_withdrawn(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    detail = program.declarations.detail(declared.id)
    assert detail is not None
    assert table(program).taking_back.take_back(detail, ["account"]) is not None
    deliver_all(program, RecordKind.DECLARATION)


def withdrawn_declaration(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    FakeAgency(program.outbox, program.clock).refuse(declared, "content_invalid")
    assert table(program).withdrawing.withdraw(declared.id, 1, WithdrawalReason.ASKED_BY_PERSON)
    deliver_all(program, RecordKind.WITHDRAWAL)


def table(program: FakeProgram) -> Table:
    assert program.table is not None
    return program.table


def deliver_all(program: FakeProgram, kind: RecordKind) -> None:
    agency = FakeAgency(program.outbox, program.clock)
    for line in program.outbox.lines([Delivery.PENDING], 99):
        entry = program.outbox.entry(line.record_id, line.revision)
        if line.kind == kind and entry is not None:
            agency.receive_entry(entry)


def stuck(program: FakeProgram, settle: str) -> OutboxLine:
    """Whatever waits is not taken; the one that needs a person now."""
    for line in program.outbox.lines([Delivery.PENDING], 99):
        entry = program.outbox.entry(line.record_id, line.revision)
        assert entry is not None
        getattr(program.outbox, settle)(entry, "form_version_unknown")
    [line] = program.outbox.lines([Delivery.REFUSED, Delivery.SET_ASIDE], 99)
    return line


@pytest.mark.parametrize("settle", ["refuse", "set_aside"])
@pytest.mark.parametrize(
    ("make", "act", "told"),
    [
        (complaint, "Bỏ phản ánh", "Đã bỏ. Cần gửi thì viết lại ở Kết quả"),
        (complaint_closing, "Báo lại", "Phản ánh trở lại Kết quả"),
        (handover, "Mở lại đợt", "Đợt đã mở lại: xem ở Tờ khai"),
        (contact_outcome, "Bỏ bản này", "Danh sách gọi ở quầy vẫn giữ kết quả"),
        (withdrawal, "Bỏ việc rút", "Tờ khai trở lại như trước khi rút"),
        (consent_withdrawn, "Bỏ việc rút lại", "Đồng ý trở lại như trước"),
        (withdrawn_declaration, "Bỏ bản này", "bản này không gửi nữa"),
    ],
)
async def test_every_kind_that_is_stuck_leaves_the_station_green_by_a_persons_word(
    program: FakeProgram, make: Make, act: str, told: str, settle: str
) -> None:
    make(program)
    stuck(program, settle)
    async with Screen(Standing(program).at(sync_screen)) as screen:
        await screen.until(lambda: screen.sees("1 cần xử lý"))
        assert screen.sees("Xem")
        await screen.press(act)
        assert screen.one(ft.AlertDialog).open, "it is asked about first"
        assert not program.outbox.books(program.clock.today()).all_signed_for
        await screen.click(screen.one(ft.AlertDialog).actions[-1])
        await screen.until(lambda: screen.sees(told))
        assert not screen.sees("cần xử lý")
        await screen.press("Đã rõ")
        assert not screen.sees(told)
    assert program.outbox.books(program.clock.today()).all_signed_for


@pytest.mark.parametrize("make", [complaint, complaint_closing, handover])
async def test_seeing_a_stuck_record_leads_to_its_own_screen(program: FakeProgram, make: Make) -> None:
    make(program)
    line, standing = stuck(program, "refuse"), Standing(program)
    async with Screen(standing.at(sync_screen)) as screen:
        await screen.until(lambda: screen.sees("1 cần xử lý"))
        await screen.press("Xem")
    assert list(standing.went) == ["declarations" if line.kind == RecordKind.HANDOVER else "answers"]


async def test_the_batch_and_the_complaint_somebody_comes_to_see_are_open(program: FakeProgram) -> None:
    handover(program)
    complaint(program)
    lines = {line.kind: line.record_id for line in program.outbox.lines([Delivery.PENDING], 9)}

    async with Screen(wanting(program, declarations_in_parts, look_at_batch, lines["handover"])) as screen:
        await screen.until(lambda: screen.sees("Đợt 1 · 1 tờ khai"))
    async with Screen(wanting(program, answers_in_parts, look_at_complaint, lines["complaint"])) as screen:
        await screen.until(lambda: screen.sees("Chờ lâu"))


def wanting(
    program: FakeProgram, screen: Drawn, look: Callable[[Place, UUID], None], name: UUID
) -> Callable[[ft.Page], None]:
    """A window whose next screen was asked for by another."""

    def main(page: ft.Page) -> None:
        standing = Standing(program)
        look(Place(program, 0, 1366, standing.went.append, standing.corrected.append), name)
        standing.at(screen)(page)

    return main


async def test_a_dropped_complaint_is_written_again_with_its_words(program: FakeProgram) -> None:
    complaint(program)
    line = stuck(program, "refuse")
    assert program.outbox.give_way(line.record_id, 1, "mau")
    async with Screen(Standing(program).at(answers_in_parts)) as screen:
        await screen.press("Phản ánh")
        await screen.until(lambda: screen.sees("Đã khép · 1"))
        await screen.pick("Đã khép · 1")
        await screen.until(lambda: screen.sees("Đã bỏ, cơ quan không nhận"))
        assert screen.sees("không gửi cơ quan")
        await screen.press("Viết lại để gửi")
        await screen.key("F9")
        await screen.until(lambda: screen.sees("Chờ trả lời · 1"))
    [again] = table(program).complaining.complaints(Hearing.WAITING)
    assert again.content.words == "Chờ lâu"


async def test_a_batch_opened_again_can_be_handed_in(program: FakeProgram) -> None:
    handover(program)
    line = stuck(program, "set_aside")
    assert program.outbox.give_way(line.record_id, 1, "mau")
    work = table(program).handing_over
    assert work.batches()[0].state is BatchState.OPEN
    assert work.hand(work.batches()[0])


async def test_a_day_that_was_not_taken_is_closed_again_from_its_row(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    FakeAgency(program.outbox, program.clock).receive(declared)
    assert table(program).closing.close(program.clock.today())
    stuck(program, "refuse")
    async with Screen(Standing(program).at(sync_screen)) as screen:
        await screen.until(lambda: screen.sees("1 cần xử lý"))
        await screen.press("Chốt lại ngày")
        await screen.click(screen.one(ft.AlertDialog).actions[-1])
        await screen.until(lambda: screen.sees("đã lập lại và đang chờ gửi"))
    [line] = program.outbox.lines([Delivery.PENDING], 9)
    assert (line.kind, line.revision) == (RecordKind.DAY, 2)


async def test_what_cannot_go_at_once_is_said_as_long_as_it_is_so(program: FakeProgram) -> None:
    declare(program.registration, 1)
    cut = SyncState(reached_once=True, reason=Reason.NO_NETWORK)
    program.line.show(cut)
    standing = Standing(program)
    async with Screen(standing.at(sync_screen)) as screen:
        await screen.until(lambda: screen.sees("1 chờ gửi"))
        await screen.press("Thử ngay")
        await screen.until(lambda: screen.sees("Chưa gửi được ngay: Chưa nối được mạng"))
        program.line.show(replace(cut, reason=None))
        standing.news()
        await screen.until(lambda: not screen.sees("Chưa gửi được ngay"))


async def test_what_was_settled_meanwhile_is_said_to_be_gone(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    entry = FakeAgency(program.outbox, program.clock).entry(declared)
    program.outbox.set_aside(entry, "same_revision_other_bytes")
    async with Screen(Standing(program).at(sync_screen)) as screen:
        await screen.until(lambda: screen.sees("1 cần xử lý"))
        del program.shelf.sealed[declared.id, 1]
        await screen.press("Xử lý")
        await screen.until(lambda: screen.sees("không còn ở đây"))


async def test_what_lost_its_photos_by_their_time_may_keep_its_old_receipt(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    agency = FakeAgency(program.outbox, program.clock)
    agency.receive(declared)
    agency.answer(declared, ChangeKind.REJECTED)
    program.outbox.meet_epoch("1", 1)
    assert program.outbox.meet_epoch("2", 0)
    program.outbox.set_aside(agency.entry(declared), "photos_purged")
    async with Screen(Standing(program).at(sync_screen)) as screen:
        await screen.until(lambda: screen.sees("1 cần xử lý"))
        await screen.press("Xử lý")
        await screen.press("Giữ biên nhận cũ")
        await screen.until(lambda: screen.sees("bản này không gửi nữa"))
        assert not screen.sees("cần xử lý")
