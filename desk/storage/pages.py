"""The pages of a SQLCipher file as they lie on the disk, each with its own signature.

Format 4 (SQLCipher 4, defaults): pages of 4,096 bytes; at the end of each 16 bytes of initialisation vector
and an HMAC-SHA512 over what is encrypted, that vector and the page's number; the first begins with the salt.
Source: SQLCipher's design notes. Nothing here decrypts.

Never open the file this way while this process has it open as a database: closing a handle of our own would
drop SQLite's locks on it (POSIX).
"""

from __future__ import annotations

import hmac
import os
from hashlib import pbkdf2_hmac
from pathlib import Path

PAGE = 4096
SALT, VECTOR, SIGNATURE = 16, 16, 64
LAST = 64
"""How many of the last pages are looked at when a file is opened."""


def has_sound_ends(path: Path, key: bytes) -> bool:
    """Whether the first page and the last ones are whole; as quick on a large file as on a small one."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        count, rest = divmod(size, PAGE)
        file.seek(0)
        signing = _signing_key(key, file.read(SALT))
        if rest or not count:
            return False
        for number in (1, *range(max(2, count - LAST + 1), count + 1)):
            file.seek((number - 1) * PAGE)
            if not _is_signed(signing, number, file.read(PAGE)):
                return False
    return True


def _signing_key(key: bytes, salt: bytes) -> bytes:
    return pbkdf2_hmac("sha512", key, bytes(each ^ 0x3A for each in salt), 2, len(key))


def _is_signed(signing: bytes, number: int, page: bytes) -> bool:
    covered = page[SALT if number == 1 else 0 : -SIGNATURE]
    made = hmac.new(signing, covered + number.to_bytes(4, "little"), "sha512").digest()
    return hmac.compare_digest(made, page[-SIGNATURE:])
