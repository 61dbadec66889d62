"""The load: submissions made beforehand, sent by a client that costs next to nothing."""

from __future__ import annotations

import asyncio
import io
import itertools
import random
import struct
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from approval_seed import SEED
from PIL import Image

from approval.clock import vietnam_date
from declaration.wire.records import BlobRef
from tests.fakes.field_station import FieldStation, content

PHOTO_BYTES = 110_000
PHOTOS = 3
_CHANCE = random.Random(SEED)
_PEOPLE = itertools.count(1)
Request = tuple[str, str, bytes, dict[str, str]]


@dataclass(frozen=True)
class Run:
    """What one run of submissions took."""

    submissions: int
    seconds: float
    waits: tuple[float, ...]

    @property
    def rate(self) -> float:
        return self.submissions / self.seconds

    @property
    def p95_ms(self) -> float:
        return sorted(self.waits)[max(0, round(len(self.waits) * 0.95) - 1)] * 1000


@cache
def _picture() -> bytes:
    """A WebP of about 110 KB: noise over a gradient, as much of it as the size needs."""
    for side in range(300, 1200, 20):
        noise = Image.frombytes("RGB", (side, side), _CHANCE.randbytes(3 * side * side))
        plain = Image.linear_gradient("L").resize((side, side)).convert("RGB")
        file = io.BytesIO()
        Image.blend(plain, noise, 0.35).save(file, "WEBP", quality=80)
        if file.tell() >= PHOTO_BYTES:
            return file.getvalue()
    raise RuntimeError("no picture was large enough")


def unique_photo() -> bytes:
    """A real WebP like no other: a chunk that readers pass over makes the difference."""
    whole = _picture() + b"uniq" + struct.pack("<I", 16) + _CHANCE.randbytes(16)
    return whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:]


def somebody() -> dict[str, Any]:
    """An invented person like no other, as people are: what clashes is looked for at every submission.
    Declared today, or the ten days would be over and background work would end it meanwhile."""
    number = next(_PEOPLE)
    return content(
        declared_on=vietnam_date(datetime.now(UTC)).isoformat(),
        birth=f"{1930 + number % 70}-{1 + number // 70 % 12:02}-{1 + number // 840 % 28:02}",
        document={"kind": "citizen_id", "value": f"001090{number:06}"},
        insurance_code=f"01{number:08}",
        phone=f"+8491{number:07}",
        email=f"mau{number}@example.com",
    )


def to_ours(station: FieldStation) -> list[Request]:
    """One declaration as the protocol has it: the record, then its photos."""
    photos = [unique_photo() for _ in range(PHOTOS)]
    refs = [
        BlobRef(sha256=sha256(each).hexdigest(), size=len(each), media_type="image/webp", role=f"photo-{n}")
        for n, each in enumerate(photos)
    ]
    record = station.record(content=somebody()).model_copy(update={"blobs": tuple(refs)})
    sealed = station.seal(record)
    first = ("PUT", f"/v1/records/{record.id}/1", sealed, station.headers)
    return [
        first,
        *(
            ("PUT", f"/v1/blobs/{ref.sha256}", photo, station.headers)
            for ref, photo in zip(refs, photos, strict=True)
        ),
    ]


def to_bare(station: FieldStation) -> list[Request]:
    """The same bytes to the bare limit."""
    record, *photos = to_ours(station)
    name = uuid.uuid4().hex
    return [
        ("PUT", f"/r/{name}", record[2], {}),
        *(("PUT", f"/b/{name}-{n}", each[2], {}) for n, each in enumerate(photos)),
    ]


def to_form(station: FieldStation) -> list[Request]:
    """The same bytes as one multipart form."""
    record, *photos = to_ours(station)
    edge = uuid.uuid4().hex
    parts = [b'Content-Disposition: form-data; name="record"\r\n\r\n' + record[2]]
    head = b'Content-Disposition: form-data; name="photos"; filename="p"\r\nContent-Type: image/webp\r\n\r\n'
    parts += [head + each[2] for each in photos]
    body = b"".join(b"--" + edge.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    body += b"--" + edge.encode() + b"--\r\n"
    return [("POST", "/form", body, {"Content-Type": f"multipart/form-data; boundary={edge}"})]


async def run(port: int, submissions: list[list[Request]], clients: int) -> Run:
    """Send them all with that many clients, each with one kept-alive connection."""
    waiting = iter(submissions)
    waits: list[float] = []

    async def client() -> None:
        line = await Line.open(port)
        for submission in waiting:
            begun = time.perf_counter()
            for request in submission:
                status, _ = await line.ask(*request)
                if status not in (200, 201, 202):
                    raise RuntimeError(f"{request[0]} {request[1].split('/')[1]} answered {status}")
            waits.append(time.perf_counter() - begun)
        line.close()

    begun = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return Run(len(submissions), time.perf_counter() - begun, tuple(waits))


class Line:
    """One kept-alive connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Line:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Status and body of the answer."""
        lines = [f"{method} {path} HTTP/1.1", "Host: service.example", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._writer.write("\r\n".join(lines).encode() + b"\r\n\r\n")
        self._writer.write(body)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = head.lower().partition("content-length:")[2].partition("\r\n")[0].strip()
        return int(head.split(" ", 2)[1]), await self._reader.readexactly(int(length or 0))

    def close(self) -> None:
        self._writer.close()
