"""Typing is never disturbed, and what the model says is what one sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft
import pytest

from desk.views.components.choices import choice_field, filter_chips, one_of, tick
from desk.views.components.fields import SourceMark, text_field
from desk.views.components.one_of_two import one_of_two
from desk.views.components.sections import sections
from tests.views.harness import Screen


@ft.observable
@dataclass
class Form:
    name: str = ""
    heard: str = ""
    ticks: int = 0
    focus: int = 0
    restored: int = 0

    def tidy(self, text: str) -> None:
        self.name = " ".join(text.split()).upper()

    def hear(self, text: str) -> None:
        self.heard = text


def shown(draw: Callable[[Form], ft.Control], form: Form) -> Callable[[ft.Page], None]:
    @ft.component
    def app(form: Form) -> ft.Control:
        return ft.Column([draw(form), ft.Text(f"lần {form.ticks}")])

    def main(page: ft.Page) -> None:
        page.render(lambda: app(form))

    return main


def keeping(form: Form) -> ft.Control:
    """A field whose model is told of every letter."""
    return text_field("Họ và tên", form.name, on_change=lambda text: setattr(form, "name", text))


def forgetting(form: Form) -> ft.Control:
    """A field whose model hears only when it is left."""
    return text_field("Họ và tên", form.name, on_blur=form.hear)


async def test_every_letter_reaches_the_model() -> None:
    form = Form()
    async with Screen(shown(keeping, form)) as screen:
        await screen.type(screen.field("Họ và tên"), "Nguyễn Thị Mẫu")
        assert form.name == "Nguyễn Thị Mẫu"
        assert screen.field("Họ và tên").value == "Nguyễn Thị Mẫu"


async def test_typed_text_outlives_a_redrawing_the_model_knows_nothing_of() -> None:
    form = Form()
    async with Screen(shown(forgetting, form)) as screen:
        field = screen.field("Họ và tên")
        screen.session.apply_patch(field._i, {"value": "Trần"})
        await screen.event(field, "change", "Trần")
        form.ticks += 1
        await screen.settle()
        assert screen.sees("lần 1")
        assert screen.field("Họ và tên").value == "Trần"


def waiting(form: Form) -> ft.Control:
    """A field in which the cursor waits for a scanner."""
    return text_field("Mã", "", on_submit=form.hear, restore_request=form.restored, blinks_empty=False)


async def test_a_cursor_that_waits_blinks_only_while_something_stands_there() -> None:
    form = Form()
    async with Screen(shown(waiting, form)) as screen:
        assert not screen.field("Mã").show_cursor
        for times in (1, 2):
            await screen.type(screen.field("Mã"), "0123")
            assert (screen.field("Mã").show_cursor, screen.field("Mã").value) == (True, "0123")
            form.restored = times
            await screen.settle()
            assert (screen.field("Mã").show_cursor, screen.field("Mã").value) == (False, "")


async def test_what_a_card_says_replaces_what_was_typed() -> None:
    form = Form()
    async with Screen(shown(keeping, form)) as screen:
        await screen.type(screen.field("Họ và tên"), "Lê")
        form.name = "LÊ THỊ MẪU"
        await screen.settle()
        assert screen.field("Họ và tên").value == "LÊ THỊ MẪU"


async def test_text_is_tidied_on_leaving_and_not_before() -> None:
    form = Form()

    def draw(form: Form) -> ft.Control:
        return text_field("Họ và tên", form.name, on_change=form.hear, on_blur=form.tidy)

    async with Screen(shown(draw, form)) as screen:
        field = screen.field("Họ và tên")
        screen.session.apply_patch(field._i, {"value": " lê  thị "})
        await screen.event(field, "change", " lê  thị ")
        assert screen.field("Họ và tên").value == " lê  thị "
        await screen.event(field, "blur")
        assert screen.field("Họ và tên").value == "LÊ THỊ"


async def test_a_field_can_be_asked_to_take_the_cursor() -> None:
    form = Form()

    def draw(form: Form) -> ft.Control:
        return text_field("E-mail", "", focus_request=form.focus)

    async with Screen(shown(draw, form)) as screen:
        assert not screen.client.calls
        form.focus += 1
        await screen.until(lambda: bool(screen.client.calls))
        assert [(call.control, call.method) for call in screen.client.calls] == [("TextField", "focus")]


async def test_one_of_two_can_be_asked_to_take_the_cursor_and_tells_what_was_chosen() -> None:
    form, heard = Form(), list[str]()
    options = {"male": "Nam", "female": "Nữ"}

    def draw(form: Form) -> ft.Control:
        return one_of_two("Giới tính", "male", options, heard.append, focus_request=form.focus)

    async with Screen(shown(draw, form)) as screen:
        assert not screen.client.calls
        form.focus += 1
        await screen.until(lambda: bool(screen.client.calls))
        assert [(call.control, call.method) for call in screen.client.calls] == [("TextButton", "focus")]
        await screen.press("Nữ")
        assert heard == ["female"]
        assert "Giới tính: Nam" in [part.label for part in screen.every(ft.Semantics)]


async def test_enter_gives_the_text_to_who_asked_for_it() -> None:
    form = Form()

    def draw(form: Form) -> ft.Control:
        return text_field("Tìm", "", on_submit=form.hear)

    async with Screen(shown(draw, form)) as screen:
        await screen.type(screen.field("Tìm"), "mau", submit=True)
        assert form.heard == "mau"


SOURCES = {
    SourceMark.CARD: "thẻ",
    SourceMark.PASSPORT: "hộ chiếu",
    SourceMark.LIST: "danh sách",
    SourceMark.AGENCY: "cơ quan",
    SourceMark.TYPED: "gõ tay",
    SourceMark.ONLINE: "trực tuyến",
}


def test_every_source_has_its_words() -> None:
    assert set(SOURCES) == set(SourceMark)


@pytest.mark.parametrize(("mark", "words"), SOURCES.items())
async def test_a_source_is_said_in_words(mark: SourceMark, words: str) -> None:
    def draw(_: Form) -> ft.Control:
        return text_field("Mã số BHXH", "0123456789", source=mark)

    async with Screen(shown(draw, Form())) as screen:
        assert words in screen.texts()


async def test_an_error_stands_beside_its_field() -> None:
    def draw(_: Form) -> ft.Control:
        return text_field("E-mail", "mau", error="Thiếu dấu @")

    async with Screen(shown(draw, Form())) as screen:
        assert screen.field("E-mail").error == "Thiếu dấu @"


def draw_choice(heard: Callable[[Any], None]) -> Callable[[Form], ft.Control]:
    def draw(_: Form) -> ft.Control:
        return ft.Column(
            [
                choice_field("Giới tính", "", {"male": "Nam", "female": "Nữ"}, heard),
                one_of("Kết quả", "", {"same": "Đúng người"}, heard),
                tick("Đồng ý", False, heard),
                filter_chips("all", {"all": ("Tất cả", None), "due": ("Sắp hạn", 3)}, heard),
            ]
        )

    return draw


async def test_choosing_tells_the_key_and_not_the_words() -> None:
    heard: list[Any] = []
    async with Screen(shown(draw_choice(heard.append), Form())) as screen:
        await screen.choose(screen.one(ft.Dropdown), "female")
        await screen.choose(screen.one(ft.RadioGroup), "same")
        await screen.choose(screen.one(ft.Checkbox), True)
        await screen.event(screen.every(ft.Chip)[1], "select", True)
        assert heard == ["female", "same", True, "due"]
        assert screen.sees("Sắp hạn · 3")
        assert not screen.sees("Tất cả ·")


async def test_a_filter_is_as_high_as_a_finger_needs() -> None:
    """The client draws it as high as its words, one line of 21 px, and what stands around them."""
    async with Screen(shown(draw_choice(lambda _: None), Form())) as screen:
        for chip in screen.every(ft.Chip):
            assert isinstance(chip.padding, ft.Padding)
            assert chip.padding.top + 21 + chip.padding.bottom >= 44


async def test_choices_and_parts_are_as_high_as_a_finger_needs() -> None:
    async with Screen(shown(draw_choice(lambda _: None), Form())) as screen:
        choices = [box for box in screen.every(ft.Container) if isinstance(box.content, ft.Radio)]
        assert choices
        assert all((box.height or 0) >= 44 for box in choices)
    async with Screen(shown(lambda _: sections("a", {"a": "Tra cứu"}, lambda _: None), Form())) as screen:
        assert [(tab.height or 0) >= 44 for tab in screen.every(ft.TextButton)] == [True]


async def test_a_list_of_choices_has_a_name_for_a_screen_reader() -> None:
    async with Screen(shown(draw_choice(lambda _: None), Form())) as screen:
        assert "Giới tính" in [part.label for part in screen.every(ft.Semantics)]
