"""Several frames of one card read together: a text that is not sure wants to be seen twice.

What ordered statistics or erasures mended is almost always right, but almost is not enough for a number
that names a person. So such a text is held until a second frame, read without the first, says the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from desk.capture.qr_decoder.fusing import Fuser
from desk.capture.reader import CodeReader
from desk.ports.camera import Pixels, Reading

_FRAMES_UNTIL_GONE = 3


class LiveReader:
    """A reader for the frames of a camera, in their order; used from one thread at a time.

    ``glance`` is cheap enough for every frame; ``read`` does all there is and belongs to the newest frame.
    """

    def __init__(self, reader: CodeReader | None = None) -> None:
        self._reader = reader or CodeReader()
        self._fuser = Fuser()
        self.reset()

    def reset(self) -> None:
        """The card has left: nothing of it is remembered."""
        self._fuser.reset()
        self._held: str | None = None
        self._empty = 0
        self._last: tuple[Pixels, Reading] | None = None

    def glance(self, pixels: Pixels) -> Reading:
        """A look with the quick eyes."""
        reading = self._reader.glance(pixels)
        return reading if reading.text is None else self._confirmed(reading)

    def read(self, pixels: Pixels) -> Reading:
        """A look with all eyes, together with the frames before. The same picture again is no second look."""
        if self._last is not None and np.array_equal(self._last[0], pixels):
            return self._last[1]
        reading = self._confirmed(self._reader.read(pixels, self._fuser))
        self._note(reading)
        self._last = (pixels, reading)
        return reading

    def _confirmed(self, reading: Reading) -> Reading:
        """Sure at the second time; a text that fusion gave starts afresh, so that the second is its own."""
        if reading.text is None or reading.sure:
            self._held = reading.text or self._held
            return reading
        if reading.text == self._held:
            return replace(reading, sure=True)
        self._held = reading.text
        self._fuser.reset()
        return reading

    def _note(self, reading: Reading) -> None:
        seen = reading.text is not None or self._fuser.follows
        self._empty = 0 if seen else self._empty + 1
        if self._empty == _FRAMES_UNTIL_GONE:
            self.reset()


def read_burst(frames: Iterable[Pixels], reader: CodeReader | None = None) -> Reading:
    """The text of a card that several frames show; ends at the first sure reading.

    Without one the last text that was not sure, or ``text`` None. ``ms`` is the whole burst's.
    """
    live, best, spent = LiveReader(reader), Reading(None, "", False, 0.0), 0.0
    for pixels in frames:
        reading = live.read(pixels)
        spent += reading.ms
        if reading.text is not None:
            best = reading
        if reading.sure:
            break
    return replace(best, ms=spent)
