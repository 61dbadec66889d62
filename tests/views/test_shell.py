"""The frame says the truth about the line, and brings one where one wants to go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import flet as ft
import pytest

from desk import i18n
from desk.views.shell import Concerning, Destination, ShellState, shell
from desk.views.theme import Tone, dress
from tests.views.harness import Screen

DESTINATIONS = (
    Destination("desk", "nav.desk", ft.Icons.BADGE_OUTLINED),
    Destination("sync", "nav.sync", ft.Icons.SYNC_ROUNDED),
)
STATE = ShellState(
    unit="Khu công nghiệp Mẫu",
    desk="Quầy 03",
    person="Lê Thị Mẫu",
    selected="desk",
    width=1366,
    connection=(Tone.NEUTRAL, "Trực tuyến"),
)


def framed(state: ShellState, went: list[str]) -> Callable[[ft.Page], None]:
    def main(page: ft.Page) -> None:
        dress(page)
        page.add(
            shell(
                state,
                DESTINATIONS,
                ft.Text("nội dung"),
                on_select=went.append,
                on_lock=lambda: went.append("lock"),
            )
        )

    return main


@pytest.mark.parametrize("width", [1366, 820])
async def test_one_goes_where_one_points_and_can_always_lock(width: int) -> None:
    went: list[str] = []
    async with Screen(framed(replace(STATE, width=width), went), width=width) as screen:
        bar = screen.one(ft.NavigationRail if width >= 840 else ft.NavigationBar)
        await screen.choose(bar, 1)
        await screen.press("Khóa máy")
        assert went == ["sync", "lock"]


@pytest.mark.parametrize(("width", "kind"), [(839, ft.NavigationBar), (840, ft.NavigationRail)])
async def test_the_rail_stands_from_840_px_on(width: int, kind: type[ft.Control]) -> None:
    async with Screen(framed(replace(STATE, width=width), [])) as screen:
        assert len(screen.every(ft.NavigationBar) + screen.every(ft.NavigationRail)) == 1
        assert screen.every(kind)


async def test_the_frame_says_whose_desk_it_is_and_who_works() -> None:
    async with Screen(framed(STATE, [])) as screen:
        assert {"Quầy 03", "Khu công nghiệp Mẫu", "Lê Thị Mẫu", "nội dung"} <= set(screen.texts())
        assert not screen.sees("DIỄN TẬP")


async def test_the_page_says_which_language_it_is_in() -> None:
    def dressed(page: ft.Page) -> None:
        i18n.use("en", strict=True)
        dress(page)

    async with Screen(dressed) as screen:
        locale = screen.page.locale_configuration
        assert locale is not None
        assert locale.current_locale == ft.Locale("en", "GB")


async def test_practice_is_never_mistaken_for_work() -> None:
    async with Screen(framed(replace(STATE, is_practice=True), [])) as screen:
        assert screen.sees("DIỄN TẬP")


async def test_what_needs_a_person_has_its_number_on_the_destination() -> None:
    async with Screen(framed(replace(STATE, counts={"sync": 2}), [])) as screen:
        badges = [icon.badge for icon in screen.every(ft.Icon) if icon.badge]
        assert [badge.label for badge in badges if isinstance(badge, ft.Badge)] == ["2"]


async def test_a_screen_outside_the_destinations_lights_none() -> None:
    async with Screen(framed(replace(STATE, selected="unlock"), [])) as screen:
        assert screen.one(ft.NavigationRail).selected_index is None


def test_a_person_is_not_shown_in_logs() -> None:
    assert "Mẫu" not in repr(STATE)


@pytest.mark.parametrize("width", [1366, 820, 400])
async def test_what_needs_a_person_is_said_on_every_screen_and_leads_there(width: int) -> None:
    went: list[str] = []
    concern = Concerning(Tone.WARNING, "Đến hạn sao lưu", "care")
    async with Screen(framed(replace(STATE, width=width, concern=concern), went), width=width) as screen:
        await screen.press("Đến hạn sao lưu")
        assert went == ["care"]


async def test_nothing_is_said_while_nothing_needs_a_person() -> None:
    async with Screen(framed(STATE, [])) as screen:
        assert [one for one in screen.every(ft.Semantics) if one.identifier == "concern"] == []
