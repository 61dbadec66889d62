"""The cameras of a window without a browser, and the one under test on a screen of its own."""

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
from desk.views.components import browser_camera
from desk.views.components.browser_camera import BrowserCamera
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


def opened_picture(data: bytes) -> Frame | Problem:
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
    return BrowserCamera(opened_picture)


@pytest.fixture
def stage(camera: BrowserCamera) -> CameraStage:
    return CameraStage(camera)


@pytest.fixture
async def screen(cameras: WindowsCameras, camera: BrowserCamera, stage: CameraStage) -> AsyncIterator[Screen]:
    async with Screen(stage.main, answers=cameras.answers()) as shown:
        yield shown
        camera.stop()
        await shown.settle()


async def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while not holds():
        assert asyncio.get_running_loop().time() < deadline, "waited in vain"
        await asyncio.sleep(0.002)


async def begun(camera: BrowserCamera, state: CameraState = CameraState.READY) -> None:
    camera.start()
    await until(lambda: camera.state is state)


def previews(screen: Screen) -> list[ft.Container]:
    """What is drawn and turned round: the preview, or nothing."""
    return [box for box in screen.every(ft.Container) if box.scale is not None]
