"""A desk nobody touches locks itself, and says so a little before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Final

from desk.ports.clock import Clock

NOTICE: Final = timedelta(seconds=30)
TICK = 1.0
"""Seconds between two looks at how long nobody has touched anything."""


@dataclass(frozen=True)
class Locking:
    """``after``: how long nobody touches anything until the desk locks itself, None for never.
    ``closes_file``: locking also stops the engine and closes the file."""

    after: timedelta | None = None
    closes_file: bool = False


class Rest(Enum):
    """Somebody works; nobody does and the lock is near; the desk is to be locked."""

    AT_WORK = auto()
    SOON = auto()
    OVER = auto()


class Idleness:
    """Measured by two clocks: the one that cannot be set stands still while some machines sleep, and a desk
    left with its lid open must not wake up unlocked. The longer time counts."""

    def __init__(self, clock: Clock, lock_after: timedelta | None) -> None:
        self._clock = clock
        self._lock_after = lock_after
        self.touched()

    def lock_after(self, after: timedelta | None) -> None:
        """From now on: what whoever sets the station's rules has set."""
        self._lock_after = after

    def touched(self) -> None:
        """A key, a finger, the mouse, a scan, a card before the camera."""
        self._running, self._shown = self._clock.monotonic(), self._clock.now()

    @property
    def rest(self) -> Rest:
        if self._lock_after is None:
            return Rest.AT_WORK
        running = timedelta(seconds=self._clock.monotonic() - self._running)
        idle = max(running, self._clock.now() - self._shown)
        if idle >= self._lock_after:
            return Rest.OVER
        return Rest.SOON if idle >= self._lock_after - NOTICE else Rest.AT_WORK


class IdleWatch:
    """Looks every second while somebody is signed in; ``soon`` means that the lock is near.

    ``is_in`` says whether anybody is; ``tell`` is called when ``soon`` changes. All on the event loop.
    """

    def __init__(
        self,
        idleness: Idleness,
        is_in: Callable[[], bool],
        lock: Callable[[], Awaitable[None]],
        tell: Callable[[], None],
    ) -> None:
        self.soon = False
        self._idleness = idleness
        self._is_in, self._lock, self._tell = is_in, lock, tell
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Somebody has signed in."""
        self._idleness.touched()
        self.soon = False
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch(), name="idle-watch")

    def touched(self) -> None:
        self._idleness.touched()
        self._say(soon=False)

    def end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _watch(self) -> None:
        while self._is_in():
            await asyncio.sleep(TICK)
            rest = self._idleness.rest
            if rest is Rest.OVER:
                await self._lock()
            else:
                self._say(soon=rest is Rest.SOON)
        self.soon = False

    def _say(self, *, soon: bool) -> None:
        if self.soon is not soon:
            self.soon = soon
            self._tell()
