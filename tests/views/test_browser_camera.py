"""The camera of a window, without a browser: what it tells, and how it comes back."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from typing import Any

import flet as ft
import numpy as np
import pytest

from declaration.problems import Problem
from desk.ports.camera import CameraState, Frame
from desk.views.components import browser_camera, browser_devices
from desk.views.components.browser_camera import BEST, ENOUGH, BrowserCamera
from desk.views.components.browser_looks import Looks
from tests.views.camera_stage import CameraStage
from tests.views.harness import Screen

BUILT_IN, DOC_CAM = "Integrated Webcam", "Máy chiếu vật thể"


class WindowsCameras:
    """What the plugin does in a browser: some cameras, a person's leave, and what it calls its troubles."""

    def __init__(self) -> None:
        self.plugged = {BUILT_IN: "front", DOC_CAM: "external"}
        self.allowed, self.is_covered = True, False
        self.busy: set[str] = set()
        self.listed: set[str] = set()
        self.opened: list[tuple[str, str]] = []
        self.at_work = ""
        self.asked_to_wait: asyncio.Event | None = None
        self.lamp: bool | None = None
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        self._shots = itertools.count()

    def answers(self) -> dict[str, Any]:
        names = ("get_available_cameras", "initialize", "take_picture", "set_flash_mode")
        return {f"CameraPlugin.{name}": getattr(self, f"_{name}") for name in names}

    def reload(self) -> None:
        """Another page of the same window: nothing is known and nothing open any more."""
        self.listed, self.at_work = set(), ""

    async def _get_available_cameras(self, _: object) -> object:
        if self.asked_to_wait is not None:
            await self.asked_to_wait.wait()
        if not self.allowed:
            return RuntimeError("CameraException(CameraAccessDenied, not granted)")
        if not self.plugged:
            return RuntimeError("CameraException(cameraNotFound, none)")
        self.listed = set(self.plugged)
        return [
            {"name": name, "lens_direction": lens, "sensor_orientation": 0, "lens_type": "unknown"}
            for name, lens in self.plugged.items()
        ]

    async def _initialize(self, arguments: dict[str, Any]) -> object:
        name = arguments["description"].name
        if name not in self.listed:
            return RuntimeError("CameraException(cameraMissingMetadata, call availableCameras first)")
        if not self.allowed:
            return RuntimeError("CameraException(CameraAccessDenied, not granted)")
        if name not in self.plugged:
            return RuntimeError("CameraException(cameraOverconstrained, impossible)")
        if name in self.busy:
            return RuntimeError("CameraException(cameraNotReadable, hardware error)")
        self.opened.append((name, arguments["resolution_preset"].value))
        self.at_work = name
        return None

    async def _take_picture(self, _: object) -> object:
        await asyncio.sleep(0.002)
        await self.goes_on.wait()
        if not self.at_work:
            return RuntimeError("Exception: Camera is not initialized. Call initialize() first.")
        still = self.is_covered or self.at_work not in self.plugged or not self.allowed
        return b"the last one" if still else b"%d" % next(self._shots)

    async def _set_flash_mode(self, arguments: dict[str, Any]) -> object:
        if self.lamp is None:
            return RuntimeError("CameraException(torchModeNotSupported, not by this camera)")
        self.lamp = arguments["mode"].value == "torch"
        return None


def _opened(data: bytes) -> Frame | Problem:
    """Dark on the left of what the browser gives, light on its right."""
    pixels = np.zeros((2, 4, 3), np.uint8)
    pixels[:, 2:] = 200
    return Frame(pixels, float(int(data)) if data.isdigit() else 0.0)


@pytest.fixture
def cameras(monkeypatch: pytest.MonkeyPatch) -> WindowsCameras:
    monkeypatch.setattr(browser_camera, "LOOK_AGAIN_SECONDS", 0.02)
    monkeypatch.setattr(browser_camera, "_PAGE_SECONDS", 0.01)
    return WindowsCameras()


@pytest.fixture
def camera() -> BrowserCamera:
    return BrowserCamera(_opened)


@pytest.fixture
def stage(camera: BrowserCamera) -> CameraStage:
    return CameraStage(camera)


@pytest.fixture
async def screen(cameras: WindowsCameras, camera: BrowserCamera, stage: CameraStage) -> AsyncIterator[Screen]:
    async with Screen(stage.main, answers=cameras.answers()) as shown:
        yield shown
        camera.stop()
        await shown.settle()


async def _until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while not holds():
        assert asyncio.get_running_loop().time() < deadline, "waited in vain"
        await asyncio.sleep(0.002)


async def _begun(camera: BrowserCamera, state: CameraState = CameraState.READY) -> None:
    camera.start()
    await _until(lambda: camera.state is state)


