"""What every set of cameras keeps: the desk's, and the one screens are tested with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from desk.capture.camera_choice import DeskCameras
from desk.ports.camera import CameraKind, Cameras
from desk.settings import CameraSettings
from desk.storage.remembered_camera import RememberedCamera
from tests.fakes.cameras import FakeCameras
from tests.fakes.desk_eyes import HeldUp

Make = Callable[[HeldUp], Cameras]


@pytest.fixture(params=["the desk's", "the screens'"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    if request.param == "the desk's":
        return lambda eyes: DeskCameras(CameraSettings(), RememberedCamera(tmp_path), eyes, tuple)
    return lambda eyes: FakeCameras(eyes)


async def _choose(cameras: Cameras, key: str, browser_device: str = "") -> None:
    cameras.choose(key, browser_device)
    await asyncio.sleep(0)


async def test_the_camera_in_use_is_one_of_those_offered(make: Make) -> None:
    eyes = HeldUp()
    cameras = make(eyes)
    assert cameras.camera is eyes
    assert cameras.chosen in cameras.offers()
    assert cameras.chosen.name == eyes.name


async def test_the_browsers_camera_belongs_to_its_window(make: Make) -> None:
    cameras = make(HeldUp())
    await _choose(cameras, "browser", "mặt sau")
    assert (cameras.chosen.kind, cameras.camera) == (CameraKind.BROWSER, None)
    assert cameras.chosen in cameras.offers()
    assert cameras.browser_device == "mặt sau"


async def test_the_camera_before_is_let_go_of(make: Make) -> None:
    eyes = HeldUp()
    cameras = make(eyes)
    eyes.start()
    await _choose(cameras, cameras.chosen.key)
    assert eyes.is_running, "the same camera goes on"
    await _choose(cameras, "browser")
    assert not eyes.is_running, "another camera was chosen"


async def test_a_key_never_offered_changes_nothing(make: Make) -> None:
    cameras = make(HeldUp())
    before = cameras.chosen
    with pytest.raises(ValueError, match="never offered"):
        cameras.choose("never offered")
    assert cameras.chosen == before
