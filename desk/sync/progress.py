"""How far the sending is, by bytes of photos: what screens show while it lasts."""

from __future__ import annotations

from collections.abc import Callable


class Progress:
    """``show`` is told (sent, total) bytes, ``tell`` that the books have changed."""

    def __init__(self, show: Callable[[int, int], None], tell: Callable[[], None]) -> None:
        self._show = show
        self.tell = tell
        self._sent = 0
        self._total = 0

    def start(self) -> None:
        """A new round: nothing sent, nothing owed."""
        self._sent = self._total = 0

    def begin(self) -> None:
        """Something is being sent."""
        self._show(self._sent, self._total)

    def expect(self, owed: int) -> None:
        """So many bytes are still to go."""
        self._total = self._sent + owed
        self._show(self._sent, self._total)

    def add(self, sent: int) -> None:
        """A photo has arrived."""
        self._sent += sent
        self._show(self._sent, self._total)
