"""Attached cameras: listed without being opened, and found again by their name."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from desk.capture import camera_devices, camera_sources
from desk.capture.camera_devices import Device, attached_devices, is_built_in
from desk.capture.cameras import NamedCamera
from desk.ports.camera import Camera, CameraState
from tests.unit.test_cameras import until

BY = 200


@dataclass
class Sockets:
    """A machine's sockets: which camera is in which, and whom another program uses."""

    plugged: dict[int, str] = field(default_factory=dict)
    busy: set[str] = field(default_factory=set)
    opened: list[tuple[int, int]] = field(default_factory=list)

    def attached(self) -> tuple[Device, ...]:
        return tuple(Device(name, index, BY) for index, name in sorted(self.plugged.items()))

    def capture(self, index: int, by: int) -> FakeCapture:
        self.opened.append((index, by))
        return FakeCapture(self, index)


class FakeCapture:
    """Does what cv2.VideoCapture does, of a camera that is where it was when opened, or gone."""

    def __init__(self, sockets: Sockets, index: int) -> None:
        self._sockets, self._index = sockets, index
        self._name = sockets.plugged.get(index)

    def isOpened(self) -> bool:  # noqa: N802  # OpenCV's name
        is_there = self._name is not None and self._sockets.plugged.get(self._index) == self._name
        return is_there and self._name not in self._sockets.busy

    def read(self) -> tuple[bool, object]:
        time.sleep(0.002)
        if not self.isOpened():
            raise cv2.error("unplugged")
        return True, np.full((4, 4, 3), 9, np.uint8)

    def set(self, setting: int, value: float) -> bool:
        return True

    def release(self) -> None:
        """Nothing is held."""


@pytest.fixture(name="sockets")
def _sockets(monkeypatch: pytest.MonkeyPatch) -> Sockets:
    sockets = Sockets({0: "Integrated Webcam", 2: "Máy chiếu vật thể"})
    monkeypatch.setattr(cv2, "VideoCapture", sockets.capture)
    monkeypatch.setattr(camera_sources, "why_not", lambda _index: None)
    return sockets


@pytest.fixture(name="camera")
def _camera(sockets: Sockets) -> Iterator[NamedCamera]:
    camera = NamedCamera("Máy chiếu vật thể", attached=sockets.attached, first_retry=0.01)
    yield camera
    camera.stop()


def test_a_camera_is_opened_by_the_number_and_backend_it_is_listed_with(
    camera: Camera, sockets: Sockets
) -> None:
    camera.start()
    until(lambda: camera.state is CameraState.READY)
    assert sockets.opened == [(2, BY)]


def test_a_camera_put_into_another_socket_is_found_by_its_name(camera: Camera, sockets: Sockets) -> None:
    camera.start()
    until(lambda: camera.state is CameraState.READY)
    sockets.plugged = {0: "Integrated Webcam"}
    until(lambda: camera.state is CameraState.LOST)
    assert camera.latest() is None
    sockets.plugged = {0: "Integrated Webcam", 5: "Máy chiếu vật thể"}
    until(lambda: camera.state is CameraState.READY)
    assert sockets.opened[-1] == (5, BY)


def test_another_camera_in_its_socket_is_never_taken_for_it(camera: Camera, sockets: Sockets) -> None:
    sockets.plugged = {2: "Integrated Webcam"}
    camera.start()
    until(lambda: camera.state is CameraState.ABSENT)
    assert sockets.opened == []


def test_a_camera_that_is_there_and_does_not_open_is_in_use(camera: Camera, sockets: Sockets) -> None:
    sockets.busy = {"Máy chiếu vật thể"}
    camera.start()
    until(lambda: camera.state is CameraState.BUSY)


def test_of_two_cameras_with_one_name_the_second_is_the_second(sockets: Sockets) -> None:
    sockets.plugged = {1: "C920", 3: "C920"}
    camera = NamedCamera("C920", 1, attached=sockets.attached, first_retry=0.01)
    camera.start()
    until(lambda: camera.state is CameraState.READY)
    assert sockets.opened == [(3, BY)]
    sockets.plugged = {1: "C920"}
    until(lambda: camera.state is CameraState.LOST)
    camera.stop()


@dataclass
class Info:
    """As the list of the system's cameras tells of one."""

    name: str | None
    index: int
    backend: int


def test_what_was_put_on_the_table_is_listed_before_what_is_part_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def listed(backend: int) -> list[Info]:
        asked.append(backend)
        names = {0: "Integrated Camera", 4: "USB doc cam", 2: None}
        return [Info(name, index, backend) for index, name in names.items()]

    monkeypatch.setattr(camera_devices, "enumerate_cameras", listed)
    by = camera_devices.backend()
    in_order = [(device.name, device.index, device.backend) for device in attached_devices()]
    assert in_order == [("#2", 2, by), ("USB doc cam", 4, by), ("Integrated Camera", 0, by)]
    assert asked == [by]


@pytest.mark.parametrize(
    ("name", "built_in"),
    [("Integrated Webcam", True), ("FaceTime HD Camera", True), ("HD Pro Webcam C920", False), ("", False)],
)
def test_a_built_in_camera_says_so_in_its_name(name: str, built_in: bool) -> None:
    assert is_built_in(name) is built_in


def test_the_machines_cameras_can_be_listed_here_without_opening_any(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(cv2, "VideoCapture", opened)
    assert isinstance(attached_devices(), tuple)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells before opening")
def test_linux_says_that_there_is_no_such_camera() -> None:
    assert camera_devices.why_not(97) is CameraState.ABSENT
