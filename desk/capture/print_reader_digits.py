"""Twelve printed digits in a row, as the front of an identity card carries them, in an upright typeface.

Which typeface is not laid down, so a mark is compared by its shape alone with the digits of a few. A number
counts only when every one of its twelve marks is clearly a digit and blanks stand at both its ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from desk.capture.print_reader_ink import Light
from desk.capture.print_reader_letters import unit
from desk.i18n import assets_dir

WIDTH = 1280
"""Pixels a card is wide when its number is looked for."""

_COUNT = 12
_TYPEFACES = ("BeVietnamPro-500.ttf", "BeVietnamPro-700.ttf", "OCRB.otf")
_TALL, _WIDE, _RIM, _BLUR = 24, 24, 2, 1.2
_HEIGHTS = (0.018, 0.075)  # of the card's height: 1 to 4 mm
_RATIOS = (0.15, 0.95)  # width to height of a digit
_LIKE, _LEAD = 0.75, 0.03
_BESIDE, _OFF_LINE, _OTHER_HEIGHT = 0.6, 0.2, 0.15  # of a digit's height
_SHARPENINGS = ((0.0, 1.0), (1.5, 3.0), (3.0, 4.0))  # how much, and how wide a blur it undoes in pixels
_LEVELS = (0.2, 0.35)  # of ink: a mark is what is darker


@dataclass(frozen=True, repr=False)
class Mark:
    """One piece of print: its box in pixels, and the digit it is; None when it is none for certain."""

    left: int
    right: int
    middle: float
    height: int
    digit: int | None

    def goes_on(self, other: Mark) -> bool:
        """Whether the other stands right behind this one on the same line, in the same size."""
        return (
            abs(other.left - self.right) <= _BESIDE * self.height
            and abs(other.middle - self.middle) <= _OFF_LINE * self.height
            and abs(other.height - self.height) <= max(2, _OTHER_HEIGHT * self.height)
        )


def numbers_in(ink: Light) -> tuple[str, ...]:
    """Every distinct number read at any sharpness; two that differ mean that neither is certain."""
    return tuple(sorted({number for look in _looks(ink) for number in _numbers(_marks(*look))}))


def _looks(ink: Light) -> Iterator[tuple[Light, NDArray[np.bool_]]]:
    """The ink more and less sharpened, with what counts as print in it: a blur draws digits together."""
    for much, wide in _SHARPENINGS:
        sharper = np.asarray(ink + much * (ink - cv2.GaussianBlur(ink, (0, 0), wide)), dtype=np.float32)
        for level in _LEVELS:
            yield np.clip(sharper, 0, 1), sharper > level


def _marks(ink: Light, print_: NDArray[np.bool_]) -> list[Mark]:
    """The pieces of print that have a digit's size, from left to right."""
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(print_.astype(np.uint8), connectivity=4)
    least, most = (share * len(ink) for share in _HEIGHTS)
    found = []
    for label, (left, top, width, height, _) in enumerate(boxes[1:].tolist(), start=1):
        if least <= height <= most and _RATIOS[0] <= width / height <= _RATIOS[1]:
            box = slice(top, top + height), slice(left, left + width)
            digit = _digit(ink[box] * (labels[box] == label))
            found.append(Mark(left, left + width, top + height / 2, height, digit))
    return sorted(found, key=lambda mark: mark.left)


def _numbers(marks: list[Mark]) -> Iterator[str]:
    """The rows of exactly twelve marks that are all digits."""
    rows: list[list[Mark]] = []
    for mark in marks:
        row = next((row for row in reversed(rows) if row[-1].goes_on(mark)), None)
        if row is None:
            rows.append([mark])
        else:
            row.append(mark)
    for row in rows:
        digits = [mark.digit for mark in row if mark.digit is not None]
        if len(row) == len(digits) == _COUNT:
            yield "".join(map(str, digits))


def _digit(piece: Light) -> int | None:
    likeness = (_shapes() @ _boxed(piece)).max(axis=0)
    next_best, best = np.sort(likeness)[-2:]
    return int(likeness.argmax()) if best >= _LIKE and best - next_best >= _LEAD else None


@cache
def _shapes() -> Light:
    """(typefaces, digits, cell), each of mean 0 and length 1."""
    fonts = [ImageFont.truetype(assets_dir() / "fonts" / name, 96) for name in _TYPEFACES]
    return np.array([[_boxed(_drawn(font, digit)) for digit in "0123456789"] for font in fonts])


def _drawn(font: ImageFont.FreeTypeFont, digit: str) -> Light:
    left, top, right, bottom = (round(edge) for edge in font.getbbox(digit))
    paper = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(paper).text((-left, -top), digit, fill=255, font=font)
    return np.asarray(paper, dtype=np.float32)


def _boxed(piece: Light) -> Light:
    """A mark at one height, its proportions kept, in the middle of a cell."""
    width = min(_WIDE, max(1, round(piece.shape[1] * _TALL / piece.shape[0])))
    cell = np.zeros((_TALL + 2 * _RIM, _WIDE + 2 * _RIM), np.float32)
    left = (cell.shape[1] - width) // 2
    cell[_RIM:-_RIM, left : left + width] = cv2.resize(piece, (width, _TALL), interpolation=cv2.INTER_AREA)
    blurred = np.asarray(cv2.GaussianBlur(cell, (0, 0), _BLUR), dtype=np.float32)
    return unit(blurred.ravel())
