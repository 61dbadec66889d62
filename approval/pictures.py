"""Is this a picture? Judged by its first bytes only, never by its name or by what the sender calls it."""

from __future__ import annotations

BYTES_NEEDED = 12

_AVIF_BRANDS = (b"avif", b"avis", b"mif1", b"msf1")


def is_picture(start: bytes) -> bool:
    """JPEG, PNG, WebP or AVIF, by the first twelve bytes of the file."""
    if start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return True
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return True
    return start[4:8] == b"ftyp" and start[8:12] in _AVIF_BRANDS
