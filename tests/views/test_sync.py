"""The sync screen says only what is true, why it is so, and gives every stuck item a reason and a button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import flet as ft
import pytest

from declaration.wire.records import Record
from declaration.wire.signed import Signed
from desk import i18n
from desk.ports.outbox import Books
from desk.ports.recovery import RecoveryState
from desk.ports.service import Activity, Reason, SyncState
from desk.registration.declarations import Finished
from desk.views.sync.truth import Count, clock_words, line_words, sending, sentence, time_left
from desk.views.sync.view import sync_screen
from desk.views.theme import Tone
from practice.people import invented_person
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import correct, declare
from tests.fakes.program import FakeProgram
from tests.views.harness import Screen
from tests.views.standing import Standing

ONLINE = SyncState(reached_once=True)


@pytest.fixture(autouse=True)
def in_vietnamese() -> None:
    i18n.use("vi", strict=True)


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram()


def books(waiting: int = 0, delivered: int = 0, refused: int = 0, set_aside: int = 0, lost: int = 0) -> Books:
    finished = waiting + delivered + refused + set_aside + lost
    return Books(finished, waiting, delivered, refused, set_aside)


@pytest.mark.parametrize(
    ("counted", "tone", "words"),
    [
        (books(), Tone.NEUTRAL, "Chưa có tờ khai nào để gửi"),
        (books(delivered=128), Tone.SUCCESS, "Cả 128 tờ khai đã có biên nhận"),
        (books(waiting=12, delivered=3), Tone.OFFLINE, "12 chờ gửi"),
        (books(waiting=12, refused=1, set_aside=1), Tone.ERROR, "12 chờ gửi · 2 cần xử lý"),
        (books(delivered=5, refused=1), Tone.ERROR, "1 cần xử lý"),
        (books(delivered=5, set_aside=1), Tone.ERROR, "1 cần xử lý"),
        (books(waiting=1), Tone.OFFLINE, "1 chờ gửi"),
        (
            books(delivered=5, lost=1),
            Tone.ERROR,
            "Sổ chưa khớp. Hãy báo người phụ trách; tờ khai vẫn còn nguyên.",
        ),
    ],
)
def test_the_sentence_is_true(counted: Books, tone: Tone, words: str) -> None:
    assert sentence(Count(counted, declarations=128, in_hand=0)) == (tone, words)


def test_all_is_said_only_when_every_revision_has_its_receipt() -> None:
    for waiting in range(2):
        for refused in range(2):
            for set_aside in range(2):
                counted = books(waiting, 7, refused, set_aside)
                said_all = "Cả" in sentence(Count(counted, 7, 0))[1]
                assert said_all is counted.all_signed_for


def test_a_correction_in_hand_is_named_beside_all() -> None:
    _, words = sentence(Count(books(delivered=8), declarations=7, in_hand=1))
    assert words == "Cả 7 tờ khai đã có biên nhận · 1 đang sửa"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_its_own_sentence_about_what_to_do(reason: Reason) -> None:
    tone, words = line_words(replace(ONLINE, reason=reason))
    assert tone is Tone.OFFLINE
    others = {line_words(replace(ONLINE, reason=other))[1] for other in Reason if other is not reason}
    assert words not in others
    assert ". " in words


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (SyncState(), "Đang nối với hệ thống của cơ quan lần đầu"),
        (ONLINE, "Đang nối với hệ thống của cơ quan"),
        (replace(ONLINE, activity=Activity.STOPPED), "Việc gửi đang dừng."),
    ],
)
def test_the_line_is_called_what_it_is(state: SyncState, words: str) -> None:
    assert line_words(state)[1].startswith(words)


@pytest.mark.parametrize(
    ("error", "words"),
    [(None, None), (120.0, None), (-120.0, None), (301.0, "nhanh 5 phút"), (-7300.0, "chậm 2 giờ")],
)
def test_a_wrong_clock_is_said_from_two_minutes_on(error: float | None, words: str | None) -> None:
    said = clock_words(replace(ONLINE, clock_error=error))
    assert (words in said if words and said else said) == (True if words else None)


def test_progress_is_counted_in_bytes_and_only_while_sending() -> None:
    going = replace(ONLINE, activity=Activity.SENDING, sent_bytes=12_400_000, total_bytes=80_000_000)
    assert sending(going) == (0.155, "Đang gửi ảnh: 12,4 / 80,0 MB")
    assert sending(replace(going, sent_bytes=90_000_000)) == (1.0, "Đang gửi ảnh: 80,0 / 80,0 MB")
    assert sending(replace(going, total_bytes=0)) == (None, "Đang gửi tờ khai")
    assert sending(ONLINE) is None


def at_desk(program: FakeProgram) -> tuple[Standing, Callable[[ft.Page], None]]:
    standing = Standing(program)
    return standing, standing.at(sync_screen)


async def test_the_screen_shows_the_balance_in_full(program: FakeProgram) -> None:
    agency = FakeAgency(program.outbox, program.clock)
    declared = [declare(program.registration, seed) for seed in range(4)]
    agency.receive(declared[0])
    agency.refuse(declared[1], "content_invalid")
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("2 chờ gửi · 1 cần xử lý"))
        assert screen.sees("Sổ khớp")
        texts = screen.texts()
        shown = {
            words: texts[texts.index(words) + 1]
            for words in ("Hoàn tất", "Đã có biên nhận", "Không được nhận")
        }
        assert shown == {"Hoàn tất": "4", "Đã có biên nhận": "1", "Không được nhận": "1"}


async def test_all_signed_for_counts_declarations_not_their_revisions(program: FakeProgram) -> None:
    agency = FakeAgency(program.outbox, program.clock)
    first = declare(program.registration, 1)
    second = correct(program.registration, first, 2)
    for revision in (first, second):
        agency.receive(revision)
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("Cả 1 tờ khai đã có biên nhận"))


async def test_a_refused_item_has_its_reason_and_can_be_offered_again(program: FakeProgram) -> None:
    refused = _refused(program)
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("Nội dung tờ khai chưa hợp lệ"))
        await screen.press("Gửi lại")
        assert screen.sees("Gửi lại tờ khai này?")
        assert program.line.tried == []
        dialog = screen.one(ft.AlertDialog)
        await screen.click(dialog.actions[-1])
        await screen.until(lambda: screen.sees("1 chờ gửi"))
        assert program.line.tried == [refused.id]
        assert not screen.sees("Cần người xử lý")


async def test_a_long_name_is_not_cut_among_what_needs_a_person_and_what_waits(program: FakeProgram) -> None:
    _refused(program)
    declare(program.registration, 2)
    names = {invented_person(seed).full_name.upper() for seed in (1, 2)}
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("1 chờ gửi · 1 cần xử lý"))
        lines = [text.max_lines for text in screen.every(ft.Text) if text.value in names]
        assert lines == [2, 2]


async def test_offering_again_can_be_thought_better_of(program: FakeProgram) -> None:
    _refused(program)
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("1 cần xử lý"))
        await screen.press("Gửi lại")
        await screen.key("Escape")
        assert program.line.tried == []
        assert screen.sees("1 cần xử lý")


async def test_a_refused_item_can_be_looked_at_and_corrected(program: FakeProgram) -> None:
    refused = _refused(program)
    standing, main = at_desk(program)
    async with Screen(main) as screen:
        await screen.until(lambda: screen.sees("1 cần xử lý"))
        await screen.press("Xem")
        assert list(standing.went) == ["declarations"]
        await screen.press("Sửa")
        assert list(standing.corrected) == [refused.id]


async def test_what_was_corrected_since_is_not_corrected_twice(program: FakeProgram) -> None:
    refused = _refused(program)
    correct(program.registration, refused, 3)
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("1 chờ gửi · 1 cần xử lý"))
        assert not screen.sees("Sửa")


async def test_what_waits_says_how_long_how_often_why_and_when_next(program: FakeProgram) -> None:
    program.clock.forward(timedelta(hours=-3, minutes=-1))
    declared = declare(program.registration, 1)
    program.clock.forward(timedelta(hours=3, minutes=1))
    due = program.clock.now() + timedelta(minutes=10)
    program.outbox.count_attempt([(declared.id, 1)], [due])
    program.outbox.defer(FakeAgency(program.outbox, program.clock).entry(declared), "no_network", None)
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(
            lambda: screen.sees("chờ 3 giờ · ảnh 0,0 MB · đã thử 1 lần · Chưa nối được mạng · thử lại lúc")
        )
        await screen.press("Thử ngay")
        await screen.until(lambda: program.line.tried == [declared.id])
        await screen.until(lambda: screen.sees("sắp thử lại"))


async def test_trying_now_tries_all_and_rests_while_sending(program: FakeProgram) -> None:
    declare(program.registration, 1)
    standing, main = at_desk(program)
    async with Screen(main) as screen:
        await screen.until(lambda: screen.sees("1 chờ gửi"))
        await screen.press("Gửi tất cả ngay")
        await screen.until(lambda: program.line.tried == [None])
        program.line.show(replace(ONLINE, activity=Activity.SENDING, sent_bytes=1, total_bytes=4))
        standing.news()
        await screen.until(lambda: screen.sees("25%"))
        assert getattr(screen.button("Gửi tất cả ngay"), "disabled", False)


async def test_a_desk_connected_to_nothing_says_so(program: FakeProgram) -> None:
    program.sync = None
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("Quầy này chưa nối với hệ thống nào"))
    declare(program.registration, 1)
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("1 chờ gửi"))
        assert screen.sees("Quầy này chưa nối với hệ thống nào")
        assert not screen.sees("Thử ngay")


async def test_pages_hold_what_needs_a_person_first_then_what_waits(program: FakeProgram) -> None:
    _refused(program)
    for seed in range(2, 62):
        declare(program.registration, seed)
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("1–50 trong 61"))
        assert screen.sees("Cần người xử lý · 1")
        assert screen.texts().count("Thử ngay") == 49
        await screen.press("Trang sau")
        await screen.until(lambda: screen.sees("51–61 trong 61"))
        assert not screen.sees("Cần người xử lý · 1")
        assert screen.texts().count("Thử ngay") == 11


async def test_an_unknown_code_is_shown_as_it_came(program: FakeProgram) -> None:
    _refused(program, "of_a_newer_service")
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("Lý do: of_a_newer_service"))


def _refused(program: FakeProgram, code: str = "content_invalid") -> Finished:
    declared = declare(program.registration, 1)
    FakeAgency(program.outbox, program.clock).refuse(declared, code)
    return declared


async def test_a_recovery_code_that_is_still_here_is_named(program: FakeProgram) -> None:
    program.recovery = RecoveryState(3, is_at_agency=False)
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("Mã khôi phục số 3 chưa tới cơ quan"))
    program.recovery = RecoveryState(3, is_at_agency=True)
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("Cân đối sổ"))
        assert not screen.sees("chưa tới cơ quan")


async def test_a_conflict_shows_both_versions_and_what_one_may_do(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    entry = FakeAgency(program.outbox, program.clock).entry(declared)
    program.outbox.set_aside(entry, "same_revision_other_bytes")
    signed = Signed.from_bytes(entry.sealed)
    ours = signed.read(Record) if signed else None
    assert ours is not None
    program.line.held = ours.model_copy(update={"content": ours.content | {"phone": "+84900000000"}})
    standing, main = at_desk(program)
    async with Screen(main) as screen:
        await screen.until(lambda: screen.sees("1 cần xử lý"))
        await screen.press("Xử lý")
        await screen.until(lambda: screen.sees("Hai bản khác nhau"))
        assert screen.sees("Ở quầy này (lần 1)")
        assert screen.sees("0900 000 000")
        assert screen.sees("Điện thoại")
        assert not screen.sees("Ngày sinh"), "what is alike is not in the way"
        await screen.key("Escape")
        await screen.until(lambda: not screen.sees("Hai bản khác nhau"))
        assert not standing.corrected, "leaving decides nothing"
        await screen.press("Xử lý")
        await screen.until(lambda: screen.sees("Hai bản khác nhau"))
        await screen.press("Sửa")
        assert list(standing.corrected) == [declared.id]
        assert not screen.sees("Hai bản khác nhau")


async def test_a_conflict_without_a_network_says_so_and_can_be_sent_again(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    agency = FakeAgency(program.outbox, program.clock)
    program.outbox.set_aside(agency.entry(declared), "other_station")
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("1 cần xử lý"))
        await screen.press("Xử lý")
        await screen.until(lambda: screen.sees("Chưa xem được bản ở cơ quan: Chưa nối được mạng"))
        await screen.press("Gửi lại")
        await screen.until(lambda: program.line.tried == [declared.id])
        await screen.until(lambda: screen.sees("1 chờ gửi"))


async def test_photos_are_held_back_by_one_tick(program: FakeProgram) -> None:
    declare(program.registration, 1)
    standing, main = at_desk(program)
    async with Screen(main) as screen:
        await screen.until(lambda: screen.sees("1 chờ gửi"))
        await screen.choose(screen.one(ft.Checkbox), True)
        await screen.until(lambda: program.line.state.records_only)
        standing.news()
        await screen.until(lambda: screen.sees("Bấm Thử ngay để gửi cả ảnh"))


async def test_a_waiting_row_says_how_much_of_its_photos_has_gone(program: FakeProgram) -> None:
    declared = declare(program.registration, 1)
    size = sum(blob.size for blob in FakeAgency(program.outbox, program.clock).entry(declared).blobs)
    program.line.left[declared.id, 1] = size
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("ảnh đã gửi 0,0 / 0,0 MB"))
        await screen.press("Xem")


def test_the_pace_and_the_time_left_are_said_once_they_are_known() -> None:
    going = replace(
        ONLINE, activity=Activity.SENDING, sent_bytes=20_000_000, total_bytes=80_000_000, rate=125_000.0
    )
    said = sending(going)
    assert said is not None
    assert said[1] == "Đang gửi ảnh: 20,0 / 80,0 MB · 125 kB/giây"
    assert time_left(going) == "còn khoảng 8 phút"
    assert time_left(replace(going, rate=0.0)) == ""


@pytest.mark.parametrize("reason", list(Reason))
async def test_every_cause_has_a_button_that_does_something(program: FakeProgram, reason: Reason) -> None:
    program.line.show(replace(ONLINE, reason=reason))
    standing, main = at_desk(program)
    async with Screen(main) as screen:
        await screen.until(lambda: screen.sees("Kết nối"))
        if reason in (Reason.CLOCK, Reason.OWN_FAULT):
            await screen.press("Xem máy trạm")
            assert standing.went == ["care"]
        else:
            await screen.press("Thử nối lại")
            await screen.until(lambda: program.line.tried == [None])


async def test_a_line_without_trouble_offers_no_way_out(program: FakeProgram) -> None:
    program.line.show(ONLINE)
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("Kết nối"))
        assert not screen.sees("Thử nối lại")
        assert not screen.sees("Xem máy trạm")


async def test_a_correction_that_came_too_late_is_given_up_for_the_agencys_version(
    program: FakeProgram,
) -> None:
    declared = declare(program.registration, 1)
    agency = FakeAgency(program.outbox, program.clock)
    corrected = correct(program.registration, declared, 3)
    agency.receive(declared)
    program.outbox.set_aside(agency.entry(corrected), "already_decided")
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("1 cần xử lý"))
        await screen.press("Xử lý")
        await screen.until(lambda: screen.sees("Cơ quan đã quyết định theo bản ở cơ quan"))
        assert not screen.sees("Gửi lại")
        await screen.press("Giữ bản của cơ quan")
        await screen.until(lambda: screen.sees("Đã thay bằng bản khác"))
        assert not screen.sees("cần xử lý")
    assert program.outbox.books(program.clock.today()).all_signed_for


async def test_the_agencys_version_cannot_be_kept_before_anything_was_signed_for(
    program: FakeProgram,
) -> None:
    declared = declare(program.registration, 1)
    corrected = correct(program.registration, declared, 3)
    entry = FakeAgency(program.outbox, program.clock).entry(corrected)
    program.outbox.set_aside(entry, "already_decided")
    async with Screen(at_desk(program)[1]) as screen:
        await screen.until(lambda: screen.sees("1 cần xử lý"))
        await screen.press("Xử lý")
        await screen.press("Giữ bản của cơ quan")
        await screen.until(lambda: screen.sees("Chưa có bản nào được cơ quan ký nhận"))
