"""The agency's answers come to the table in the order one acts on them, each with what to do next."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from declaration.wire.changes import ChangeKind
from desk.registration.declarations import Finished
from desk.views.answers.view import answers_screen
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import declare
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Standing


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram()


def received(program: FakeProgram, agency: FakeAgency, seed: int) -> Finished:
    declared = declare(program.registration, seed)
    agency.receive(declared)
    return declared


def returned(program: FakeProgram, agency: FakeAgency, seed: int) -> Finished:
    declared = received(program, agency, seed)
    agency.answer(
        declared, ChangeKind.RETURNED, fields=["card_back"], reasons=["card_unclear"], note="Ảnh bị lóa"
    )
    return declared


async def test_what_is_returned_shows_its_fields_and_leads_to_the_desk(program: FakeProgram) -> None:
    agency, standing = FakeAgency(program.outbox, program.clock), Standing(program)
    declared = returned(program, agency, 1)
    async with Screen(standing.at(answers_screen)) as screen:
        await screen.until(lambda: screen.sees("1 cần sửa"))
        for words in ("Mặt sau thẻ", "Ảnh thẻ chưa rõ", "Lời nhắn: Ảnh bị lóa"):
            assert screen.sees(words)
        await screen.press("Sửa ngay")
        assert list(standing.corrected) == [declared.id]


async def test_an_issued_account_shows_its_user_name_and_what_to_tell_the_person(
    program: FakeProgram,
) -> None:
    agency = FakeAgency(program.outbox, program.clock)
    declared = received(program, agency, 1)
    agency.answer(declared, ChangeKind.APPROVED)
    agency.answer(declared, ChangeKind.ACCOUNT_ISSUED, user_name="0000000001")
    async with Screen(Standing(program).at(answers_screen)) as screen:
        await screen.until(lambda: screen.sees("Tên đăng nhập 0000000001"))
        for words in ("Đã cấp tài khoản", "VssID", "Đổi mật khẩu ngay", "1900 9068"):
            assert screen.sees(words)


async def test_a_rejection_says_why_and_offers_no_correction(program: FakeProgram) -> None:
    agency = FakeAgency(program.outbox, program.clock)
    declared = received(program, agency, 1)
    agency.answer(declared, ChangeKind.REJECTED, reasons=["already_has_account", "of_a_newer_service"])
    async with Screen(Standing(program).at(answers_screen)) as screen:
        await screen.until(lambda: screen.sees("Không duyệt · 1"))
        assert screen.sees("Đã có tài khoản · Lý do: of_a_newer_service")
        assert not screen.sees("Sửa ngay")


async def test_the_groups_stand_in_the_order_one_acts_on_them(program: FakeProgram) -> None:
    agency = FakeAgency(program.outbox, program.clock)
    waiting = declare(program.registration, 1)
    agency.answer(waiting, ChangeKind.RECEIVED, dossier_number="HS-7")
    rejected = received(program, agency, 2)
    agency.answer(rejected, ChangeKind.REJECTED, reasons=["duplicate"])
    returned(program, agency, 3)
    async with Screen(Standing(program, 820).at(answers_screen), width=820) as screen:
        await screen.until(lambda: screen.sees("Đang chờ cơ quan duyệt · 1"))
        headings = [words for words in screen.texts() if words.endswith(" · 1")]
        assert headings == ["Trả lại để sửa · 1", "Không duyệt · 1", "Đang chờ cơ quan duyệt · 1"]
        assert screen.sees("Số hồ sơ HS-7")


async def test_what_is_being_corrected_is_no_answer_any_more(program: FakeProgram) -> None:
    agency, standing = FakeAgency(program.outbox, program.clock), Standing(program)
    declared = returned(program, agency, 1)
    async with Screen(standing.at(answers_screen)) as screen:
        await screen.until(lambda: screen.sees("Sửa ngay"))
        program.registration.reopen(declared.id)
        standing.news()
        await screen.until(lambda: screen.sees("Chưa có kết quả nào"))


async def test_without_answers_there_is_a_way_out(program: FakeProgram) -> None:
    standing = Standing(program)
    async with Screen(standing.at(answers_screen)) as screen:
        await screen.until(lambda: screen.sees("Chưa có kết quả nào"))
        await screen.press("Xem Đồng bộ")
        assert list(standing.went) == ["sync"]


async def test_an_answer_leads_to_its_declaration(program: FakeProgram) -> None:
    agency, standing = FakeAgency(program.outbox, program.clock), Standing(program)
    returned(program, agency, 1)
    async with Screen(standing.at(answers_screen)) as screen:
        await screen.until(lambda: screen.sees("Sửa ngay"))
        await screen.press("Xem")
        assert list(standing.went) == ["declarations"]


async def test_an_answer_about_a_declaration_that_is_not_here_is_shown_until_somebody_saw_to_it(
    program: FakeProgram,
) -> None:
    agency = FakeAgency(program.outbox, program.clock)
    gone = replace(declare(program.registration, 1), id=uuid4())
    agency.answer(gone, ChangeKind.RECEIVED, dossier_number="HS-9")
    agency.answer(gone, ChangeKind.RETURNED, fields=["phone"])
    async with Screen(Standing(program).at(answers_screen)) as screen:
        await screen.until(lambda: screen.sees("Tờ khai máy này không còn giữ · 1"))
        assert screen.sees("HS-9")
        assert screen.sees("Trả lại để sửa")
        await screen.press("Đã báo cơ quan")
        await screen.until(lambda: screen.sees("không xem lại được"))
        await screen.press("Cất danh sách")
        await screen.until(lambda: screen.sees("Chưa có kết quả nào"))
