"""A desk's server running in a thread of its own, with its own loop, while a test drives a browser."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any, TypeVar

import flet as ft

from desk.serving.launch import LaunchTokens, launch_url
from desk.serving.one_time_files import OneTimeFiles
from desk.serving.owner import Answer, Report
from desk.serving.server import LocalServer
from desk.serving.web_client import build_app

T = TypeVar("T")

OWNER_SECRET = "the-owner's-secret"


class StillOwner:
    """An owner with nothing to do: serves tests that are about the screens."""

    def __init__(self) -> None:
        self.stop_requested = False

    async def status(self) -> Answer:
        return {"waiting": 0}

    async def sync_until_empty(self, report: Report) -> Answer:
        report({"sent": 1, "waiting": 1})
        await asyncio.sleep(0)
        report({"sent": 2, "waiting": 0})
        return {"waiting": 0}

    def launch_url(self) -> str:
        return "http://127.0.0.1/launch?token=of-a-test"

    async def send_out(self, name: str) -> None:
        raise NotImplementedError(name)

    def request_stop(self) -> None:
        self.stop_requested = True


class ServedDesk:
    """A running server: its address, its tokens and files, and a way to call into its loop."""

    def __init__(self, main: Callable[[ft.Page], Any]) -> None:
        self.tokens, self.files, self.owner = LaunchTokens(), OneTimeFiles(), StillOwner()
        self.server = LocalServer(
            lambda port: build_app(
                main,
                tokens=self.tokens,
                owner=self.owner,
                owner_secret=OWNER_SECRET,
                files=self.files,
                port=port,
            )
        )
        self.loop = asyncio.new_event_loop()

    @property
    def url(self) -> str:
        return self.server.url

    def launch_url(self) -> str:
        """A fresh way in, good once."""
        return self.do(lambda: launch_url(self.tokens, self.server.port))

    def do(self, act: Callable[[], T]) -> T:
        """Call a plain function on the server's loop and wait for its result."""
        done: Future[T] = Future()

        def run() -> None:
            try:
                done.set_result(act())
            except BaseException as error:  # noqa: BLE001  # raised again where the caller waits
                done.set_exception(error)

        self.loop.call_soon_threadsafe(run)
        return done.result(timeout=10)


@contextlib.contextmanager
def served(main: Callable[[ft.Page], Any]) -> Iterator[ServedDesk]:
    """Serve an app until the block ends."""
    desk = ServedDesk(main)
    thread = threading.Thread(target=desk.loop.run_forever, name="served-desk", daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(desk.server.start(), desk.loop).result(timeout=30)
    try:
        yield desk
    finally:
        asyncio.run_coroutine_threadsafe(desk.server.stop(), desk.loop).result(timeout=30)
        desk.loop.call_soon_threadsafe(desk.loop.stop)
        thread.join(timeout=10)
        desk.loop.close()
