"""Buttons, keys, dialogs, lists: one act per press, never the wrong one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import flet as ft
import pytest

from desk.views.components.buttons import danger, icon_button, primary, quiet, secondary
from desk.views.components.dialog import Question, use_confirm
from desk.views.components.feedback import banner, empty_state, progress
from desk.views.components.fields import text_field
from desk.views.components.paged_list import Position, list_row, paged_list
from desk.views.components.shortcuts import key_name, use_shortcuts
from desk.views.components.status import chip
from desk.views.palette import DARK, LIGHT
from desk.views.theme import TONES, Tone
from tests.views.harness import Screen, ScreenCrashedError


@ft.observable
@dataclass
class Acts:
    done: list[str] = field(default_factory=list)
    asks: bool = False
    front: bool = False

    def act(self, name: str) -> Callable[[], None]:
        return lambda: self.done.append(name)

    def answer(self, name: str) -> None:
        self.done.append(name)
        self.asks = False


QUESTION = Question("Xóa bản nháp?", "Những gì đã gõ sẽ mất.", "Xóa bản nháp", "Giữ bản nháp", is_danger=True)


@ft.component
def front_layer(acts: Acts) -> ft.Control:
    use_shortcuts({"F9": acts.act("front F9")})
    return ft.Text("phía trước")


@ft.component
def app(acts: Acts) -> ft.Control:
    async def slow() -> None:
        acts.done.append("async")

    use_shortcuts({"F9": acts.act("F9"), "A": acts.act("A"), "Ctrl+L": acts.act("Ctrl+L"), "F8": slow})
    use_confirm(
        QUESTION if acts.asks else None,
        on_confirm=lambda: acts.answer("yes"),
        on_cancel=lambda: acts.answer("no"),
    )
    return ft.Column(
        [
            primary("Hoàn tất", acts.act("finish"), key_hint="F9"),
            primary("Đang lưu", acts.act("busy"), busy=True),
            secondary("Quét", slow),
            quiet("Còn thiếu: e-mail", acts.act("quiet")),
            danger("Xóa", acts.act("danger")),
            icon_button(ft.Icons.LOCK_ROUNDED, "Khóa máy", acts.act("lock")),
            text_field("Ghi chú", ""),
            front_layer(acts) if acts.front else ft.Text("một mình"),
        ]
    )


def demo(acts: Acts) -> Callable[[ft.Page], None]:
    return lambda page: page.render(lambda: app(acts))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Hoàn tất", "finish"),
        ("Quét", "async"),
        ("Còn thiếu: e-mail", "quiet"),
        ("Xóa", "danger"),
        ("Khóa máy", "lock"),
    ],
)
async def test_a_button_is_found_by_its_name_and_does_its_act_once(name: str, expected: str) -> None:
    acts = Acts()
    async with Screen(demo(acts)) as screen:
        await screen.press(name)
        assert acts.done == [expected]


async def test_a_busy_button_cannot_be_pressed_again() -> None:
    async with Screen(demo(Acts())) as screen:
        with pytest.raises(AssertionError, match="disabled"):
            await screen.press("Đang lưu")


def test_a_next_act_that_cannot_be_done_yet_is_as_quiet_as_its_surroundings() -> None:
    acts, rests = primary("Lưu", None, key_hint="F9"), primary("Lưu", None, key_hint="F9", disabled=True)
    assert (acts.bgcolor, rests.bgcolor) == (None, ft.Colors.SURFACE_CONTAINER_HIGH)
    colors = [_hint(button).color for button in (acts, rests)]
    assert colors == [ft.Colors.ON_PRIMARY, ft.Colors.ON_SURFACE_VARIANT]


def _hint(button: ft.FilledButton) -> ft.Text:
    """The key on a button."""
    row = cast("ft.Row", button.content)
    cap = cast("ft.Container", cast("ft.Semantics", row.controls[-1]).content)
    return cast("ft.Text", cap.content)


async def test_every_button_is_large_enough_for_a_gloved_finger() -> None:
    async with Screen(demo(Acts())) as screen:
        pressable = [c for c in screen.controls() if isinstance(c, ft.Button | ft.IconButton)]
        assert pressable
        assert all((button.height or 0) >= 48 for button in pressable)


async def test_what_has_the_cursor_is_seen_without_a_mouse() -> None:
    """The client's own grey over it is hardly seen."""
    async with Screen(demo(Acts())) as screen:
        for button in screen.controls():
            if isinstance(button, ft.Button | ft.IconButton):
                side = button.style.side if isinstance(button.style, ft.ButtonStyle) else None
                assert isinstance(side, dict)
                assert side[ft.ControlState.FOCUSED].width >= 2


