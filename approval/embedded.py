"""uvicorn, run inside a loop that belongs to somebody else. The door to uvicorn."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

_GRACE_SECONDS = 5
_IDLE_SECONDS = 75  # longer than a station's own patience, which then closes; 5 would cost a greeting a photo


class _QuietServer(uvicorn.Server):
    """Leaves the process's signal handlers to their owner."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def server_config(app: ASGIApp, host: str, port: int, proxies: str = "127.0.0.1") -> uvicorn.Config:
    """No access log (a search is a person's name), no server header, no WebSockets."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        lifespan="on",
        ws="none",
        forwarded_allow_ips=proxies,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


class _TellingServer(uvicorn.Server):
    """Says on its loop that it is about to stop, so that nobody is kept waiting for news."""

    def __init__(self, config: uvicorn.Config, stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._stopping = stopping
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Not called here: a signal may have interrupted the very lock that this would take.
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping)
        super().handle_exit(sig, frame)


def insist_on_free(host: str, port: int) -> None:
    """Raises OSError where nobody may listen: taken, reserved, no address of this machine."""
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    ):
        with socket.socket(family, kind, protocol) as tried:
            if os.name == "posix":  # as asyncio does: a port is free again as soon as nobody listens
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)


def serve_until_stopped(
    app: ASGIApp, host: str, port: int, stopping: Callable[[], None], proxies: str = "127.0.0.1"
) -> None:
    """Serve from the program's main thread until a signal says stop, which ``stopping`` hears of at once."""
    _TellingServer(server_config(app, host, port, proxies), stopping).run()


class EmbeddedServer:
    """One ASGI application on loopback."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._port = port
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> str:
        """Listen; returns the address. Raises OSError when the port is taken, RuntimeError when it fails."""
        # Named as TCP, because asyncio turns Nagle's delay (40 ms an answer) off only on sockets named so.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listener.bind(("127.0.0.1", self._port))
        except OSError:
            listener.close()
            raise
        port: int = listener.getsockname()[1]
        self._server = _QuietServer(server_config(self._app, "127.0.0.1", port))
        self._task = asyncio.create_task(self._server.serve(sockets=[listener]))
        while not self._server.started:
            if self._task.done():
                listener.close()
                await self._task
                raise RuntimeError("the service ended while starting")
            await asyncio.sleep(0.01)
        return f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        """Stop listening, finish what is under way, run the application's shutdown."""
        if self._server is None or self._task is None:
            return
        self._server.should_exit = True
        await self._task
        self._server = self._task = None
