"""Is this a picture? The door to Pillow.

At the intake by its first bytes only, never by its name or by what the sender calls it; decoded whole later,
in the background (approval.photo_checks), as a file that may be made to do harm.
"""

from __future__ import annotations

import io
import struct
from typing import Final

from PIL import Image

BYTES_NEEDED: Final = 4096
MOST_PIXELS: Final = 64_000_000
"""More than any telephone's camera makes of a card; such a picture needs 200 MB to be looked at."""
_AVIF_BRANDS = (b"avif", b"avis", b"mif1", b"msf1")
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")


def is_picture(start: bytes) -> bool:
    """JPEG, PNG, WebP or AVIF, by the first twelve bytes of the file, and not of absurd dimensions, as far as
    its first bytes say them."""
    if not _has_magic(start):
        return False
    said = _dimensions(start)
    return said is None or 0 < said[0] * said[1] <= MOST_PIXELS


def is_readable(data: bytes) -> bool:
    """Whether it can be decoded whole. A few bytes that would unpack to a huge picture are not unpacked."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return False
            picture.load()
    except MemoryError:  # says something of this machine, nothing of the picture
        raise
    except Exception:  # noqa: BLE001 - decoders raise whatever a damaged file makes them
        return False
    return True


def _has_magic(start: bytes) -> bool:
    if start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return True
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return True
    return start[4:8] == b"ftyp" and start[8:12] in _AVIF_BRANDS


def _dimensions(start: bytes) -> tuple[int, int] | None:
    """Width and height where the header gives them that early."""
    try:
        if start[:4] == b"RIFF":
            return _webp(start)
        if start[12:16] == b"IHDR":
            return struct.unpack_from(">II", start, 16)
        if start[4:8] == b"ftyp":
            at = start.find(b"ispe")
            return None if at < 0 else struct.unpack_from(">II", start, at + 8)
        return _jpeg(start)
    except struct.error:  # further on than was read
        return None


def _webp(start: bytes) -> tuple[int, int] | None:
    match start[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(start[24:27], "little"), 1 + int.from_bytes(start[27:30], "little")
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", start, 21)
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", start, 26)
            return width & 0x3FFF, height & 0x3FFF
        case _:
            return None


def _jpeg(start: bytes) -> tuple[int, int] | None:
    """From one segment to the next, until that of the frame."""
    at = 2
    while start[at : at + 1] == b"\xff":
        marker, length = struct.unpack_from(">BH", start, at + 1)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", start, at + 5)
            return width, height
        at += 2 + length
    return None
