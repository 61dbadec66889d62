"""Instances of the approval service as processes of their own, on one PostgreSQL and one folder."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]


class Instance:
    """One process; ``address`` answers once ``ready`` was awaited."""

    def __init__(
        self, folder: Path, url: str, *, skew_seconds: float = 0, program: Path | None = None
    ) -> None:
        """``program``: a script to run instead, with the same arguments."""
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port: int = listener.getsockname()[1]
        arguments = (
            *((str(program),) if program else ("-m", "tests.faults.service_process")),
            str(folder),
            str(self.port),
            url,
            str(skew_seconds),
        )
        self._process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT)
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
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait(30)

    def ask_to_stop(self) -> None:
        """SIGTERM, as a load balancer's operator sends it."""
        self._process.terminate()

    async def stop(self) -> None:
        """End it in order, as an operator does."""
        await self.client.aclose()
        if self._process.poll() is None:
            self._process.terminate()
            try:
                await asyncio.to_thread(self._process.wait, 20)
            except subprocess.TimeoutExpired:
                self.kill()