async def test_it_takes_what_looks_away_from_the_registrar_and_turns_the_picture_round(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    assert (camera.state, camera.latest(), camera.devices) == (CameraState.OFF, None, ())
    await _begun(camera)
    camera.start()
    assert (camera.name, camera.devices) == (DOC_CAM, (BUILT_IN, DOC_CAM))
    frame = camera.latest()
    assert frame is not None
    assert (frame.pixels[0, 0, 0], frame.pixels[0, 3, 0]) == (200, 0)
    assert _mirroring(screen) == -1
    assert len(cameras.opened) == 1


async def test_a_lens_that_looks_backward_is_not_mirrored_by_the_browser(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    cameras.plugged = {"sau": "back"}
    await _begun(camera)
    frame = camera.latest()
    assert frame is not None
    assert (frame.pixels[0, 0, 0], frame.pixels[0, 3, 0]) == (0, 200)
    assert _mirroring(screen) == 1


async def test_leave_refused_is_said_and_leave_given_is_enough(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    cameras.allowed = False
    await _begun(camera, CameraState.NOT_ALLOWED)
    assert camera.latest() is None
    cameras.allowed = True
    await _until(lambda: camera.state is CameraState.READY)


async def test_a_question_nobody_answers_is_leave_not_given_yet(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_devices, "_ASKING_SECONDS", 0.05)
    cameras.asked_to_wait = asyncio.Event()
    await _begun(camera, CameraState.NOT_ALLOWED)
    cameras.asked_to_wait.set()
    await _until(lambda: camera.state is CameraState.READY)
    assert [call.method for call in screen.client.calls].count("get_available_cameras") == 1


async def test_a_camera_in_use_elsewhere_is_busy_until_it_is_free(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    cameras.busy = {DOC_CAM}
    await _begun(camera, CameraState.BUSY)
    cameras.busy = set()
    await _until(lambda: camera.state is CameraState.READY)


async def test_a_camera_plugged_in_later_is_found(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    plugged, cameras.plugged = cameras.plugged, {}
    await _begun(camera, CameraState.ABSENT)
    cameras.plugged = plugged
    await _until(lambda: camera.state is CameraState.READY)


async def test_an_unplugged_camera_is_lost_though_the_browser_goes_on_giving_its_last_picture(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await _begun(camera)
    del cameras.plugged[DOC_CAM]
    await _until(lambda: camera.state is CameraState.LOST)
    assert (camera.latest(), camera.name) == (None, DOC_CAM)
    cameras.plugged[DOC_CAM] = "external"
    await _until(lambda: camera.state is CameraState.READY)
    assert {name for name, _ in cameras.opened} == {DOC_CAM}, "another camera was taken for it"


async def test_leave_taken_back_is_said(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await _begun(camera)
    cameras.allowed = False
    await _until(lambda: camera.state is CameraState.NOT_ALLOWED)


async def test_a_browser_that_keeps_one_waiting_for_a_picture_has_lost_its_camera(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_camera, "_FROZEN_SECONDS", 0.1)
    await _begun(camera)
    cameras.goes_on.clear()
    await _until(lambda: camera.state is CameraState.LOST)
    assert camera.latest() is None
    cameras.goes_on.set()
    await _until(lambda: camera.state is CameraState.READY)


async def test_a_covered_lens_is_no_lost_camera(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await _begun(camera)
    cameras.is_covered = True
    states: set[CameraState] = set()
    for _ in range(100):
        states.add(camera.state)
        await asyncio.sleep(0.005)
    assert states == {CameraState.READY}
    assert 2 <= len(cameras.opened) <= 6, "doubted never, or over and over"


async def test_a_camera_chosen_by_name_and_not_there_is_absent_and_no_other_is_taken(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    camera.choose("Ở nhà")
    await _begun(camera, CameraState.ABSENT)
    assert (camera.name, cameras.opened) == ("Ở nhà", [])
    assert camera.devices == (BUILT_IN, DOC_CAM)
    camera.choose(BUILT_IN)
    await _until(lambda: camera.state is CameraState.READY)


async def test_another_camera_is_taken_while_running(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await _begun(camera)
    camera.choose(BUILT_IN)
    assert (camera.state, camera.latest()) == (CameraState.STARTING, None)
    await _until(lambda: camera.state is CameraState.READY)
    assert (camera.name, cameras.at_work) == (BUILT_IN, BUILT_IN)
    listings = [call.method for call in screen.client.calls].count("get_available_cameras")
    assert listings == 1, "every camera of the machine was opened again to go to a known one"


async def test_nobody_looking_means_no_pictures_until_one_is_asked_for(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await _begun(camera)
    camera.pause()
    await asyncio.sleep(0.03)
    taken = _pictures(screen)
    await asyncio.sleep(0.05)
    assert _pictures(screen) == taken
    before = camera.latest()
    fresh = await camera.look()
    assert before is not None
    assert fresh is not None
    assert fresh.taken_at > before.taken_at
    await asyncio.sleep(0.05)
    assert _pictures(screen) == taken + 1
    camera.resume()
    await _until(lambda: _pictures(screen) > taken + 5)


async def test_another_camera_chosen_while_nobody_looks_is_ready_after_its_first_picture(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await _begun(camera)
    camera.pause()
    camera.choose(BUILT_IN)
    await _until(lambda: camera.state is CameraState.READY)
    assert cameras.at_work == BUILT_IN


def _previews(screen: Screen) -> list[ft.Container]:
    """What is drawn and turned round: the preview, or nothing."""
    return [box for box in screen.every(ft.Container) if box.scale is not None]


def _mirroring(screen: Screen) -> float:
    scale = _previews(screen)[0].scale
    assert isinstance(scale, ft.Scale)
    assert scale.scale_x is not None
    return scale.scale_x


def _pictures(screen: Screen) -> int:
    return [call.method for call in screen.client.calls].count("take_picture")


async def test_no_picture_can_be_had_of_a_camera_that_is_off(
    screen: Screen, camera: BrowserCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_camera, "_ONE_LOOK_SECONDS", 0.02)
    assert await camera.look() is None


async def test_a_reloaded_window_sees_again_without_a_word(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await _begun(camera)
    cameras.reload()
    states: set[CameraState] = set()
    while len(cameras.opened) < 2:
        states.add(camera.state)
        await asyncio.sleep(0.001)
    await _until(lambda: camera.state is CameraState.READY)
    assert states <= {CameraState.READY, CameraState.STARTING}


async def test_stopping_lets_go_of_the_device_and_it_can_be_begun_again(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await _begun(camera)
    assert len(_previews(screen)) == 1
    camera.stop()
    assert (camera.state, camera.latest()) == (CameraState.OFF, None)
    await asyncio.sleep(0.05)
    assert _previews(screen) == []
    assert (camera.state, camera.latest()) == (CameraState.OFF, None)
    taken = _pictures(screen)
    await asyncio.sleep(0.05)
    assert _pictures(screen) == taken
    await _begun(camera)
    assert len(_previews(screen)) == 1


async def test_leaving_the_screen_with_a_picture_on_its_way_breaks_nothing(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras, stage: CameraStage
) -> None:
    await _begun(camera)
    taken = _pictures(screen)
    await _until(lambda: _pictures(screen) > taken)  # one was asked for and is not answered yet
    stage.show(False)
    await asyncio.sleep(0.05)  # the answer to a control nobody knows would be raised by the client's task
    assert camera.state is CameraState.STARTING
    stage.show(True)
    await _until(lambda: camera.state is CameraState.READY)


async def test_a_machine_too_slow_for_full_size_gets_a_smaller_one_once(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Looks, "are_slow", property(lambda looks: looks.count > 5))
    await _begun(camera)
    await _until(lambda: len(cameras.opened) == 2)
    await asyncio.sleep(0.1)
    assert [preset for _, preset in cameras.opened] == [BEST.value, ENOUGH.value]


async def test_a_lamp_stays_lit_when_the_camera_is_opened_anew(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await _begun(camera)
    assert not await camera.set_torch(True)
    cameras.lamp = False
    assert await camera.set_torch(True)
    cameras.lamp = False
    camera.choose(BUILT_IN)
    await _until(lambda: camera.state is CameraState.READY)
    assert cameras.lamp is True


async def test_a_camera_on_no_page_waits_until_it_is_on_one(cameras: WindowsCameras) -> None:
    camera = BrowserCamera(_opened)
    stage = CameraStage(camera, is_shown=False)
    async with Screen(stage.main, answers=cameras.answers()) as shown:
        camera.start()
        await asyncio.sleep(0.03)
        assert camera.state is CameraState.STARTING
        stage.show(True)
        await shown.until(lambda: camera.state is CameraState.READY)
        camera.stop()


def _row_of(looks: Looks, gap: float, count: int = 30) -> Looks:
    for number in range(count):
        looks.add(b"%d" % number, number * gap)
    return looks


def test_a_row_of_pictures_is_slow_below_eight_a_second() -> None:
    assert _row_of(Looks(), 0.13).are_slow
    assert not _row_of(Looks(), 0.12).are_slow
    assert not _row_of(Looks(), 0.13, 20).are_slow, "judged too early"
    looks = _row_of(Looks(), 0.1)
    looks.add(b"after a pause", 99.0)
    assert not looks.are_slow


def test_each_doubt_in_vain_makes_the_next_one_later_until_the_picture_changes() -> None:
    looks = Looks()

    def until_doubted() -> int:
        looks.begin()
        for number in itertools.count():
            looks.add(b"same", number * 0.1)
            if looks.are_doubtful():
                return number
        raise AssertionError

    assert [until_doubted() for _ in range(3)] == [12, 24, 48]
    looks.add(b"other", 99.0)
    assert until_doubted() == 12
