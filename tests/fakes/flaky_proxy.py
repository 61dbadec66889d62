"""A network that fails on purpose: a TCP proxy that knows where an HTTP/1.1 request begins and ends.

``choose`` is asked once for every request and names what happens to it; ``seeded`` draws from chances. The
counters say what really crossed. Nothing here knows the protocol above HTTP.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType

CHUNK = 16_384


@dataclass(frozen=True)
class Answered:
    """Somebody on the way answers in the service's place, such as a captive portal."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def to_bytes(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} Answer", f"Content-Length: {len(self.body)}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + self.body


@dataclass(frozen=True)
class CutOff:
    """The line breaks after so many bytes of the body: the service sees a part of the request.

    ``settle``: seconds in which that part may arrive; a reset that overtakes it takes it away again.
    """

    after: int = 0
    settle: float = 0.02


@dataclass(frozen=True)
class LostAnswer:
    """The request arrives whole, its answer never does: the service has committed, nobody knows."""


@dataclass(frozen=True)
class Hangs:
    """Nothing is relayed any more, and nobody hangs up."""


Fault = Answered | CutOff | LostAnswer | Hangs
Choose = Callable[[str, str], Fault | None]
"""(method, path) -> what happens to this request; None: it passes."""


def passes(_method: str, _path: str) -> None:
    """A good line."""


def seeded(seed: int, *, lost: float = 0, cut: float = 0, down: float = 0, cut_mean: int = 20_000) -> Choose:
    """Faults drawn per request with these chances, the same for the same seed; ``cut_mean`` bytes."""
    chance = random.Random(seed)

    def choose(_method: str, _path: str) -> Fault | None:
        drawn = chance.random()
        if drawn < lost:
            return LostAnswer()
        if drawn < lost + cut:
            return CutOff(int(chance.uniform(0, 2 * cut_mean)))
        return Answered(503) if drawn < lost + cut + down else None

    return choose


class FlakyProxy:
    """``async with FlakyProxy(port) as proxy``: speak to ``proxy.address``.

    ``unplugged`` resets every new connection; ``requests`` lists what was asked, as "GET /path"; ``up`` and
    ``down`` count relayed bytes, ``connections`` every attempt to connect.
    """

    def __init__(self, target_port: int, choose: Choose = passes) -> None:
        self.target_port = target_port
        self.choose = choose
        self.unplugged = False
        self.requests: list[str] = []
        self.up = self.down = self.connections = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> FlakyProxy:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()  # and with that every task comes to its end
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def address(self) -> str:
        assert self._server is not None, "enter it first"
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        """Every open connection breaks at once."""
        for writer in tuple(self._open):
            _reset(writer)

    def count(self, request: str) -> int:
        """How many requests began with that text, such as "POST /v1/records"."""
        return sum(each.startswith(request) for each in self.requests)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        try:
            if not self.unplugged:
                with suppress(OSError, asyncio.IncompleteReadError):
                    await self._relay(reader, writer)
        finally:
            _reset(writer)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target_port)
        except OSError:
            return  # the service is not there: the caller sees a reset, as behind any router
        exchange = _Exchange(reader, writer, far_reader, far_writer, self)
        self._open |= {writer, far_writer}
        answers = asyncio.create_task(exchange.answers())
        try:
            await exchange.requests()
        finally:
            answers.cancel()
            self._open -= {writer, far_writer}
            _reset(far_writer)
            await asyncio.gather(answers, return_exceptions=True)


class _Exchange:
    """One connection's two directions."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        far_reader: asyncio.StreamReader,
        far_writer: asyncio.StreamWriter,
        proxy: FlakyProxy,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._far_reader = far_reader
        self._far_writer = far_writer
        self._proxy = proxy
        self._loses = False

    async def requests(self) -> None:
        """Request after request, until one of them meets its fault or the caller hangs up."""
        while True:
            head = await self._reader.readuntil(b"\r\n\r\n")
            method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
            path = target.split("?")[0]
            self._proxy.requests.append(f"{method} {path}")
            fault = self._proxy.choose(method, path)
            body = _content_length(head)
            match fault:
                case Answered():
                    await self._reader.readexactly(body)
                    self._writer.write(fault.to_bytes())
                    await self._writer.drain()
                    self._writer.close()
                    return
                case CutOff(after, settle):
                    await self._forward(head, min(after, body))
                    await asyncio.sleep(settle)
                    return
                case Hangs():
                    await self._reader.read(-1)
                    return
                case LostAnswer():
                    self._loses = True
            await self._forward(head, body)

    async def _forward(self, head: bytes, body: int) -> None:
        self._far_writer.write(head)
        self._proxy.up += len(head) + body
        while body:
            piece = await self._reader.read(min(body, CHUNK))
            if not piece:
                raise asyncio.IncompleteReadError(b"", body)
            body -= len(piece)
            self._far_writer.write(piece)
            await self._far_writer.drain()
        await self._far_writer.drain()

    async def answers(self) -> None:
        """What comes back, as it comes."""
        with suppress(OSError):
            while piece := await self._far_reader.read(CHUNK):
                if self._loses:
                    break
                self._proxy.down += len(piece)
                self._writer.write(piece)
                await self._writer.drain()
            else:
                self._writer.close()
                return
        _reset(self._writer)


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


def _reset(writer: asyncio.StreamWriter) -> None:
    """RST instead of a polite end; nothing when it was closed already."""
    if writer.is_closing():
        return
    connection: socket.socket | None = writer.get_extra_info("socket")
    if connection is not None:
        shape = "hh" if os.name == "nt" else "ii"  # struct linger
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(shape, 1, 0))
    writer.transport.abort()
