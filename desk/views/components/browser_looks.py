"""What a row of pictures tells about the browser's camera: too slow for this machine, or seeing no more."""

from __future__ import annotations

from collections import deque
from statistics import median

SLOWEST_LOOKS = 8.0  # a second
_LOOKS_JUDGED = 20
_SAME_UNTIL_DOUBT, _MOST_PATIENCE = 12, 600  # pictures


class Looks:
    """The pictures of one window's camera, one after the other; ``begin`` whenever it was opened.

    The web client goes on giving the last picture of a camera that was unplugged, and says nothing. A living
    one never gives the same picture twice, but for a covered lens: so each time it was opened in vain, more
    of the same is borne before it is doubted again.
    """

    def __init__(self) -> None:
        self.begin()
        self._patience = _SAME_UNTIL_DOUBT

    def begin(self) -> None:
        self.count, self._same, self._last, self._last_at = 0, 0, b"", 0.0
        self._gaps: deque[float] = deque(maxlen=_LOOKS_JUDGED)

    def add(self, picture: bytes, at: float) -> None:
        """``at`` in seconds of any steady clock."""
        if self.count:
            self._gaps.append(at - self._last_at)
        if picture == self._last:
            self._same += 1
        else:
            self._same = 0
            if self.count:
                self._patience = _SAME_UNTIL_DOUBT
        self.count, self._last, self._last_at = self.count + 1, picture, at

    @property
    def are_slow(self) -> bool:
        """Fewer than eight a second, judged by the middle of twenty: one pause is no slowness."""
        return len(self._gaps) == _LOOKS_JUDGED and median(self._gaps) > 1 / SLOWEST_LOOKS

    def are_doubtful(self) -> bool:
        """Whether the camera should be opened anew to see if it is still there."""
        if self._same < self._patience:
            return False
        self._patience = min(self._patience * 2, _MOST_PATIENCE)
        return True
