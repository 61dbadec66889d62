"""Photos by their content: a blob is there whole and durable, or it is not there.

``Blobs`` is what the service needs of any store; ``FolderBlobs`` keeps files under ``<sha256>``. An upload
grows in a partial file of its own station, is checked against its name, made durable, and only then renamed.
"""

from __future__ import annotations

import itertools
import os
import secrets
import time
from collections.abc import Iterator
from hashlib import file_digest
from hashlib import sha256 as digest_of
from pathlib import Path
from typing import Protocol

_CHUNK = 1 << 18


class Blobs(Protocol):
    """Owners are station ids, so that no station can disturb another's upload; sizes are bytes."""

    def size(self, sha256: str) -> int | None:
        """The size of a whole, durable blob; None when it is not there."""
        ...

    def start(self, sha256: str, length: int) -> bytes:
        """The first bytes of a blob that is there."""
        ...

    def chunks(self, sha256: str) -> Iterator[bytes]:
        """The whole blob, piece by piece."""
        ...

    def keep(self, owner: str, sha256: str, data: bytes) -> bool:
        """Make a photo that came in one piece a blob. False when its bytes are not those of its name."""
        ...

    def offset(self, owner: str, sha256: str) -> int:
        """How much of an unfinished upload has arrived."""
        ...

    def write(self, owner: str, sha256: str, offset: int, data: bytes) -> None:
        """Put bytes at that place of an upload."""
        ...

    def finish(self, owner: str, sha256: str, length: int) -> bool:
        """Make the upload a blob. False, and forgotten, when its bytes are not those of its name."""
        ...

    def forget_unfinished(self, older_than: float) -> int:
        """Remove uploads untouched for that many seconds; returns how many."""
        ...


class FolderBlobs:
    """Blobs in a folder. Raises OSError when the disk fails."""

    def __init__(self, folder: Path) -> None:
        self._whole = folder / "whole"
        self._partial = folder / "partial"
        self._mine, self._count = secrets.token_hex(4), itertools.count()  # no two write the same file
        for each in (self._whole, self._partial):
            each.mkdir(parents=True, exist_ok=True)

    def size(self, sha256: str) -> int | None:
        try:
            return os.stat(self._name(sha256)).st_size  # noqa: PTH116 - asked for every photo
        except FileNotFoundError:
            return None

    def start(self, sha256: str, length: int) -> bytes:
        with open(self._name(sha256), "rb") as file:  # noqa: PTH123 - as above
            return file.read(length)

    def chunks(self, sha256: str) -> Iterator[bytes]:
        with self._path(sha256).open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def keep(self, owner: str, sha256: str, data: bytes) -> bool:
        if not _is_named(data, sha256):
            return False
        folder = f"{self._partial}/{owner}"
        path = f"{folder}/{sha256}.{self._mine}-{next(self._count)}"
        try:
            _write_durably(path, data)
        except FileNotFoundError:
            Path(folder).mkdir(parents=True, exist_ok=True)
            _write_durably(path, data)
        self._put_in_place(path, sha256)
        return True

    def offset(self, owner: str, sha256: str) -> int:
        try:
            return os.stat(f"{self._partial}/{owner}/{sha256}").st_size  # noqa: PTH116 - as above
        except FileNotFoundError:
            return 0

    def write(self, owner: str, sha256: str, offset: int, data: bytes) -> None:
        path = self._partial / owner / sha256
        path.parent.mkdir(exist_ok=True)
        # Neither truncated nor appended to: two requests for one photo write the same bytes.
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            file.seek(offset)
            file.write(data)

    def finish(self, owner: str, sha256: str, length: int) -> bool:
        path = self._partial / owner / sha256
        if self.size(sha256) is not None:
            path.unlink(missing_ok=True)
            return True
        if not _is_whole(path, sha256, length):
            path.unlink(missing_ok=True)
            return False
        self._put_in_place(path, sha256)
        return True

    def forget_unfinished(self, older_than: float) -> int:
        limit = time.time() - older_than
        old = [path for path in self._partial.glob("*/*") if path.stat().st_mtime < limit]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _put_in_place(self, path: str | Path, sha256: str) -> None:
        folder = f"{self._whole}/{sha256[:2]}"
        try:
            os.replace(path, f"{folder}/{sha256}")  # noqa: PTH105 - asked for every photo
        except FileNotFoundError:  # the first photo of this folder
            Path(folder).mkdir(exist_ok=True)
            sync_folder(self._whole)
            Path(path).replace(f"{folder}/{sha256}")
        sync_folder(folder)

    def _path(self, sha256: str) -> Path:
        return Path(self._name(sha256))

    def _name(self, sha256: str) -> str:
        return f"{self._whole}/{sha256[:2]}/{sha256}"


def _is_named(data: bytes, sha256: str) -> bool:
    return digest_of(data).hexdigest() == sha256


def _is_whole(path: Path, sha256: str, length: int) -> bool:
    """Cut to length, digest and flush to the disk, through one handle."""
    try:
        file = path.open("r+b")
    except FileNotFoundError:  # a second request for the same photo finished it meanwhile
        return False
    with file:
        file.truncate(length)
        fits = file_digest(file, "sha256").hexdigest() == sha256
        os.fsync(file.fileno())
        return fits


def _write_durably(path: str, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        left = memoryview(data)
        while left:  # a write on a full disk ends early, the next one says so
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    except OSError:
        os.close(descriptor)
        Path(path).unlink(missing_ok=True)
        raise
    os.close(descriptor)


def sync_folder(folder: str | Path) -> None:
    """Make a rename in that folder durable. Windows journals renames itself and opens no folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
