"""Work beside the looking loop: frames are looked at while something slower looks at one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class Beside:
    """One piece of work at a time; whoever asks for room hears what the last one failed with."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    def has_room(self) -> bool:
        if self._task is not None and self._task.done():
            ended, self._task = self._task, None
            ended.result()
        return self._task is None

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._task = asyncio.create_task(work)

    def rest(self) -> None:
        """Nobody looks any more: what is under way comes to nothing."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
