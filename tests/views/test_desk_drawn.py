"""What of the desk is drawn anew, and when: drawing is what people wait for (decision 0089)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import flet as ft
import pytest

from declaration.draft import PhotoRole
from desk.views.components import field_look, fields
from desk.views.desk import blocks, view
from desk.views.desk.aim import Said
from desk.views.desk.view import desk_screen
from desk.views.theme import Tone
from tests.fakes.declared import picture
from tests.views.at_the_desk import Desk
from tests.views.desk_in_sight import desk as desk
from tests.views.harness import Screen
from tests.views.standing import Standing


class Drawings:
    """How often the three blocks were drawn, and how many single fields."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.blocks = self.fields = 0
        columns, border = blocks.columns, field_look.field_border

        def counted_columns(*given: object) -> ft.Control:
            self.blocks += 1
            return columns(*given)  # type: ignore[arg-type]

        def counted_border() -> object:
            self.fields += 1
            return border()

        patch.setattr(view, "columns", counted_columns)
        patch.setattr(fields, "field_border", counted_border)

    def forget(self) -> None:
        self.blocks = self.fields = 0


async def _rest(screen: Screen, drawings: Drawings) -> None:
    """Until nothing is drawn any more; what was drawn so far is forgotten."""
    for _ in range(100):
        drawings.forget()
        await asyncio.sleep(0.3)
        await screen.settle()
        if drawings.blocks == 0:
            return
    raise AssertionError("the desk is drawn anew all the time")


@pytest.fixture
def standing(desk: Desk) -> Standing:
    return Standing(desk.program)


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> Drawings:
    return Drawings(monkeypatch)


@pytest.fixture
async def screen(desk: Desk, standing: Standing, drawings: Drawings) -> AsyncIterator[Screen]:
    async with Screen(standing.at(lambda place: desk_screen(place, desk.model))) as shown:
        await shown.until(lambda: shown.sees("Mở thêm"))
        await _rest(shown, drawings)
        yield shown


async def test_news_of_the_program_do_not_draw_the_desk_anew(
    standing: Standing, screen: Screen, drawings: Drawings
) -> None:
    standing.news()
    await screen.settle()
    assert drawings.blocks == 0
    standing.width = 1300
    await screen.settle()
    assert drawings.blocks == 1, "but its own room does"


async def test_a_kept_photo_is_shown_in_one_drawing_with_what_is_missing_then(
    desk: Desk, screen: Screen, drawings: Drawings
) -> None:
    await desk.model.keep()
    await _rest(screen, drawings)
    assert "card_front" in {problem.field for problem in desk.model.problems}
    await desk.model.keep_photo(picture(1, PhotoRole.CARD_FRONT), desk.model.draft.id)
    await screen.until(lambda: screen.sees("Trước: đã có"))
    await screen.settle()
    assert "card_front" not in {problem.field for problem in desk.model.problems}
    assert drawings.blocks == 1


async def test_a_scanned_card_is_shown_in_one_drawing_and_then_what_comes_next(
    desk: Desk, screen: Screen, drawings: Drawings
) -> None:
    await desk.model.codes.take_text(desk.code)
    await screen.settle()
    assert screen.sees("Đã đọc thẻ CCCD")
    assert drawings.blocks <= 2


async def test_a_field_to_which_nothing_happened_is_not_drawn_anew(
    desk: Desk, screen: Screen, drawings: Drawings
) -> None:
    desk.model.say(Said(Tone.SUCCESS, "desk.said.read.cccd"))
    await screen.settle()
    assert drawings.blocks == 1
    assert drawings.fields == 1, "the scanner's line alone, which is of another block"
    await _rest(screen, drawings)
    await screen.type(screen.field("Điện thoại"), "09")
    await screen.until(lambda: drawings.blocks >= 1)
    await screen.settle()
    assert 2 <= drawings.fields <= 4, "what is wrong with it is said beside it, not beside all"
