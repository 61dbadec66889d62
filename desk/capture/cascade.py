"""The eyes that look for a code, cheapest first, and what they share of one frame.

zxing reads three frames in four in a millisecond or two; each further eye costs more and sees more. Every
library is asked for the code's bytes. ``QRCodeModel2`` keeps Micro QR out, whose smallest size has no error
correction and reads numbers into blurred cards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from declaration.privacy import Private
from desk.capture.qr_decoder.deadline import Deadline
from desk.capture.qr_decoder.fusing import Fuser
from desk.capture.qr_decoder.searching import search
from desk.capture.qr_decoder.windows import CodeWindow, code_windows
from desk.capture.trust import believable
from desk.capture.zbar import ZbarEye
from desk.ports.camera import Pixels, Quad

Grey = NDArray[np.uint8]
_MOST_PIXELS_TO_DOUBLE = 2_500_000  # beyond 1080p a code is large enough, and doubling costs too much
_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)
_SHARPENED_SIDE = 420  # pixels a code's window is brought to before sharpening
_MARGIN = 0.72  # of a window's side, from its middle


@dataclass(frozen=True, repr=False)
class Sighting(Private):
    """The bytes of one code; ``sure`` is False when letters may have been guessed.

    ``quad``: its corners where the eye says them; ``frames``: how many it took.
    """

    data: bytes
    sure: bool = True
    quad: Quad | None = None
    frames: int = 1


class Look:
    """One frame and what is made of it: each at most once, and not before an eye asks."""

    def __init__(self, pixels: Pixels, deadline: Deadline, fuser: Fuser | None = None) -> None:
        grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
        self.grey: Grey = np.ascontiguousarray(grey, dtype=np.uint8)
        self.deadline = deadline
        self.fuser = fuser

    @cached_property
    def doubled(self) -> Grey | None:
        """Twice as large, or None where that would cost more than it gives."""
        if self.grey.size > _MOST_PIXELS_TO_DOUBLE:
            return None
        large = cv2.resize(self.grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
        return np.asarray(large, dtype=np.uint8)

    @cached_property
    def windows(self) -> list[CodeWindow]:
        return code_windows(self.grey)


@dataclass(frozen=True)
class Eye:
    """One way to look. ``cost``: its usual milliseconds for a megapixel; 0 for one that minds the time."""

    name: str
    see: Callable[[Look], Iterable[Sighting]]
    cost: float = 0.0

    def can_finish(self, look: Look) -> bool:
        return look.deadline.allows(self.cost * look.grey.size / 1e6)


def quick_eyes() -> tuple[Eye, ...]:
    """What every camera frame can bear."""
    return Eye("zxing", by_zxing), Eye("zxing_doubled", by_zxing_doubled, 7)


def thorough_eyes(zbar: ZbarEye) -> tuple[Eye, ...]:
    """What the newest frame gets once the quick ones have failed."""

    def by_zbar(look: Look) -> Iterator[Sighting]:
        return (Sighting(code.data, code.exact) for code in zbar.see(look.grey))

    def by_zbar_doubled(look: Look) -> Iterator[Sighting]:
        large = look.doubled
        return (Sighting(code.data, code.exact) for code in (zbar.see(large) if large is not None else ()))

    return (
        Eye("zxing_inverted", by_zxing_inverted, 3),
        Eye("soft", by_soft_decisions),
        Eye("zxing_sharpened", by_zxing_sharpened, 6),
        Eye("zbar", by_zbar, 22),
        Eye("zbar_doubled", by_zbar_doubled, 90),
    )


def by_zxing(look: Look) -> list[Sighting]:
    return _zxing(look.grey)


def by_zxing_doubled(look: Look) -> list[Sighting]:
    large = look.doubled
    return [] if large is None else [_moved(seen, 0.5, 0, 0) for seen in _zxing(large)]


def by_zxing_inverted(look: Look) -> list[Sighting]:
    """Light modules on a dark ground: screens in dark mode and printed copies of them."""
    return _zxing(cv2.bitwise_not(look.grey).astype(np.uint8, copy=False))


def by_soft_decisions(look: Look) -> list[Sighting]:
    """Our own decoder, which keeps the greys; it hands out believable cards only."""
    word = search(look.grey, believable, look.fuser, look.deadline, look.windows)
    if word is None:
        return []
    quad = None if word.quad is None else _quad(word.quad.tolist())
    sure = word.sure and word.frames == 1  # of several frames one might show another card
    return [Sighting(word.data, sure, quad, word.frames)]


def by_zxing_sharpened(look: Look) -> Iterator[Sighting]:
    """zxing on the likeliest window alone, sharpened or thresholded by neighbourhoods."""
    for window in look.windows[:1]:
        reach, (height, width) = window.side * _MARGIN, look.grey.shape
        left, top = int(max(0, window.x - reach)), int(max(0, window.y - reach))
        part = look.grey[top : int(min(height, window.y + reach)), left : int(min(width, window.x + reach))]
        factor = float(np.clip(_SHARPENED_SIDE / window.side, 1, 4))
        if min(part.shape) < 24:
            continue
        resized = cv2.resize(part, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
        large = np.asarray(resized, dtype=np.uint8)
        for view in (_sharpened, _thresholded):
            yield from (_moved(seen, 1 / factor, left, top) for seen in _zxing(view(large)))


def _sharpened(part: Grey) -> Grey:
    soft = cv2.GaussianBlur(part, (0, 0), 3.0)
    return np.asarray(cv2.addWeighted(part, 3.0, soft, -2.0, 0), dtype=np.uint8)


def _thresholded(part: Grey) -> Grey:
    way = cv2.ADAPTIVE_THRESH_GAUSSIAN_C
    return np.asarray(cv2.adaptiveThreshold(part, 255, way, cv2.THRESH_BINARY, 51, 2), dtype=np.uint8)


def _zxing(grey: Grey) -> list[Sighting]:
    found = zxingcpp.read_barcodes(grey, formats=_CODES, try_invert=False)
    return [Sighting(code.bytes, quad=_zxing_quad(code.position)) for code in found if code.valid]


def _zxing_quad(at: zxingcpp.Position) -> Quad:
    return _quad([(p.x, p.y) for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)])


def _quad(points: list[tuple[float, float]]) -> Quad:
    one, two, three, four = ((float(x), float(y)) for x, y in points)
    return one, two, three, four


def _moved(seen: Sighting, scale: float, left: int, top: int) -> Sighting:
    """A sighting in a part of the frame or in another size, said in the frame's own pixels."""
    if seen.quad is None:
        return seen
    return replace(seen, quad=_quad([(left + x * scale, top + y * scale) for x, y in seen.quad]))