async def test_keys_act_and_the_layer_in_front_comes_first() -> None:
    acts = Acts()
    async with Screen(demo(acts)) as screen:
        await screen.key("F9")
        await screen.key("L", ctrl=True)
        await screen.key("F8")
        await screen.key("F7")
        acts.front = True
        await screen.until(lambda: screen.sees("phía trước"))
        await screen.key("F9")
        acts.front = False
        await screen.until(lambda: screen.sees("một mình"))
        await screen.key("F9")
        assert acts.done == ["F9", "Ctrl+L", "async", "front F9", "F9"]


async def test_a_letter_typed_into_a_field_is_no_command() -> None:
    acts = Acts()
    async with Screen(demo(acts)) as screen:
        await screen.event(screen.field("Ghi chú"), "focus")
        await screen.key("A")
        await screen.key("F9")
        await screen.event(screen.field("Ghi chú"), "blur")
        await screen.key("A")
        assert acts.done == ["F9", "A"]


@ft.component
def vanishing(acts: Acts) -> ft.Control:
    use_shortcuts({"A": acts.act("A")})
    return ft.Column([] if acts.front else [text_field("Lý do", "")])


async def test_a_field_that_vanishes_with_the_cursor_in_it_gives_the_letters_back() -> None:
    acts = Acts()
    async with Screen(lambda page: page.render(lambda: vanishing(acts))) as screen:
        await screen.event(screen.field("Lý do"), "focus")
        await screen.key("A")
        acts.front = True
        await screen.until(lambda: not screen.every(ft.TextField))
        await screen.key("A")
        assert acts.done == ["A"]


async def test_nothing_behind_a_question_hears_keys_and_escape_is_no() -> None:
    acts = Acts()
    async with Screen(demo(acts)) as screen:
        acts.asks = True
        await screen.until(lambda: screen.sees("Những gì đã gõ sẽ mất."))
        await screen.key("F9")
        assert acts.done == []
        await screen.key("Escape")
        assert acts.done == ["no"]
        assert not screen.sees("Những gì đã gõ sẽ mất.")
        await screen.key("F9")
        assert acts.done == ["no", "F9"]


async def test_a_question_is_answered_by_the_name_of_the_act() -> None:
    acts = Acts()
    async with Screen(demo(acts)) as screen:
        acts.asks = True
        await screen.until(lambda: screen.sees("Xóa bản nháp?"))
        await screen.press("Xóa bản nháp")
        assert acts.done == ["yes"]


async def test_a_question_is_answered_without_a_hand_on_the_mouse() -> None:
    acts = Acts()
    async with Screen(demo(acts)) as screen:
        acts.asks = True
        await screen.until(lambda: screen.sees("Xóa bản nháp?"))
        assert screen.sees("Ctrl Enter"), "the key is said"
        await screen.key("Enter")
        assert acts.done == [], "a scanner's Enter is no answer"
        await screen.key("Enter", ctrl=True)
        assert acts.done == ["yes"]


async def test_a_handler_that_raises_fails_the_test() -> None:
    def main(page: ft.Page) -> None:
        page.add(ft.Button("Nổ", on_click=lambda: 1 / 0))

    async with Screen(main) as screen:
        with pytest.raises(ScreenCrashedError):
            await screen.press("Nổ")


def test_key_names_say_their_modifiers_in_one_order() -> None:
    event = ft.KeyboardEvent(
        name="keyboard_event",
        control=cast(ft.Page, None),  # not looked at
        key="L",
        shift=True,
        ctrl=False,
        alt=True,
        meta=True,
    )
    assert key_name(event) == "Ctrl+Alt+Shift+L"


