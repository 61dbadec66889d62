"""A window's camera goes on: after a reload, a stop, another screen, a slow machine or nobody looking."""

from __future__ import annotations

import asyncio

import pytest

from desk.ports.camera import CameraState
from desk.views.components import browser_camera
from desk.views.components.browser_camera import BEST, ENOUGH, BrowserCamera
from desk.views.components.browser_looks import Looks
from tests.views.camera_stage import CameraStage
from tests.views.harness import Screen
from tests.views.windows_cameras import BUILT_IN, WindowsCameras, begun, opened_picture, previews, until
from tests.views.windows_cameras import camera as camera
from tests.views.windows_cameras import cameras as cameras
from tests.views.windows_cameras import screen as screen
from tests.views.windows_cameras import stage as stage


async def test_nobody_looking_means_no_pictures_until_one_is_asked_for(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await begun(camera)
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
    await until(lambda: _pictures(screen) > taken + 5)


async def test_another_camera_chosen_while_nobody_looks_is_ready_after_its_first_picture(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await begun(camera)
    camera.pause()
    camera.choose(BUILT_IN)
    await until(lambda: camera.state is CameraState.READY)
    assert cameras.at_work == BUILT_IN


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
    await begun(camera)
    cameras.reload()
    states: set[CameraState] = set()
    while len(cameras.opened) < 2:
        states.add(camera.state)
        await asyncio.sleep(0.001)
    await until(lambda: camera.state is CameraState.READY)
    assert states <= {CameraState.READY, CameraState.STARTING}


async def test_stopping_lets_go_of_the_device_and_it_can_be_begun_again(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await begun(camera)
    assert len(previews(screen)) == 1
    camera.stop()
    assert (camera.state, camera.latest()) == (CameraState.OFF, None)
    await asyncio.sleep(0.05)
    assert previews(screen) == []
    assert (camera.state, camera.latest()) == (CameraState.OFF, None)
    taken = _pictures(screen)
    await asyncio.sleep(0.05)
    assert _pictures(screen) == taken
    await begun(camera)
    assert len(previews(screen)) == 1


async def test_leaving_the_screen_with_a_picture_on_its_way_breaks_nothing(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras, stage: CameraStage
) -> None:
    await begun(camera)
    taken = _pictures(screen)
    await until(lambda: _pictures(screen) > taken)  # one was asked for and is not answered yet
    stage.show(False)
    await asyncio.sleep(0.05)  # the answer to a control nobody knows would be raised by the client's task
    assert camera.state is CameraState.STARTING
    stage.show(True)
    await until(lambda: camera.state is CameraState.READY)


async def test_a_machine_too_slow_for_full_size_gets_a_smaller_one_once(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Looks, "are_slow", property(lambda looks: looks.count > 5))
    await begun(camera)
    await until(lambda: len(cameras.opened) == 2)
    await asyncio.sleep(0.1)
    assert [preset for _, preset in cameras.opened] == [BEST.value, ENOUGH.value]


async def test_a_lamp_stays_lit_when_the_camera_is_opened_anew(
    screen: Screen, camera: BrowserCamera, cameras: WindowsCameras
) -> None:
    await begun(camera)
    assert not await camera.set_torch(True)
    cameras.lamp = False
    assert await camera.set_torch(True)
    cameras.lamp = False
    camera.choose(BUILT_IN)
    await until(lambda: camera.state is CameraState.READY)
    assert cameras.lamp is True


async def test_a_camera_on_no_page_waits_until_it_is_on_one(cameras: WindowsCameras) -> None:
    camera = BrowserCamera(opened_picture)
    stage = CameraStage(camera, is_shown=False)
    async with Screen(stage.main, answers=cameras.answers()) as shown:
        camera.start()
        await asyncio.sleep(0.03)
        assert camera.state is CameraState.STARTING
        stage.show(True)
        await shown.until(lambda: camera.state is CameraState.READY)
        camera.stop()
