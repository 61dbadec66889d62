"""Work that goes on for as long as a component is on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import flet as ft

from desk.ports.store import LockedError

Work = Callable[[], Coroutine[Any, Any, None]]


def use_task(run: Work) -> None:
    """Hook: run while the component is on the screen; its ``finally`` puts to rest what it began.

    One task for the component's whole life: Flet runs the cleanup of a changed effect beside the next setup.
    """
    holder: ft.MutableRef[asyncio.Task[None]] = ft.use_ref()

    async def begin() -> None:
        holder.current = asyncio.create_task(_until_locked(run))

    async def end() -> None:
        if holder.current is not None:
            holder.current.cancel()

    ft.use_effect(begin, [], cleanup=end)


async def _until_locked(run: Work) -> None:
    with suppress(LockedError):  # what a lock cuts short is nobody's fault
        await run()
