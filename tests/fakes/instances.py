"""Instances of the approval service as processes of their own, on one PostgreSQL and one folder."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx

from tests.fakes.forked import process
from tests.faults.service_process import serve


class Instance:
    """One process; ``address`` answers once ``ready`` was awaited."""

    def __init__(
        self, folder: Path, url: str, *, skew_seconds: float = 0, program: Path | None = None
    ) -> None:
        """``program``: a script to run instead, with the same arguments."""
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port: int = listener.getsockname()[1]
        arguments = (str(folder), str(self.port), url, str(skew_seconds))
        self._process = _Script(program, arguments) if program else process(serve, *arguments)
        if isinstance(self._process, BaseProcess):
            self._process.start()
        self.client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=60)

    async def ready(self) -> None:
        """Raises TimeoutError when it does not come up."""
        async with asyncio.timeout(120):
            while True:
                try:
                    if (await self.client.get("/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self._process.join(30)
        assert not self._process.is_alive(), "it outlived kill -9"

    def ask_to_stop(self) -> None:
        """SIGTERM, as a load balancer's operator sends it."""
        self._process.terminate()

    async def stop(self) -> None:
        """End it in order, as an operator does."""
        await self.client.aclose()
        self._process.terminate()
        await asyncio.to_thread(self._process.join, 20)
        if self._process.is_alive():
            self.kill()


class _Script:
    """Another program than this one, started anew."""

    def __init__(self, program: Path, arguments: tuple[str, ...]) -> None:
        self._process = subprocess.Popen([sys.executable, str(program), *arguments])
        self.terminate, self.kill = self._process.terminate, self._process.kill

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def join(self, seconds: float) -> None:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
