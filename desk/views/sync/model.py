"""What has gone, what waits and what needs a person, as the books and the engine say."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

import flet as ft

from declaration.lifecycle import Delivery, Event, Status, allowed
from declaration.privacy import Private
from desk.ports.clock import Clock
from desk.ports.outbox import OutboxLine
from desk.ports.service import SyncWatch
from desk.views.components.paged_list import PAGE_SIZE
from desk.views.program import Table
from desk.views.sync.truth import Count
from desk.views.sync.versions import Compared, compare

_NEEDING: Final = (Delivery.REFUSED, Delivery.SET_ASIDE)


@dataclass(frozen=True, repr=False)
class Needing(Private):
    """A revision a person decides about; ``may_correct`` while its declaration may be reopened."""

    line: OutboxLine
    may_correct: bool


@dataclass(frozen=True, repr=False)
class Queue(Private):
    """One page of what has not arrived: first what needs a person, then what waits."""

    count: Count
    needing: tuple[Needing, ...]
    waiting: tuple[OutboxLine, ...]

    @property
    def total(self) -> int:
        return self.count.needing + self.count.books.waiting


@ft.observable
@dataclass(eq=False, repr=False)
class SyncModel(Private):
    """``queue`` is None until it was read once; ``asked`` is the item a person is asked about."""

    table: Table
    sync: SyncWatch | None
    clock: Clock
    queue: Queue | None = None
    asked: OutboxLine | None = None
    compared: Compared | None = None
    number: int = 0
    _reads: int = 0

    async def reload(self) -> None:
        """Read books and page anew; a page that has become empty gives way to the first."""
        await self._read(self.number)
        if self.queue is not None and self.number and not (self.queue.needing or self.queue.waiting):
            await self._read(0)

    async def turn(self, step: int) -> None:
        await self._read(max(0, self.number + step))

    async def try_all(self) -> None:
        """A person's "Thử ngay": everything that waits goes out now."""
        await self._try_now(None)

    async def try_one(self, record_id: UUID) -> None:
        """This one goes out now, before all others."""
        await self._try_now(record_id)

    async def send_records_only(self, yes: bool) -> None:
        """Hold photos back on this network, or let them go."""
        if self.sync is not None:
            await self.sync.send_records_only(yes)

    async def fetch_again(self, handout: int) -> None:
        """What the agency handed out could not be read, or arrived damaged: once more."""
        if self.sync is not None:
            await self.sync.fetch_again(handout)

    async def dismiss_handout(self, handout: int) -> None:
        """What the agency has no more is shown no longer."""
        if self.sync is not None:
            await self.sync.dismiss_handout(handout)

    def ask(self, line: OutboxLine) -> None:
        self.asked = line

    def dismiss(self) -> None:
        self.asked = None

    async def offer_again(self) -> None:
        """The item asked about goes back to waiting and out at once."""
        line, self.asked = self.asked, None
        if line is None:
            return
        await asyncio.to_thread(self.table.outbox.offer_again, line.record_id, line.revision)
        await self._try_now(line.record_id)

    async def give_way(self) -> None:
        """The version at the agency counts; ours stays in the books and needs nobody any more."""
        compared, self.compared = self.compared, None
        if compared is not None and not await self._given_up(compared.line):
            self.compared = replace(compared, must_wait=True)

    async def give_up(self, line: OutboxLine) -> None:
        """What was refused or set aside is not wanted any more."""
        await self._given_up(line)

    async def _given_up(self, line: OutboxLine) -> bool:
        who = self.table.registration.registrar
        given = await asyncio.to_thread(self.table.outbox.give_way, line.record_id, line.revision, who)
        await self.reload()
        return given

    async def compare(self, item: Needing) -> None:
        """What a person decides about a conflict by: our version and the service's."""
        line = item.line
        entry = await asyncio.to_thread(self.table.outbox.entry, line.record_id, line.revision)
        if entry is None or self.sync is None:
            return
        theirs = await self.sync.at_service(line.record_id)
        self.compared = compare(line, item.may_correct, entry.sealed, theirs)

    def close_versions(self) -> None:
        self.compared = None

    async def offer_compared_again(self) -> None:
        """The same revision once more, after whatever stood in its way was settled elsewhere."""
        compared, self.compared = self.compared, None
        if compared is not None:
            self.asked = compared.line
            await self.offer_again()

    async def _try_now(self, record_id: UUID | None) -> None:
        if self.sync is not None:
            await self.sync.try_now(record_id)
        await self.reload()

    async def _read(self, number: int) -> None:
        self._reads += 1
        mine = self._reads
        queue = await asyncio.to_thread(self._look, number)
        if mine == self._reads:
            self.queue, self.number = queue, number

    def _look(self, number: int) -> Queue:
        outbox, counts = self.table.outbox, self.table.declarations.counts()
        count = Count(outbox.books(self.clock.today()), sum(counts.values()), counts.get(Status.DRAFT, 0))
        first = number * PAGE_SIZE
        needing = outbox.lines(_NEEDING, PAGE_SIZE, first) if first < count.needing else ()
        waiting = outbox.lines([Delivery.PENDING], PAGE_SIZE - len(needing), max(0, first - count.needing))
        return Queue(count, tuple(self._needing(line) for line in needing), tuple(waiting))

    def _needing(self, line: OutboxLine) -> Needing:
        detail = self.table.declarations.detail(line.record_id)
        if detail is None or detail.line.revision != line.revision:
            return Needing(line, may_correct=False)
        return Needing(line, Event.REOPEN in allowed(detail.line.status))
