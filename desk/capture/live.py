"""A camera kept alive by a thread of its own: only the newest frame is held, and unplugging is survived."""

from __future__ import annotations

import threading
import time
from typing import Protocol

from desk.ports.camera import CameraState, Frame, Pixels

FIRST_RETRY_SECONDS = 0.5
LONGEST_RETRY_SECONDS = 3.0
FROZEN_SECONDS = 3.0
"""A picture this old is not what the camera sees: its driver sits on the next one."""
STOP_SECONDS = 8.0  # longer than a network source may block
_MISSES_UNTIL_LOST = 5
_MISS_PAUSE_SECONDS = 0.02


class Source(Protocol):
    """A device as the loop drives it, never by two threads at once."""

    def open(self) -> CameraState:
        """READY, or why not."""
        ...

    def read(self) -> Pixels | None:
        """The next picture, waiting for it as long as it takes; None when there was none."""
        ...

    def close(self) -> None: ...


class LiveCamera:
    """Any source as a Camera: opened, read, lost and found again in the background.

    Every start is a run of its own, told apart by the event that ends it. A run that is stuck in its device
    no longer speaks for the camera once it was ended, and the next one waits until it has let go.
    """

    def __init__(
        self,
        name: str,
        source: Source,
        *,
        first_retry: float = FIRST_RETRY_SECONDS,
        frozen_after: float = FROZEN_SECONDS,
    ) -> None:
        self._name = name
        self._source = source
        self._first_retry, self._frozen_after = first_retry, frozen_after
        self._guard = threading.Lock()  # never held while waiting
        self._run: threading.Event | None = None
        self._thread: threading.Thread | None = None
        self._now: tuple[CameraState, Frame | None] = (CameraState.OFF, None)

    @property
    def name(self) -> str:
        return self._name

    @property
    def state(self) -> CameraState:
        """LOST also while a device that gave pictures keeps its reader waiting."""
        state, frame = self._now
        return CameraState.LOST if self._is_frozen(frame) else state

    def start(self) -> None:
        """Begin in the background, at once; a camera already begun is left alone."""
        with self._guard:
            if self._run is not None:
                return
            self._run = threading.Event()
            self._now = CameraState.STARTING, None
            work = (self._run, self._thread)
            self._thread = threading.Thread(target=self._live, args=work, name="camera", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """OFF at once; returns when the device is released, or when that cannot be waited for any longer."""
        with self._guard:
            if self._run is not None:
                self._run.set()
            self._run, self._now = None, (CameraState.OFF, None)
            thread = self._thread
        if thread is not None:
            thread.join(STOP_SECONDS)

    def latest(self) -> Frame | None:
        """The newest frame while READY."""
        frame = self._now[1]
        return None if self._is_frozen(frame) else frame

    def _is_frozen(self, frame: Frame | None) -> bool:
        return frame is not None and time.monotonic() - frame.taken_at > self._frozen_after

    def _say(self, run: threading.Event, state: CameraState, frame: Frame | None = None) -> None:
        with self._guard:
            if self._run is run:  # else: ended meanwhile, and perhaps begun anew
                self._now = state, frame

    def _live(self, run: threading.Event, before: threading.Thread | None) -> None:
        if before is not None:
            before.join(STOP_SECONDS)
            if before.is_alive():
                self._say(run, CameraState.BUSY)
                before.join()  # two hands on one device would free what the other holds
        try:
            self._open_and_watch(run)
        finally:
            self._say(run, CameraState.LOST)  # only if the source itself broke: whoever ended it said OFF

    def _open_and_watch(self, run: threading.Event) -> None:
        pause, was_ready = self._first_retry, False
        while not run.is_set():
            state = self._opened_and_watched(run)
            if state is CameraState.LOST:
                pause, was_ready = self._first_retry, True
            elif state is CameraState.ABSENT and was_ready:
                state = CameraState.LOST
            self._say(run, state)
            run.wait(pause)
            pause = min(pause * 2, LONGEST_RETRY_SECONDS)

    def _opened_and_watched(self, run: threading.Event) -> CameraState:
        """Why there are no pictures, or none any more."""
        opened = self._source.open()
        try:
            if opened is not CameraState.READY:
                return opened
            # opened and never gave a picture: another program has it
            return CameraState.LOST if self._watch(run) else CameraState.BUSY
        finally:
            self._source.close()

    def _watch(self, run: threading.Event) -> bool:
        """Hold the newest frame until the pictures end; True if there ever was one."""
        misses, seen = 0, False
        while not run.is_set() and misses < _MISSES_UNTIL_LOST:
            pixels = self._source.read()
            if pixels is None:
                misses += 1
                run.wait(_MISS_PAUSE_SECONDS)
                continue
            misses, seen = 0, True
            self._say(run, CameraState.READY, Frame(pixels, time.monotonic()))
        return seen
