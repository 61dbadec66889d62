"""What comes back when a round ends, and goes along: answers, the recovery code, closed days, the report."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from desk.ports.audit import NO_LINE, AuditTrail
from desk.ports.clock import Clock
from desk.ports.outbox import Outbox
from desk.ports.service import NoAnswer, StationService
from desk.sync.balancing import Balancing
from desk.sync.deposit import Deposit
from desk.sync.inbox import Inbox
from desk.sync.reporting import report_of
from desk.sync.session import ServiceSession

REPORT_EVERY = 300.0


class Returning:
    """``measure`` gives the report's app version and free space, ``trail`` its audit head, ``registrars``
    whose names it tells; ``tell`` is called when something about the recovery code or a closed day has
    changed."""

    def __init__(
        self,
        service: StationService,
        inbox: Inbox,
        outbox: Outbox,
        session: ServiceSession,
        clock: Clock,
        measure: Callable[[], tuple[str, int]],
        tell: Callable[[], None],
        deposit: Deposit | None,
        trail: AuditTrail | None,
        balancing: Balancing | None,
        registrars: Callable[[], Mapping[str, str]],
    ) -> None:
        self._service = service
        self._inbox = inbox
        self._outbox = outbox
        self._session = session
        self._clock = clock
        self._measure = measure
        self._tell = tell
        self._deposit = deposit
        self._trail = trail
        self._balancing = balancing
        self._registrars = registrars
        self._reported_at = clock.monotonic()

    async def come_back(self) -> NoAnswer | None:
        """What the feed says counts, a report is a courtesy."""
        new = await self._inbox.catch_up()
        if isinstance(new, NoAnswer):
            return new
        if self._deposit is not None and await self._deposit.send():
            self._tell()
        if self._balancing is not None and await self._balancing.settle():
            self._tell()
        await self._report()
        return None

    async def report_if_late(self) -> None:
        """Beside a trip that takes long: the agency hears how it goes all the same."""
        if self._clock.monotonic() - self._reported_at >= REPORT_EVERY:
            await self._report()

    async def _report(self) -> None:
        self._reported_at = self._clock.monotonic()
        books = await asyncio.to_thread(self._outbox.books, self._clock.today())
        version, free_space = await asyncio.to_thread(self._measure)
        now, clock_error = self._clock.now(), self._session.clock_error()
        head = await asyncio.to_thread(self._trail.head) if self._trail else NO_LINE
        names = await asyncio.to_thread(self._registrars)
        await self._service.report(report_of(books, now, clock_error, version, free_space, head, names))
