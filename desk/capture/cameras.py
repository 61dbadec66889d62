"""The cameras of a desk: the laptop's own or a USB one, a phone or IP camera by URL, and picture files.

Frames come as the device gives them, in 1080p where it can: pixels per module decide whether a code reads.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import cv2
import numpy as np

from declaration.problems import Problem
from desk.capture.live import FIRST_RETRY_SECONDS, LiveCamera
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


class _Device(_Capture):
    def __init__(self, index: int) -> None:
        super().__init__()
        self._index = index

    def open(self) -> CameraState:
        refused = _why_not(self._index)
        if refused is not None:
            return refused
        if not self._take(cv2.VideoCapture(self._index, _backend())) or self._capture is None:
            return CameraState.BUSY if sys.platform.startswith("linux") else CameraState.ABSENT
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        return CameraState.READY


def _backend() -> int:
    # Media Foundation takes many seconds to open some cameras; DirectShow does not
    return cv2.CAP_DSHOW if sys.platform == "win32" else cv2.CAP_ANY


def _why_not(index: int) -> CameraState | None:
    """What Linux can tell before opening; elsewhere the systems say nothing beforehand."""
    if not sys.platform.startswith("linux"):
        return None
    device = Path(f"/dev/video{index}")
    if not device.exists():
        return CameraState.ABSENT
    return None if os.access(device, os.R_OK | os.W_OK) else CameraState.NOT_ALLOWED


class _VideoFile(_Capture):
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


class _Stream(_Capture):
    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def open(self) -> CameraState:
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, cv2.CAP_PROP_READ_TIMEOUT_MSEC]
        parameters = [value for limit in limits for value in (limit, _NETWORK_TIMEOUT_MS)]
        opened = self._take(cv2.VideoCapture(self._url, cv2.CAP_FFMPEG, parameters))
        return CameraState.READY if opened else CameraState.ABSENT


class _Pictures:
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


class OpenCvCamera(LiveCamera):
    """A camera of this machine by its number, or a recording by its path."""

    def __init__(self, name: str, device: int | Path, *, first_retry: float = FIRST_RETRY_SECONDS) -> None:
        source = _Device(device) if isinstance(device, int) else _VideoFile(device)
        super().__init__(name, source, first_retry=first_retry)


class StreamCamera(LiveCamera):
    """A phone or IP camera by its address (MJPEG over http, or rtsp); ValueError for any other scheme."""

    def __init__(self, name: str, url: str, *, first_retry: float = FIRST_RETRY_SECONDS) -> None:
        if urlsplit(url).scheme not in ("http", "https", "rtsp", "rtsps"):
            raise ValueError("a camera's address begins with http, https, rtsp or rtsps")
        super().__init__(name, _Stream(url), first_retry=first_retry)


class FileCamera(LiveCamera):
    """Picture files served as if a camera saw them, one after the other; unreadable ones are passed over."""

    def __init__(
        self,
        name: str,
        paths: Sequence[Path],
        *,
        seconds_each: float = 3.0,
        first_retry: float = FIRST_RETRY_SECONDS,
    ) -> None:
        super().__init__(name, _Pictures(paths, seconds_each), first_retry=first_retry)
