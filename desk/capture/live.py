"""A camera kept alive by a thread of its own: only the newest frame is held, and unplugging is survived."""

from __future__ import annotations

import threading
import time
from typing import Protocol

from desk.ports.camera import CameraState, Frame, Pixels

FIRST_RETRY_SECONDS = 0.5
LONGEST_RETRY_SECONDS = 5.0
_STOP_SECONDS = 8.0  # longer than a network source may block
_MISSES_UNTIL_LOST = 5
_MISS_PAUSE_SECONDS = 0.02


class Source(Protocol):
    """A device as the loop drives it, always from one and the same thread."""

    def open(self) -> CameraState:
        """READY, or why not."""
        ...

    def read(self) -> Pixels | None:
        """The next picture, waiting for it as long as it takes; None when there was none."""
        ...

    def close(self) -> None: ...


class LiveCamera:
    """Any source as a Camera: opened, read, lost and found again in the background."""

    def __init__(self, name: str, source: Source, *, first_retry: float = FIRST_RETRY_SECONDS) -> None:
        self._name = name
        self._source = source
        self._first_retry = first_retry
        self._ending = threading.Event()
        self._guard = threading.Lock()  # start and stop, one at a time
        self._thread: threading.Thread | None = None
        self._state = CameraState.OFF
        self._frame: Frame | None = None

    @property
    def name(self) -> str:
        return self._name

    @property
    def state(self) -> CameraState:
        return self._state

    def start(self) -> None:
        """Begin in the background; a camera already begun is left alone."""
        with self._guard:
            if self._thread is not None:
                return
            self._ending = threading.Event()
            self._state = CameraState.STARTING
            self._thread = threading.Thread(
                target=self._live, args=(self._ending,), name="camera", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """Release the device and wait until it is."""
        with self._guard:
            if self._thread is None:
                return
            self._ending.set()
            self._thread.join(_STOP_SECONDS)
            self._thread = None
            self._frame, self._state = None, CameraState.OFF

    def latest(self) -> Frame | None:
        """The newest frame while READY."""
        return self._frame

    def _live(self, ending: threading.Event) -> None:
        try:
            self._open_and_watch(ending)
        finally:
            if not ending.is_set():  # else: stop says OFF
                self._frame, self._state = None, CameraState.LOST

    def _open_and_watch(self, ending: threading.Event) -> None:
        pause, was_ready = self._first_retry, False
        while not ending.is_set():
            opened = self._source.open()
            try:
                if opened is CameraState.READY and self._watch(ending):
                    pause, was_ready = self._first_retry, True
                    opened = CameraState.LOST
            finally:
                self._source.close()
            if ending.is_set():
                return
            self._leave(opened, was_ready=was_ready)
            ending.wait(pause)
            pause = min(pause * 2, LONGEST_RETRY_SECONDS)

    def _watch(self, ending: threading.Event) -> bool:
        """Hold the newest frame until the pictures end; True if there ever was one."""
        misses, seen = 0, False
        while not ending.is_set() and misses < _MISSES_UNTIL_LOST:
            pixels = self._source.read()
            if pixels is None:
                misses += 1
                ending.wait(_MISS_PAUSE_SECONDS)
                continue
            misses, seen = 0, True
            if not ending.is_set():  # else: stop gave up waiting and a later start may own the slot
                self._frame, self._state = Frame(pixels, time.monotonic()), CameraState.READY
        return seen

    def _leave(self, reason: CameraState, *, was_ready: bool) -> None:
        self._frame = None
        if reason is CameraState.READY:
            reason = CameraState.BUSY  # it opened and never gave a picture: another program has it
        self._state = CameraState.LOST if was_ready else reason
