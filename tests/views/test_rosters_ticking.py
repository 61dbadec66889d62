"""Who comes is ticked by card, each once; who may be meant is asked about."""

from __future__ import annotations

from dataclasses import replace

from practice.people import invented_person
from tests.fakes.cameras import FakeCameras
from tests.fakes.desk_eyes import FakeEyes, HeldUp
from tests.fakes.program import FakeProgram
from tests.views.at_the_lists import SCANNER, listed, on, until
from tests.views.at_the_lists import filled as filled
from tests.views.at_the_lists import program as program


def card(seed: int) -> str:
    person = invented_person(seed)
    born, issued = f"{person.birth.exact:%d%m%Y}", f"{person.issued:%d%m%Y}"
    sex = "Nam" if person.sex.value == "male" else "Nữ"
    return f"{person.number}||{person.full_name}|{born}|{sex}|{person.address}|{issued}"


async def test_cards_held_up_before_the_camera_tick_their_people_once_each(filled: FakeProgram) -> None:
    held = HeldUp()
    filled.cameras, filled.eyes = FakeCameras(held), FakeEyes(held)
    async with on(filled) as screen:
        await until(screen, "3 người")
        await screen.press("Công ty Mẫu")
        await screen.press("Quét bằng máy ảnh")
        await until(screen, "Đưa mặt có mã của thẻ vào khung")
        held.hold(card(1))
        await until(screen, f"{invented_person(1).full_name.upper()}: đã đến. Đang chờ")
        held.hold(card(3))
        await until(screen, f"{invented_person(3).full_name.upper()}: đã đến. Chưa đăng ký")
        held.hold(card(3))  # left lying there: not news
        held.unplug()
        await until(screen, "Máy ảnh vừa bị ngắt")
        await screen.press("Tắt máy ảnh")
        await screen.until(lambda: not held.is_running)
        assert filled.lists.units()[0].ticked == 2


async def test_a_card_ticks_its_person_and_who_may_be_meant_is_asked_about(filled: FakeProgram) -> None:
    async with on(filled) as screen:
        await until(screen, "3 người")
        await screen.press("Công ty Mẫu")
        await until(screen, SCANNER)
        await screen.type(screen.field(SCANNER), card(1), submit=True)
        await until(screen, f"{invented_person(1).full_name.upper()}: đã đến. Đang chờ")
        await screen.type(screen.field(SCANNER), card(2), submit=True)
        await until(screen, "Có phải người này không?")
        await screen.press(f"Đúng, {invented_person(2).full_name}")
        await until(screen, f"{invented_person(2).full_name.upper()}: đã đến. Chưa đăng ký")
        await screen.type(screen.field(SCANNER), card(9), submit=True)
        await until(screen, f"{invented_person(9).full_name.upper()} không có trong danh sách này")
        assert filled.lists.units()[0].ticked == 2


async def test_a_card_of_somebody_the_list_has_by_name_only_is_asked_about(filled: FakeProgram) -> None:
    bare = replace(listed(5, number=False), birth="", school_class="K65")
    others = [replace(bare, unit=f"Trường Mẫu {number}") for number in range(5)]
    filled.lists.take([bare, *others], lambda _: True, "mau")
    async with on(filled) as screen:
        await until(screen, "4 người")
        await screen.press("Công ty Mẫu")
        await until(screen, SCANNER)
        await screen.type(screen.field(SCANNER), card(5), submit=True)
        await until(screen, "chưa ghi ngày sinh và số giấy tờ. Có phải người này không?")
        assert not any(person.document_number for person in filled.shelf.people[3:]), "nobody by itself"
        await screen.press(f"Đúng, {bare.full_name} · K65")
        await until(screen, f"{bare.full_name.upper()}: đã đến. Chưa đăng ký")
    assert [bool(person.document_number) for person in filled.shelf.people[3:]] == [True, *[False] * 5]


async def test_a_scanner_finds_its_line_after_whatever_was_pressed(filled: FakeProgram) -> None:
    async with on(filled) as screen:
        await until(screen, "3 người")
        await screen.press("Công ty Mẫu")
        await until(screen, "Xuất người chưa đăng ký")

        def at_the_line() -> int:
            return [(c.method, c.label) for c in screen.client.calls].count(("focus", SCANNER))

        await screen.until(lambda: at_the_line() == 1)
        await screen.pick("Chưa đăng ký · 2")
        await screen.until(lambda: at_the_line() == 2)
        await screen.press("Xuất người chưa đăng ký")
        await screen.until(lambda: at_the_line() == 3)
