"""The camera of a window, without a browser: what it tells of itself, and which one it takes."""

from __future__ import annotations

import asyncio

import flet as ft
import pytest

from desk.ports.camera import CameraState
from desk.views.components import browser_camera, browser_devices
from desk.views.components.browser_camera import BrowserCamera
from tests.views.harness import Screen
from tests.views.windows_cameras import BUILT_IN, DOC_CAM, WindowsCameras, begun, previews, until
from tests.views.windows_cameras import camera as camera
from tests.views.windows_cameras import cameras as cameras
from tests.views.windows_cameras import screen as screen
from tests.views.windows_cameras import stage as stage


async def test_it_takes_what_looks_away_from_the_registrar_and_turns_the_picture_round(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    assert (camera.state, camera.latest(), camera.devices) == (CameraState.OFF, None, ())
    await begun(camera)
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
    await begun(camera)
    frame = camera.latest()
    assert frame is not None
    assert (frame.pixels[0, 0, 0], frame.pixels[0, 3, 0]) == (0, 200)
    assert _mirroring(screen) == 1


async def test_leave_refused_is_said_and_leave_given_is_enough(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    cameras.allowed = False
    await begun(camera, CameraState.NOT_ALLOWED)
    assert camera.latest() is None
    cameras.allowed = True
    await until(lambda: camera.state is CameraState.READY)


async def test_a_question_nobody_answers_is_leave_not_given_yet(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_devices, "_ASKING_SECONDS", 0.05)
    cameras.asked_to_wait = asyncio.Event()
    await begun(camera, CameraState.NOT_ALLOWED)
    cameras.asked_to_wait.set()
    await until(lambda: camera.state is CameraState.READY)
    assert [call.method for call in screen.client.calls].count("get_available_cameras") == 1


async def test_a_camera_in_use_elsewhere_is_busy_until_it_is_free(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    cameras.busy = {DOC_CAM}
    await begun(camera, CameraState.BUSY)
    cameras.busy = set()
    await until(lambda: camera.state is CameraState.READY)


async def test_a_camera_plugged_in_later_is_found(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    plugged, cameras.plugged = cameras.plugged, {}
    await begun(camera, CameraState.ABSENT)
    cameras.plugged = plugged
    await until(lambda: camera.state is CameraState.READY)


async def test_an_unplugged_camera_is_lost_though_the_browser_goes_on_giving_its_last_picture(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await begun(camera)
    del cameras.plugged[DOC_CAM]
    await until(lambda: camera.state is CameraState.LOST)
    assert (camera.latest(), camera.name) == (None, DOC_CAM)
    cameras.plugged[DOC_CAM] = "external"
    await until(lambda: camera.state is CameraState.READY)
    assert {name for name, _ in cameras.opened} == {DOC_CAM}, "another camera was taken for it"


async def test_leave_taken_back_is_said(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await begun(camera)
    cameras.allowed = False
    await until(lambda: camera.state is CameraState.NOT_ALLOWED)


async def test_a_browser_that_keeps_one_waiting_for_a_picture_has_lost_its_camera(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_camera, "_FROZEN_SECONDS", 0.1)
    await begun(camera)
    cameras.goes_on.clear()
    await until(lambda: camera.state is CameraState.LOST)
    assert camera.latest() is None
    cameras.goes_on.set()
    await until(lambda: camera.state is CameraState.READY)


async def test_a_covered_lens_is_no_lost_camera(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await begun(camera)
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
    await begun(camera, CameraState.ABSENT)
    assert (camera.name, cameras.opened) == ("Ở nhà", [])
    assert camera.devices == (BUILT_IN, DOC_CAM)
    camera.choose(BUILT_IN)
    await until(lambda: camera.state is CameraState.READY)


async def test_another_camera_is_taken_while_running(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await begun(camera)
    camera.choose(BUILT_IN)
    assert (camera.state, camera.latest()) == (CameraState.STARTING, None)
    await until(lambda: camera.state is CameraState.READY)
    assert (camera.name, cameras.at_work) == (BUILT_IN, BUILT_IN)
    listings = [call.method for call in screen.client.calls].count("get_available_cameras")
    assert listings == 1, "every camera of the machine was opened again to go to a known one"


def _mirroring(screen: Screen) -> float:
    scale = previews(screen)[0].scale
    assert isinstance(scale, ft.Scale)
    assert scale.scale_x is not None
    return scale.scale_x