@pytest.mark.parametrize(
    ("page", "total", "first", "last", "previous", "following"),
    [
        (0, 0, 0, 0, False, False),
        (0, 50, 1, 50, False, False),
        (0, 51, 1, 50, False, True),
        (1, 51, 51, 51, True, False),
    ],
)
def test_a_position_counts_as_people_do(
    page: int, total: int, first: int, last: int, previous: bool, following: bool
) -> None:
    position = Position(page, total)
    assert (position.first, position.last) == (first, last)
    assert (position.has_previous, position.has_next) == (previous, following)


def listing(rows: int, position: Position, turned: list[str]) -> Callable[[ft.Page], None]:
    drawn = [list_row(f"Người {n}", "Hoàn tất", on_click=lambda: None) for n in range(rows)]

    def main(page: ft.Page) -> None:
        page.add(
            paged_list(
                drawn,
                position,
                on_previous=lambda: turned.append("previous"),
                on_next=lambda: turned.append("next"),
            )
        )

    return main


async def test_pages_turn_only_where_there_are_pages() -> None:
    turned: list[str] = []
    async with Screen(listing(2, Position(0, 52), turned)) as screen:
        assert screen.sees("1–50 trong 52")
        await screen.press("Trang sau")
        with pytest.raises(AssertionError, match="disabled"):
            await screen.press("Trang trước")
        assert turned == ["next"]


async def test_a_short_list_has_no_page_buttons_and_an_empty_one_says_so() -> None:
    async with Screen(listing(2, Position(0, 2), [])) as screen:
        assert screen.sees("1–2 trong 2")
        assert not screen.sees("Trang sau")
    async with Screen(listing(0, Position(0, 0), [])) as screen:
        assert screen.sees("Chưa có gì")


async def test_feedback_says_what_happened_and_offers_the_next_act() -> None:
    pressed: list[str] = []

    def main(page: ft.Page) -> None:
        retry = quiet("Thử lại", lambda: pressed.append("retry"))
        page.add(
            banner(Tone.ERROR, "Chưa đọc được mã.", action=retry),
            empty_state(ft.Icons.INBOX_ROUNDED, "Chưa có tờ khai", hint="Bấm F2 để quét"),
            progress(1.7, "Còn khoảng 6 phút"),
            chip(Tone.OFFLINE, "Chờ gửi"),
        )

    async with Screen(main) as screen:
        await screen.press("Thử lại")
        assert pressed == ["retry"]
        assert {"Chưa đọc được mã.", "Chưa có tờ khai", "Bấm F2 để quét", "100%", "Chờ gửi"} <= set(
            screen.texts()
        )
        assert any(part.live_region for part in screen.every(ft.Semantics))


def luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(scheme: ft.ColorScheme, text: ft.Colors, ground: ft.Colors) -> float:
    light, dark = sorted(
        (luminance(str(getattr(scheme, color.name.lower()))) for color in (text, ground)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


C = ft.Colors
PAIRS = [
    (C.ON_SURFACE, C.SURFACE),
    (C.ON_SURFACE_VARIANT, C.SURFACE),
    (C.ON_SURFACE_VARIANT, C.SURFACE_CONTAINER_LOWEST),
    (C.ON_PRIMARY, C.PRIMARY),
    (C.PRIMARY, C.SURFACE),
    (C.ON_PRIMARY_CONTAINER, C.PRIMARY_CONTAINER),
    (C.ON_SECONDARY_CONTAINER, C.SECONDARY_CONTAINER),
    (C.ON_ERROR, C.ERROR),
    *((look.on_soft, look.soft) for look in TONES.values()),
    *((look.strong, C.SURFACE) for look in TONES.values()),
    *((look.strong, C.SURFACE_CONTAINER_LOWEST) for look in TONES.values()),
]


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS, ids=lambda color: color.name)
def test_text_can_be_read_on_its_ground(scheme: ft.ColorScheme, text: ft.Colors, ground: ft.Colors) -> None:
    assert contrast(scheme, text, ground) >= 4.5
