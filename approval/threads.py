"""Threads for what blocks in the requests that stations send most: files and the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_AT_ONCE = 32


class Threads:
    """The loop's own way to a thread and back: less is done on it than on anyio's, which all else takes."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_AT_ONCE, "intake")

    async def run(self, work: Callable[P, T], *args: P.args, **_none: P.kwargs) -> T:
        """What ``work`` gives back; it goes on to its end even when nobody waits any more."""
        within = partial(copy_context().run, work, *args)  # what is done stays known as this request's
        return await asyncio.get_running_loop().run_in_executor(self._pool, within)

    def close(self) -> None:
        """Finish what is under way; nothing new is begun."""
        self._pool.shutdown()
