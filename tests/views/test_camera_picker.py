"""Choosing the camera: the one in use is said, every other one is a press away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import flet as ft
import pytest

from desk.ports.camera import CameraKind, CameraOffer
from desk.views.components.camera_picker import camera_picker
from desk.views.theme import TOUCH
from tests.views.harness import Screen
from tests.views.sight import within

DOC_CAM = CameraOffer("device:Máy chiếu vật thể", "Máy chiếu vật thể", CameraKind.DEVICE)
BROWSER = CameraOffer("browser", "Máy ảnh của trình duyệt", CameraKind.BROWSER)
NONE = CameraOffer("none", "Không dùng máy ảnh", CameraKind.NONE)
OFFERS = (DOC_CAM, BROWSER, NONE)
FRONT, BACK = "Integrated Webcam (0bda:5520)", "Máy ảnh sau"


@dataclass
class Desk:
    chosen: list[tuple[str, str]] = field(default_factory=list)
    looked: int = 0

    async def choose(self, key: str, device: str) -> None:
        self.chosen.append((key, device))

    def look_again(self) -> None:
        self.looked += 1


async def _items(
    key: str, devices: Sequence[str] = (), device: str = "", desk: Desk | None = None, press: str = ""
) -> tuple[str, dict[str, bool]]:
    """What the button is called, and the menu's names with whether each has the tick."""
    desk = desk or Desk()

    def main(page: ft.Page) -> None:
        page.add(camera_picker(OFFERS, key, devices, device, desk.choose, desk.look_again))

    async with Screen(main) as screen:
        button = screen.one(ft.PopupMenuButton)
        lines = {}
        for item in button.items:
            inside = list(within(item, set()))
            texts = [text.value for text in inside if isinstance(text, ft.Text)]
            if texts:
                icons = [icon.icon for icon in inside if isinstance(icon, ft.Icon)]
                lines[texts[0]] = ft.Icons.CHECK_ROUNDED in icons
                assert item.height >= TOUCH
                if texts[0] == press:
                    await screen.click(item)
        return str(button.tooltip), lines


async def test_the_camera_in_use_is_named_and_has_the_tick() -> None:
    name, lines = await _items(DOC_CAM.key)
    assert name == "Máy ảnh đang dùng: Máy chiếu vật thể"
    assert lines == {
        "Máy chiếu vật thể": True,
        "Máy ảnh của trình duyệt": False,
        "Không dùng máy ảnh": False,
        "Tìm lại": False,
    }


async def test_the_browsers_cameras_stand_under_their_own_names_without_makers_numbers() -> None:
    name, lines = await _items("browser", (FRONT, BACK), BACK)
    assert name == "Máy ảnh đang dùng: Máy ảnh sau"
    assert lines == {
        "Máy chiếu vật thể": False,
        "Integrated Webcam": False,
        "Máy ảnh sau": True,
        "Không dùng máy ảnh": False,
        "Tìm lại": False,
    }


async def test_a_browser_that_has_not_told_its_cameras_yet_is_one_camera() -> None:
    assert (await _items("browser"))[0] == "Máy ảnh đang dùng: Máy ảnh của trình duyệt"


async def test_a_browsers_camera_that_is_unplugged_is_still_the_one_in_use_and_nothing_is_ticked() -> None:
    name, lines = await _items("browser", (FRONT,), BACK)
    assert name == "Máy ảnh đang dùng: Máy ảnh sau"
    assert not any(lines.values())


@pytest.mark.parametrize(
    ("press", "chosen"),
    [
        ("Máy chiếu vật thể", (DOC_CAM.key, "")),
        ("Integrated Webcam", ("browser", FRONT)),
        ("Không dùng máy ảnh", ("none", "")),
    ],
)
async def test_a_press_chooses(press: str, chosen: tuple[str, str]) -> None:
    desk = Desk()
    await _items("browser", (FRONT, BACK), BACK, desk, press)
    assert desk.chosen == [chosen]


async def test_what_was_just_plugged_in_can_be_looked_for() -> None:
    desk = Desk()
    await _items("none", desk=desk, press="Tìm lại")
    assert (desk.looked, desk.chosen) == (1, [])
