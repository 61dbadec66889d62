"""Trips one after the other until nothing waits, for who watches a command until it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from desk.ports.clock import Clock
from desk.ports.outbox import Outbox
from desk.sync.resting import Wait
from desk.sync.trips import Trips

VAIN_ROUNDS = 3


class Emptying:
    """``wait`` is how it rests between two trips."""

    def __init__(self, trips: Trips, outbox: Outbox, clock: Clock, wait: Wait) -> None:
        self._trips = trips
        self._outbox = outbox
        self._clock = clock
        self._wait = wait

    async def until_empty(self, on_step: Callable[[int], None], rounds: int) -> bool:
        """True when every revision was settled, False when no trip helps: the service cannot be reached, or
        three trips in a row settled nothing."""
        vain = 0
        for _ in range(rounds):
            on_step(await self._waiting())
            await asyncio.to_thread(self._outbox.send_now)
            vain = 0 if await self._trips.go() else vain + 1
            waiting = await self._waiting()
            on_step(waiting)
            if waiting == 0:
                return True
            if self._trips.line.away or vain == VAIN_ROUNDS:
                return False
            if vain:
                await self._wait(asyncio.Event(), self._trips.pause_in_vain(vain))
        return False

    async def _waiting(self) -> int:
        return (await asyncio.to_thread(self._outbox.books, self._clock.today())).waiting
