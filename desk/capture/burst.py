"""Several frames of one card read together: a text that is not sure wants to be seen twice.

What ordered statistics or erasures mended is almost always right, but almost is not enough for a number
that names a person. So such a text is held until a second frame, read without the first, says the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from threading import Lock
from zlib import adler32

import numpy as np

from desk.capture.qr_decoder.fusing import Fuser
from desk.capture.reader import CodeReader
from desk.ports.camera import Pixels, Reading

_FRAMES_UNTIL_GONE = 3
_CARDS_REMEMBERED = 4  # several of one person may lie side by side


class LiveReader:
    """Implements LiveCodeReader: one thread may glance at every frame while another reads the newest.

    ``glance`` is cheap enough for every frame; ``read`` does all there is, one frame at a time.
    """

    def __init__(self, reader: CodeReader | None = None) -> None:
        self._reader = reader or CodeReader()
        self._memory = _Memory()

    def reset(self) -> None:
        """Another card, or another person: from any thread, also while a frame is being read.

        That frame then gives no text, since nobody could tell whose it is.
        """
        self._memory = _Memory()

    def glance(self, pixels: Pixels) -> Reading:
        """A look with the quick eyes."""
        memory = self._memory
        reading = self._reader.glance(pixels)
        if reading.text is not None:
            reading = memory.confirmed(reading, _digest(pixels))
        return self._if_still(memory, reading)

    def read(self, pixels: Pixels) -> Reading:
        """A look with all eyes, together with the frames before. The same picture again is no second look."""
        memory, digest = self._memory, _digest(pixels)
        if memory.last is not None and memory.last[0] == digest:
            return memory.upheld(memory.last[1])
        fuser = memory.fuser
        reading = memory.confirmed(self._reader.read(pixels, fuser), digest, fuser)
        memory.note(digest, reading)
        return self._if_still(memory, reading)

    def _if_still(self, memory: _Memory, reading: Reading) -> Reading:
        return reading if memory is self._memory else Reading(None, "", False, reading.ms)


class _Memory:
    """What is known of the card before the camera: of frames only the code and what is close round it."""

    def __init__(self) -> None:
        self._judging = Lock()
        self.fuser = Fuser()  # forgets by itself what it sees no more
        self.last: tuple[bytes, Reading] | None = None
        self._sure: tuple[str, ...] = ()
        self._held: tuple[str, bytes] | None = None
        self._empty = 0

    def confirmed(self, reading: Reading, digest: bytes, fuser: Fuser | None = None) -> Reading:
        """Sure at the second time, and from then on; fusion starts afresh, so that the second is its own.

        What was fused from frames begun before that fresh start is no second time.
        """
        if reading.text is None:
            return reading
        with self._judging:
            is_late = fuser is not None and fuser is not self.fuser
            self.fuser = Fuser()
            held = self._held
            is_second = held is not None and held[0] == reading.text and held[1] != digest and not is_late
            if reading.sure or is_second:
                self._keep_sure(reading.text)
            elif held is None or held[0] != reading.text:
                self._held = reading.text, digest
            return self.upheld(reading)

    def upheld(self, reading: Reading) -> Reading:
        """What was sure once is not less so for a poorer look."""
        return replace(reading, sure=True) if reading.text in self._sure else reading

    def note(self, digest: bytes, reading: Reading) -> None:
        """What a look with all eyes came to; after some that saw nothing the card has left."""
        with self._judging:
            self.last = digest, reading
            seen = reading.text is not None or self.fuser.follows
            self._empty = 0 if seen else self._empty + 1
            if self._empty >= _FRAMES_UNTIL_GONE:
                self.last, self._sure, self._held = None, (), None

    def _keep_sure(self, text: str) -> None:
        self._held = None
        if text not in self._sure:
            self._sure = (*self._sure, text)[-_CARDS_REMEMBERED:]


def _digest(pixels: Pixels) -> bytes:
    """Tells a picture from the next without keeping it; a checksum, as hashing costs more than reading."""
    return adler32(np.ascontiguousarray(pixels).data.cast("B")).to_bytes(4, "big")


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
