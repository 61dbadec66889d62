"""The letters a zone is printed with: OCR-B, as ICAO 9303 part 3 demands of every such document.

Drawn from our own copy of the typeface, so that nothing depends on what a machine has installed.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from desk.capture.print_reader_ink import Light
from desk.i18n import assets_dir

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
PITCH = 24
"""Pixels from letter to letter of a zone laid straight: 2.54 mm."""
TALL = 30
"""Pixels of a letter's cell from top to bottom; between two lines there may be more."""

_FINE = 4
_LETTER = 0.7229  # of the type's size: its letters are all of one width
_BLURS = (0.8, 1.6)  # pixels: a sharp photo, and one at the edge of what is kept


@cache
def letter_shapes() -> Light:
    """(blurs, letters, cell): each letter at each blur, of mean 0 and length 1."""
    font = ImageFont.truetype(assets_dir() / "fonts" / "OCRB.otf", PITCH / _LETTER * _FINE)
    middle = TALL * _FINE / 2 - font.getbbox("H", anchor="ls")[1] / 2
    drawn = [_drawn(letter, font, middle) for letter in ALPHABET]
    shapes = [[cv2.GaussianBlur(cell, (0, 0), blur).ravel() for cell in drawn] for blur in _BLURS]
    return unit(np.array(shapes, dtype=np.float32))


def _drawn(letter: str, font: ImageFont.FreeTypeFont, base: float) -> Light:
    cell = Image.new("L", (PITCH * _FINE, TALL * _FINE), 0)
    ImageDraw.Draw(cell).text((PITCH * _FINE / 2, base), letter, fill=255, font=font, anchor="ms")
    fine = np.asarray(cell, dtype=np.float32)
    return np.asarray(cv2.resize(fine, (PITCH, TALL), interpolation=cv2.INTER_AREA), dtype=np.float32)


def unit(cells: Light, least: float = 1e-6) -> Light:
    """The last axis of mean 0 and length 1; what is fainter than ``least`` stays faint."""
    level = cells - cells.mean(axis=-1, keepdims=True)
    length = np.linalg.norm(level, axis=-1, keepdims=True)
    return np.asarray(level / np.maximum(length, least), dtype=np.float32)
