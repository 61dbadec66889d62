"""What a camera may be fed from: an attached device, a recording, a stream, picture files.

Frames come as the device gives them, in 1080p where it can: pixels per module decide whether a code reads.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from declaration.problems import Problem
from desk.capture.camera_devices import Attached, backend, why_not
from desk.capture.picture_file import open_picture
from desk.ports.camera import CameraState, Pixels

WIDTH, HEIGHT = 1920, 1080
_NETWORK_TIMEOUT_MS = 5000
_PICTURES_PER_SECOND = 10
_SLOWEST_FPS, _FASTEST_FPS = 1.0, 60.0

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)  # an absent camera is a state, not news


class _Capture:
    """What every OpenCV source shares: reading and letting go."""

    def __init__(self) -> None:
        self._capture: cv2.VideoCapture | None = None

    def read(self) -> Pixels | None:
        if self._capture is None:
            return None
        try:
            given, pixels = self._capture.read()
        except cv2.error:
            return None  # some drivers raise when unplugged
        return np.asarray(pixels, dtype=np.uint8) if given else None

    def close(self) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _take(self, capture: cv2.VideoCapture) -> bool:
        if not capture.isOpened():
            capture.release()
            return False
        self._capture = capture
        return True

    def _open_device(self, index: int, by: int) -> CameraState:
        """An attached camera by its number; BUSY where the system knows it and it does not open."""
        refused = why_not(index)
        if refused is not None:
            return refused
        if not self._take(cv2.VideoCapture(index, by)) or self._capture is None:
            return CameraState.BUSY
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        return CameraState.READY


class NumberedDevice(_Capture):
    """A camera by its number, as the settings name it."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self._index = index

    def open(self) -> CameraState:
        opened = self._open_device(self._index, backend())
        # only Linux says whether there is such a number at all
        is_known = sys.platform.startswith("linux")
        return CameraState.ABSENT if opened is CameraState.BUSY and not is_known else opened


class NamedDevice(_Capture):
    """A camera by its name, looked up at every opening: its number changes with the socket it is put in.

    ``place``: which of several with one name, from 0.
    """

    def __init__(self, name: str, place: int, attached: Attached) -> None:
        super().__init__()
        self._name, self._place, self._attached = name, place, attached

    def open(self) -> CameraState:
        same = [device for device in self._attached() if device.name == self._name]
        if len(same) <= self._place:
            return CameraState.ABSENT
        return self._open_device(same[self._place].index, same[self._place].backend)


class Recording(_Capture):
    """A recording, played at its own speed and over again."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._seconds = 0.0
        self._next_at = 0.0

    def open(self) -> CameraState:
        if not self._path.is_file() or not self._take(cv2.VideoCapture(str(self._path))):
            return CameraState.ABSENT
        assert self._capture is not None
        fps = self._capture.get(cv2.CAP_PROP_FPS) or _SLOWEST_FPS
        self._seconds = 1 / min(max(fps, _SLOWEST_FPS), _FASTEST_FPS)
        return CameraState.READY

    def read(self) -> Pixels | None:
        time.sleep(max(0.0, self._next_at - time.monotonic()))
        self._next_at = time.monotonic() + self._seconds
        pixels = super().read()
        if pixels is None and self._capture is not None:
            self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
            pixels = super().read()
        return pixels


class Stream(_Capture):
    """A phone or network camera by its address."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def open(self) -> CameraState:
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, cv2.CAP_PROP_READ_TIMEOUT_MSEC]
        parameters = [value for limit in limits for value in (limit, _NETWORK_TIMEOUT_MS)]
        opened = self._take(cv2.VideoCapture(self._url, cv2.CAP_FFMPEG, parameters))
        return CameraState.READY if opened else CameraState.ABSENT


class Pictures:
    """Picture files, one after the other; those that cannot be opened are passed over."""

    def __init__(self, paths: Sequence[Path], seconds_each: float) -> None:
        self._paths = tuple(paths)
        self._seconds_each = seconds_each
        self._pictures: list[Pixels] = []
        self._began = 0.0

    def open(self) -> CameraState:
        opened = (open_picture(path) for path in self._paths)
        self._pictures = [picture for picture in opened if not isinstance(picture, Problem)]
        self._began = time.monotonic()
        return CameraState.READY if self._pictures else CameraState.ABSENT

    def read(self) -> Pixels | None:
        time.sleep(1 / _PICTURES_PER_SECOND)
        turn = int((time.monotonic() - self._began) / self._seconds_each)
        return self._pictures[turn % len(self._pictures)].copy()

    def close(self) -> None:
        self._pictures = []
