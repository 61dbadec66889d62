"""Opening picture files people choose: whatever is in them, the answer is a picture or a Problem."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from declaration.problems import Problem, blocking
from desk.ports.camera import Pixels

MOST_PIXELS = 60_000_000
MOST_BYTES = 80 * 1024 * 1024
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
# what Pillow's decoders have been seen to raise on damaged files; anything else is a fault of ours
_DAMAGE = (OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError, ArithmeticError, struct.error)
_DAMAGE_TOO = (zlib.error, MemoryError, NotImplementedError)

# Pillow only warns below twice its own limit; the size is checked here, before anything is decoded
Image.MAX_IMAGE_PIXELS = None


def open_picture(source: Path | bytes) -> Pixels | Problem:
    """The picture in a file or in bytes, the right way up as its EXIF says.

    Problems on ``picture``: picture_unreadable (no picture, damaged, or a kind not supported),
    picture_too_large (details: ``megapixels`` or ``megabytes``, the limit passed).
    """
    try:
        data = source if isinstance(source, bytes) else _read(source)
        if len(data) > MOST_BYTES:
            return blocking("picture", "picture_too_large", megabytes=str(MOST_BYTES // 1024**2))
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return blocking("picture", "picture_too_large", megapixels=str(MOST_PIXELS // 10**6))
            return _pixels(ImageOps.exif_transpose(picture))
    except _DAMAGE + _DAMAGE_TOO:
        return blocking("picture", "picture_unreadable")


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _pixels(picture: Image.Image) -> Pixels:
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        picture = Image.new("RGBA", layer.size, "white")
        picture.alpha_composite(layer)
    elif picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")  # sixteen bits of grey
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])
