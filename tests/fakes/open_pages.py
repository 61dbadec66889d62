"""A station's file with every page decrypted: what somebody with the key and a disk editor would see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, TAIL, VECTOR, SALT = 4096, 80, 16, 16
LOG_HEADER, FRAME_HEADER = 32, 24


def everything_in(database: Path, key: bytes) -> bytes:
    """All pages of the file and of its write-ahead log, used or free, decrypted, one after the other."""
    log = database.with_name(database.name + "-wal")
    pages = [*_pages(database.read_bytes()), *(_frames(log.read_bytes()) if log.exists() else ())]
    return b"\n".join(_decrypted(page, key, number) for number, page in pages)


def _pages(content: bytes) -> Iterator[tuple[int, bytes]]:
    for at in range(0, len(content) - PAGE + 1, PAGE):
        yield at // PAGE + 1, content[at : at + PAGE]


def _frames(content: bytes) -> Iterator[tuple[int, bytes]]:
    for at in range(LOG_HEADER, len(content) - FRAME_HEADER - PAGE + 1, FRAME_HEADER + PAGE):
        number = int.from_bytes(content[at : at + 4], "big")
        yield number, content[at + FRAME_HEADER : at + FRAME_HEADER + PAGE]


def _decrypted(page: bytes, key: bytes, number: int) -> bytes:
    vector = page[PAGE - TAIL : PAGE - TAIL + VECTOR]
    hidden = page[SALT if number == 1 else 0 : PAGE - TAIL]
    opening = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return opening.update(hidden)


def pages_with(database: Path, key: bytes, content: bytes) -> list[int]:
    """The numbers of the pages on which that content lies in one piece."""
    pages = _pages(database.read_bytes())
    return [number for number, page in pages if content in _decrypted(page, key, number)]


def damage_page(database: Path, number: int) -> None:
    """One bit of it is another."""
    content = bytearray(database.read_bytes())
    content[(number - 1) * PAGE + PAGE // 2] ^= 1
    database.write_bytes(content)
