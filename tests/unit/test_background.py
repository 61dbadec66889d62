"""The service's background passes, without a database."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from typing import Any, cast

import pytest

from approval.background import Background
from approval.bells import Bells


@dataclass
class Pass:
    """One of the passes: ``begun`` when it starts, ends with ``go_on``."""

    begun: threading.Event
    go_on: threading.Event
    ended: bool = False

    def run(self) -> int:
        self.begun.set()
        assert self.go_on.wait(10)
        self.ended = True
        return 0


class Idle:
    def run(self) -> int:
        return 0

    run_due = look_again = keep = run

    def forget_unfinished(self, _older: float) -> int:
        return 0


async def test_a_pass_under_way_ends_before_the_background_does() -> None:
    slow = Pass(threading.Event(), threading.Event())
    idle = cast(Any, Idle())
    background = Background(
        Bells(), idle, idle, idle, cast(Any, slow), idle, idle, idle, idle, idle, idle.run
    )
    work = asyncio.create_task(background.run())
    await asyncio.to_thread(slow.begun.wait, 10)
    work.cancel()
    asyncio.get_running_loop().call_later(0.1, slow.go_on.set)
    with pytest.raises(asyncio.CancelledError):
        await work
    assert slow.ended


class Queue:
    """A pass with so many batches left."""

    def __init__(self, batches: int) -> None:
        self.left = batches
        self.empty = threading.Event()

    def run(self) -> int:
        if not self.left:
            self.empty.set()
            return 0
        self.left -= 1
        return 50


async def test_a_pass_that_found_something_goes_on_at_once() -> None:
    registry, photos, idle = Queue(40), Queue(40), cast(Any, Idle())
    background = Background(
        Bells(), idle, idle, cast(Any, registry), idle, idle, idle, idle, idle, cast(Any, photos), idle.run
    )
    work = asyncio.create_task(background.run())
    try:
        assert await asyncio.to_thread(registry.empty.wait, 4), "pauses are of 5 s and more"
        assert await asyncio.to_thread(photos.empty.wait, 4)
    finally:
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
