"""A portrait as it goes on paper: a JPEG of 4 x 6 cm at 300 dpi, which a printed file holds as it is.

A WebP would be unpacked into it: 1 MB and a quarter of a second a page.
"""

from __future__ import annotations

from typing import Final

from declaration.problems import Problem
from desk.capture.encoding import jpeg, resized
from desk.capture.picture_file import open_picture
from desk.capture.thresholds import PORTRAIT

_QUALITY: Final = 90


def for_paper(data: bytes) -> bytes:
    """The picture with no more pixels than 4 x 6 cm show; one that cannot be opened stays as it is."""
    pixels = open_picture(data)
    if isinstance(pixels, Problem):
        return data
    height, width = pixels.shape[:2]
    scale = max(PORTRAIT.width / width, PORTRAIT.height / height)
    if scale < 1:
        pixels = resized(pixels, (round(width * scale), round(height * scale)))
    return jpeg(pixels, _QUALITY).data
