"""A picture goes in, a card code's text comes out: cheap eyes first, and no eye may guess letters.

Every library is asked for the code's bytes and they are decoded as UTF-8 here. ``QRCodeModel2`` keeps
Micro QR out, whose smallest size has no error correction and reads numbers into blurred cards.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from declaration.cards.card import Foreign
from declaration.cards.recognise import recognise
from desk.capture.zbar import Seen, ZbarEye
from desk.ports.camera import Pixels, Reading

Grey = NDArray[np.uint8]
_MOST_PIXELS_TO_DOUBLE = 2_500_000  # beyond 1080p a code is large enough, and doubling costs too much
_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)


class CodeReader:
    """The cascade zxing, zxing on the doubled picture, zbar; one per station, used from any thread."""

    def __init__(self, zbar: ZbarEye | None = None) -> None:
        self._zbar = zbar or ZbarEye()
        self._eyes: tuple[tuple[str, Callable[[Grey], Iterable[Seen]]], ...] = (
            ("zxing", _zxing),
            ("zxing_doubled", _zxing_doubled),
            ("zbar", self._zbar.see),
        )

    def read(self, pixels: Pixels) -> Reading:
        """The text of the picture's code, a card's before any other; ``text`` None when there is none."""
        began = time.perf_counter()
        grey = _grey(pixels)
        for engine, see in self._eyes:
            text, sure = _best(_texts(see(grey)))
            if text is not None:
                return Reading(text, engine, sure, _ms_since(began))
        return Reading(None, "", False, _ms_since(began))


def _ms_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _grey(pixels: Pixels) -> Grey:
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    return np.ascontiguousarray(grey, dtype=np.uint8)


def _texts(seen: Iterable[Seen]) -> Iterator[tuple[str, bool]]:
    for code in seen:
        try:
            yield code.data.decode("utf-8"), code.exact
        except UnicodeDecodeError:
            continue  # not a card: theirs are UTF-8


def _best(texts: Iterator[tuple[str, bool]]) -> tuple[str | None, bool]:
    first: tuple[str | None, bool] = (None, False)
    for text, sure in texts:
        if not isinstance(recognise(text), Foreign):
            return text, sure
        first = first if first[0] is not None else (text, sure)
    return first


def _zxing(grey: Grey) -> list[Seen]:
    found = zxingcpp.read_barcodes(grey, formats=_CODES, try_invert=False)
    return [Seen(code.bytes, True) for code in found if code.valid]


def _zxing_doubled(grey: Grey) -> list[Seen]:
    if grey.size > _MOST_PIXELS_TO_DOUBLE:
        return []
    doubled = cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return _zxing(np.asarray(doubled, dtype=np.uint8))
