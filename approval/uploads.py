"""Photos on their way in: kept in memory piece by piece, on the disk whenever somebody asks how far they are.

A line that went away without a word leaves its half photo waiting here; the station that asks on another line
must hear of every byte of it, or it would send them again.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from anyio import to_thread

from approval.storage.blobs import Blobs

_WRITE_AT_ONCE = 1 << 18


class Upload:
    """One request's bytes of one photo, from ``offset`` on."""

    def __init__(self, blobs: Blobs, owner: str, sha256: str, offset: int) -> None:
        self._blobs = blobs
        self._owner = owner
        self._sha256 = sha256
        self._offset = offset
        self._waiting: list[bytes] = []
        self._length = 0
        self._turn = asyncio.Lock()

    @property
    def end(self) -> int:
        """Where it has arrived at."""
        return self._offset + self._length

    async def add(self, chunk: bytes) -> None:
        self._waiting.append(chunk)
        self._length += len(chunk)
        if self._length >= _WRITE_AT_ONCE:
            await self.write()

    def unwritten(self) -> bytes | None:
        """The whole photo, where none of it had to be put down yet: no half file is needed then."""
        return b"".join(self._waiting) if self._offset == 0 else None

    async def write(self) -> None:
        """Put what waits where it belongs, off the event loop."""
        async with self._turn:
            data, self._waiting, self._length = b"".join(self._waiting), [], 0
            start, self._offset = self._offset, self._offset + len(data)
            await to_thread.run_sync(self._blobs.write, self._owner, self._sha256, start, data)


class Uploads:
    """Those under way in this process; call it on the loop."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._under_way: dict[tuple[str, str], set[Upload]] = defaultdict(set)

    @contextmanager
    def taking(self, owner: str, sha256: str, offset: int) -> Iterator[Upload]:
        """An upload while its request lasts."""
        upload, name = Upload(self._blobs, owner, sha256, offset), (owner, sha256)
        self._under_way[name].add(upload)
        try:
            yield upload
        finally:
            self._under_way[name].discard(upload)
            if not self._under_way[name]:
                del self._under_way[name]

    async def arrived(self, owner: str, sha256: str) -> int:
        """How much of an unfinished photo is here, the pieces in memory included."""
        for upload in tuple(self._under_way.get((owner, sha256), ())):
            await upload.write()
        return await to_thread.run_sync(self._blobs.offset, owner, sha256)
