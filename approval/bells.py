"""Bells: who waits for news is woken, in this process and by another instance.

They only wake; the database is the truth.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

TRUST_THE_BELL = 60.0
"""Seconds after which somebody looks all the same."""


class Bells:
    """Wakes the tasks that wait for one station's news; may be rung from any thread."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = defaultdict(set)
        self._lock = threading.Lock()
        self._elsewhere: Callable[[str], None] | None = None
        self._actions: dict[str, Callable[[], None]] = {}
        self._rung: Counter[str | None] = Counter()
        self.closing = False

    @property
    def heard_everywhere(self) -> bool:
        """Whether a bell rung by another instance is heard here."""
        return self._elsewhere is not None

    def pass_on(self, elsewhere: Callable[[str], None]) -> None:
        """From now on have other instances told too."""
        self._elsewhere = elsewhere

    @contextmanager
    def listening(self, name: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever that name is rung while the block runs."""
        entry = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._waiting[name].add(entry)
        try:
            yield entry[1]
        finally:
            with self._lock:
                self._waiting[name].discard(entry)
                if not self._waiting[name]:
                    del self._waiting[name]

    def whenever(self, name: str, action: Callable[[], None]) -> None:
        """Have ``action``, which must be quick, called each time that name is rung here or elsewhere."""
        self._actions[name] = action

    def rung(self, name: str) -> tuple[int, int]:
        """Another value after each bell for that name: who compares two knows whether one rang between."""
        with self._lock:
            return self._rung[None], self._rung[name]

    def ring(self, name: str) -> None:
        """Wake whoever waits for that name, here and in every other instance."""
        self.ring_here(name)
        if self._elsewhere is not None:
            self._elsewhere(name)

    def ring_here(self, name: str | None) -> None:
        """The same in this process only; None wakes everybody."""
        if name is None:
            self._ring_all()
            return
        if name in self._actions:
            self._actions[name]()
        with self._lock:
            self._rung[name] += 1
            entries = tuple(self._waiting.get(name, ()))
        for loop, event in entries:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    def waiting(self) -> int:
        """How many wait now, whoever for."""
        with self._lock:
            return sum(len(each) for each in self._waiting.values())

    def close(self) -> None:
        """The service is stopping: everybody stops waiting."""
        self.closing = True
        self._ring_all()

    def _ring_all(self) -> None:
        with self._lock:
            self._rung[None] += 1
            names = (*self._waiting, *self._actions)
        for name in names:
            self.ring_here(name)
