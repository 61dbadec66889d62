"""Records that wait for their photos, as far as this process took them in itself.

It spares asking the database at every photo and reading a record twice; it decides nothing, may forget, and
knows nothing of other instances: whoever finds nothing here asks the database.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from approval.admission import Arrived, Offered

_Key = tuple[UUID, int]
_MOST_BYTES = 32_000_000


@dataclass(frozen=True)
class Expected:
    """A record, and the photos it lacks as far as is known here."""

    offered: Offered
    photos: frozenset[str]


class Waiting:
    """Bounded: the one that has waited longest is forgotten first. May be asked from any thread."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._lock = threading.Lock()
        self._records: dict[_Key, Expected] = {}
        self._wanted: dict[str, set[_Key]] = defaultdict(set)

    def expect(self, offered: Offered, photos: Iterable[str]) -> None:
        """It was kept, and lacks these."""
        key = _key(offered)
        with self._lock:
            self._forget(key)
            self._records[key] = Expected(offered, frozenset(photos))
            self._bytes += len(offered.opened.sealed)
            for photo in self._records[key].photos:
                self._wanted[photo].add(key)
            while self._bytes > self._most_bytes:
                self._forget(next(iter(self._records)))

    def wanting(self, photo: str) -> tuple[Expected, ...]:
        """Those that lacked this photo."""
        with self._lock:
            return tuple(self._records[key] for key in self._wanted.get(photo, ()))

    def arrived(self, photo: str, seen: Arrived | None = None) -> tuple[Expected, ...]:
        """The same, from now on without it; ``seen``: where it has just come in whole."""
        with self._lock:
            keys = self._wanted.pop(photo, ())
            for key in keys:
                one = self._records[key]
                offered = one.offered if seen is None else one.offered.with_photo(photo, seen)
                self._records[key] = Expected(offered, one.photos - {photo})
            return tuple([self._records[key] for key in keys])

    def settled(self, offered: Offered) -> None:
        """It waits no longer."""
        with self._lock:
            self._forget(_key(offered))

    def _forget(self, key: _Key) -> None:
        known = self._records.pop(key, None)
        if known is None:
            return
        self._bytes -= len(known.offered.opened.sealed)
        for photo in known.photos & self._wanted.keys():
            self._wanted[photo].discard(key)
            if not self._wanted[photo]:
                del self._wanted[photo]


def _key(offered: Offered) -> _Key:
    return offered.opened.record.id, offered.opened.record.revision
