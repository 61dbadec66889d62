"""What the running desk answers to the same user's command line. Implements serving.owner.Owner."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict

from desk.ports.clock import Clock
from desk.ports.outbox import Books, Outbox
from desk.program import DeskProgram
from desk.serving.owner import Answer, Report


class OwnerDesk:
    """``launch_url`` gives a fresh way in; ``stop`` begins the end of the process."""

    def __init__(
        self, program: DeskProgram, clock: Clock, launch_url: Callable[[], str], stop: Callable[[], None]
    ) -> None:
        self._program = program
        self._clock = clock
        self._launch_url = launch_url
        self._stop = stop

    async def status(self) -> Answer:
        station = self._program.station
        if station is None:
            return {"unlocked": False}
        state = station.engine.state
        books = await asyncio.to_thread(station.file.outbox.books, station.clock.today())
        return {
            "unlocked": True,
            "station": station.enrolment.station,
            "online": state.online,
            "reason": state.reason,
            "last_contact": state.last_contact.isoformat() if state.last_contact else None,
            **books_as_json(books),
        }

    async def sync_until_empty(self, report: Report) -> Answer:
        station = self._program.station
        if station is None:
            return {"unlocked": False}
        await station.engine.try_now()
        await _until_settled(station.file.outbox, self._clock, report, lambda: station.engine.state.online)
        return await self.status()

    def launch_url(self) -> str:
        return self._launch_url()

    def request_stop(self) -> None:
        self._stop()


async def _until_settled(outbox: Outbox, clock: Clock, report: Report, is_online: Callable[[], bool]) -> None:
    """The engine works; we watch its books until nothing waits or it has stood still for a while."""
    still, before = 0.0, -1
    while still < 20.0:
        books = await asyncio.to_thread(outbox.books, clock.today())
        report({"waiting": books.waiting, "delivered": books.delivered})
        if books.waiting == 0:
            return
        still = 0.0 if books.waiting != before else still + (0.5 if is_online() else 2.0)
        before = books.waiting
        await asyncio.sleep(0.5)


def books_as_json(books: Books) -> Mapping[str, object]:
    """The books in plain JSON values: finished = waiting + delivered + refused + set_aside."""
    values = asdict(books)
    values["refused_by_code"] = dict(books.refused_by_code)
    values["oldest_waiting"] = books.oldest_waiting.isoformat() if books.oldest_waiting else None
    values["balance"] = books.balance
    return values
