"""A network that fails on purpose: a TCP proxy that knows where an HTTP/1.1 request begins and ends.

``choose`` is asked once for every request and names what happens to it; ``seeded`` draws from chances. The
counters say what really crossed. Nothing here knows the protocol above HTTP.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

from tests.fakes.flaky_exchange import Exchange, reset
from tests.fakes.line_faults import (
    Answered,
    Choose,
    CutOff,
    Fault,
    Hangs,
    LostAnswer,
    passes,
    seeded,
)

__all__ = [
    "Answered",
    "Choose",
    "CutOff",
    "Fault",
    "FlakyProxy",
    "Hangs",
    "LostAnswer",
    "passes",
    "seeded",
]


class FlakyProxy:
    """``async with FlakyProxy(port) as proxy``: speak to ``proxy.address``.

    ``unplugged`` resets every new connection; ``requests`` lists what was asked, as "GET /path"; ``up`` and
    ``down`` count relayed bytes, ``connections`` every attempt to connect. ``watch`` is shown every request
    that passes, with its body.
    """

    def __init__(self, target_port: int, choose: Choose = passes) -> None:
        self.target_port = target_port
        self.choose = choose
        self.unplugged = False
        self.watch: Callable[[str, str, bytes], None] | None = None
        self.requests: list[str] = []
        self.answers: list[tuple[str, bytes]] = []
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
            reset(writer)

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
            reset(writer)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far = await self._far()
        exchange = Exchange((reader, writer), far, self)
        self._open.add(writer)
        if far is not None:
            self._open.add(far[1])
        answers = asyncio.create_task(exchange.answers())
        try:
            await exchange.requests()
        finally:
            answers.cancel()
            self._open.discard(writer)
            if far is not None:
                self._open.discard(far[1])
                reset(far[1])
            await asyncio.gather(answers, return_exceptions=True)

    async def _far(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """None when the service is not there: the caller then sees a reset, as behind any router, unless
        somebody on the way answers."""
        try:
            return await asyncio.open_connection("127.0.0.1", self.target_port)
        except OSError:
            return None
