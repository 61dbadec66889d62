"""What the running desk answers to the same user's command line. Implements serving.owner.Owner."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict

from desk.ports.care import ClockState, StationCare
from desk.ports.clock import Clock
from desk.ports.outbox import Books, Outbox
from desk.ports.service import SyncState
from desk.program import DeskProgram
from desk.serving.owner import Answer, Report
from desk.storage.vault.slots import composed
from desk.views.program import Role

STANDSTILL = 20.0
"""Seconds."""


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
            **await asyncio.to_thread(care_as_json, station.file.care),
            **clock_as_json(station.clock.state()),
        }

    async def sync_until_empty(self, report: Report) -> Answer:
        station = self._program.station
        if station is None:
            return {"unlocked": False}
        await station.engine.try_now()
        await until_settled(station.file.outbox, self._clock, report, lambda: station.engine.state)
        return await self.status()

    def launch_url(self) -> str:
        return self._launch_url()

    async def send_out(self, name: str) -> None:
        person = self._program.person
        if person is not None and Role.REGISTRAR in person.roles and person.name == composed(name):
            await self._program.lock()

    def request_stop(self) -> None:
        self._stop()


async def until_settled(
    outbox: Outbox,
    clock: Clock,
    report: Report,
    look: Callable[[], SyncState],
    rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """The engine works; we watch until nothing waits, or neither its books nor its bytes have moved for a
    while: a photo on a thin line takes longer than that, and is no standstill."""
    still, before = 0.0, (-1, 0)
    while still < STANDSTILL:
        books = await asyncio.to_thread(outbox.books, clock.today())
        report({"waiting": books.waiting, "delivered": books.delivered})
        if books.waiting == 0:
            return
        state = look()
        stands = books.waiting, state.sent_bytes
        still = 0.0 if stands != before else still + (0.5 if state.online else 2.0)
        before = stands
        await rest(0.5)


def care_as_json(care: StationCare) -> Mapping[str, object]:
    """The file's care in plain JSON values: the last backup, until when it is good, soundness, room."""
    last, found = care.last_backup(), care.check_result()
    return {
        "last_backup": last.made_at.isoformat() if last else None,
        "backup_expires": last.expires_on.isoformat() if last else None,
        "file": found.found,
        "file_checked": found.finished_at.isoformat() if found.finished_at else None,
        "unreadable": found.unreadable,
        "has_room": care.has_room(),
    }


def clock_as_json(state: ClockState) -> Mapping[str, object]:
    """What is odd about the machine's clock, None for nothing, and by how many seconds."""
    return {"clock": state.trouble, "clock_seconds": state.seconds}


def books_as_json(books: Books) -> Mapping[str, object]:
    """The books in plain JSON values: finished = waiting + delivered + refused + set_aside + superseded."""
    values = asdict(books)
    values["refused_by_code"] = dict(books.refused_by_code)
    values["oldest_waiting"] = books.oldest_waiting.isoformat() if books.oldest_waiting else None
    values["balance"] = books.balance
    return values
