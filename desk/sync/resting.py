"""How a loop rests: until its bell is rung, or for so many seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

Wait = Callable[[asyncio.Event, float], Awaitable[None]]


async def rung_or_after(bell: asyncio.Event, seconds: float) -> None:
    """Return when the bell is rung, or after that time."""
    with suppress(TimeoutError):  # not wait_for, which may swallow a cancellation that comes with the bell
        async with asyncio.timeout(seconds):
            await bell.wait()
