"""The local server: one loopback port, served inside the loop that is already running."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Final

import uvicorn
from starlette.types import ASGIApp

LOOPBACK: Final = "127.0.0.1"
_GRACE_SECONDS: Final = 2


class PortTakenError(OSError):
    """Another program has the port that was asked for, or the system lets nobody have it."""


class ServerStartError(RuntimeError):
    """The server ended before it was ready."""


class LocalServer:
    """Serves an application on 127.0.0.1 from ``start`` to ``stop``.

    ``build`` is given the port and returns the application: the guard must know the port it guards.
    ``port`` 0 takes any free one. ``start`` raises OSError when the given port is taken.
    """

    def __init__(self, build: Callable[[int], ASGIApp], port: int = 0) -> None:
        self._build = build
        self._wanted = port
        self._socket: socket.socket | None = None
        self._server: _QuietServer | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port served on; a broken rule before ``start``."""
        if self._socket is None:
            raise RuntimeError("the server has not been started")
        return int(self._socket.getsockname()[1])

    @property
    def url(self) -> str:
        """``http://127.0.0.1:<port>``"""
        return f"http://{LOOPBACK}:{self.port}"

    async def start(self) -> None:
        """Take the port and return when requests are answered. PortTakenError when it cannot be had."""
        self._socket = _bound(self._wanted)
        self._server = _QuietServer(_config(self._build(self.port)))
        self._serving = asyncio.create_task(self._server.serve_quietly(self._socket))
        while not self._server.started:
            if self._serving.done():
                self._socket.close()
                raise self._serving.exception() or ServerStartError("ended at once")
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Let answers in hand finish (2 s at most), close every socket, and return when all is down."""
        if self._server is None or self._serving is None or self._socket is None:
            return
        self._server.should_exit = True
        await self._serving
        self._socket.close()
        self._server = self._serving = self._socket = None


class _QuietServer(uvicorn.Server):
    """Leaves the process alone, its signals and its life: ending is the desk's own decision."""

    async def serve_quietly(self, listener: socket.socket) -> None:
        """Serve until ``should_exit``; raises ServerStartError where uvicorn would end the process."""
        try:
            await self.serve(sockets=[listener])
        except SystemExit as error:
            raise ServerStartError(error.code) from error

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="on",
        ws="websockets-sansio",
        ws_per_message_deflate=False,  # loopback: squeezing camera frames would only cost time
        ws_max_size=64 * 2**20,  # a list of a large employer arrives as one message
        proxy_headers=False,  # nobody stands in between; a forged header must not name a client
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="warning",
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def _bound(port: int) -> socket.socket:
    # naming TCP makes asyncio switch Nagle off: without it each small answer waits some 40 ms
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform == "win32":  # there, SO_REUSEADDR would let another program take the port over
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
    except OSError as error:
        listener.close()
        raise PortTakenError(str(port)) from error
    return listener
