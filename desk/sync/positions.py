"""How far each photo is on its way, and whether breaking off still brought it further."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from declaration.wire.records import BlobRef
from desk.sync.progress import Progress


class Positions:
    """Bytes by photo: handed to the line, and known to be at the service. Told to ``progress`` as they go."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._at: dict[str, int] = {}
        self._there: dict[str, int] = {}
        self._vain: dict[str, int] = {}
        self._begun: set[str] = set()

    def begun(self, names: Iterable[str]) -> None:
        """Of these the service says it holds a part."""
        self._begun.update(names)

    def is_begun(self, blob: BlobRef) -> bool:
        return blob.sha256 in self._begun

    def vain(self, blob: BlobRef) -> int:
        """Breaks in a row that brought it no further."""
        return self._vain.get(blob.sha256, 0)

    def sent(self, name: str) -> int:
        """Bytes of it that have left."""
        return self._at.get(name, 0)

    def watch(self, blob: BlobRef) -> Callable[[int], None]:
        """To be told of every position; of one begun before, the first is the service's own word."""
        is_word = blob.sha256 in self._begun

        def at(position: int) -> None:
            nonlocal is_word
            if is_word and position > self._there.get(blob.sha256, 0):
                self._there[blob.sha256] = position
                self._vain.pop(blob.sha256, None)
            is_word = False
            self._move(blob.sha256, position)

        return at

    def stored(self, blob: BlobRef) -> None:
        self._move(blob.sha256, blob.size)
        for kept in (self._at, self._there, self._vain):
            kept.pop(blob.sha256, None)
        self._begun.discard(blob.sha256)

    def broke_off(self, blob: BlobRef) -> int:
        """A part of it may be there; how often in a row that was in vain."""
        self._begun.add(blob.sha256)
        self._vain[blob.sha256] = self.vain(blob) + 1
        return self._vain[blob.sha256]

    def set_back(self, blob: BlobRef) -> None:
        """The schedule decides from here on; its next time begins with patience."""
        self._vain.pop(blob.sha256, None)

    def forget_breaks(self) -> None:
        """A run has ended; the next begins with patience."""
        self._vain.clear()

    def _move(self, name: str, position: int) -> None:
        before = self._at.get(name, 0)
        self._at[name] = position
        self._progress.add(position - before)
