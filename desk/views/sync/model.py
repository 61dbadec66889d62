"""What has gone, what waits and what needs a person, as the books and the engine say."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import flet as ft

from declaration.privacy import Private
from declaration.wire.records import Record
from desk.ports.clock import Clock
from desk.ports.outbox import OutboxLine
from desk.ports.service import NoAnswer, Reason, SyncWatch
from desk.views.program import Table
from desk.views.sync.needing import Asked, Needing, Way
from desk.views.sync.queue import Queue, read_queue
from desk.views.sync.said import Said, done, gone, not_at_once
from desk.views.sync.seen import sealed_record
from desk.views.sync.versions import Compared, compare


@ft.observable
@dataclass(eq=False, repr=False)
class SyncModel(Private):
    """``queue`` is None until it was read once; ``asked`` is what a person is asked about, ``said`` what the
    last press of a button came to, ``seen`` the record being looked at."""

    table: Table
    sync: SyncWatch | None
    clock: Clock
    queue: Queue | None = None
    asked: Asked | None = None
    compared: Compared | None = None
    said: Said | None = None
    seen: Record | None = None
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

    async def fetch_now(self) -> None:
        """What the agency hands out and is held comes now, whatever the network costs."""
        if self.sync is not None:
            await self.sync.fetch_now()
            self.said = not_at_once(self.sync.state)

    async def fetch_again(self, handout: int) -> None:
        """What the agency handed out could not be read, or arrived damaged: once more."""
        if self.sync is not None:
            await self.sync.fetch_again(handout)

    async def dismiss_handout(self, handout: int) -> None:
        """What the agency has no more is shown no longer."""
        if self.sync is not None:
            await self.sync.dismiss_handout(handout)

    def ask(self, line: OutboxLine, way: Way = Way.AGAIN) -> None:
        self.asked, self.said = Asked(line, way), None

    def dismiss(self) -> None:
        self.asked = None

    def hush(self) -> None:
        self.said = None

    async def do_asked(self) -> None:
        """What the person was asked about and wants; what came of it is said."""
        asked, self.asked = self.asked, None
        if asked is None:
            return
        is_done = await self._done(asked)
        await self.reload()
        self.said = done(asked, is_done)

    async def _done(self, asked: Asked) -> bool:
        line = asked.line
        match asked.way:
            case Way.GIVE_UP:
                return await self._given_up(line)
            case Way.CLOSE_DAY:
                return await asyncio.to_thread(self.table.closing.close, date.fromisoformat(line.full_name))
            case _:
                await asyncio.to_thread(self.table.outbox.offer_again, line.record_id, line.revision)
                await self._try_now(line.record_id)
                return self.said is None

    async def give_way(self) -> None:
        """The version at the agency counts; ours stays in the books and needs nobody any more."""
        compared, self.compared = self.compared, None
        if compared is None:
            return
        is_given = await self._given_up(compared.line)
        await self.reload()
        if is_given:
            self.said = done(Asked(compared.line, Way.GIVE_UP), is_done=True)
        else:
            self.compared = replace(compared, must_wait=True)

    async def _given_up(self, line: OutboxLine) -> bool:
        who = self.table.registration.registrar
        return await asyncio.to_thread(self.table.outbox.give_way, line.record_id, line.revision, who)

    async def compare(self, item: Needing) -> None:
        """What a person decides about a conflict by: our version and the service's."""
        line, self.said = item.line, None
        entry = await asyncio.to_thread(self.table.outbox.entry, line.record_id, line.revision)
        if entry is None:
            await self._is_gone(line)
            return
        theirs = await self.sync.at_service(line.record_id) if self.sync else NoAnswer(Reason.NO_NETWORK)
        self.compared = compare(line, item.may_correct, entry.sealed, theirs)

    async def look(self, line: OutboxLine) -> None:
        """The record itself, of a kind that has no screen of its own."""
        self.said = None
        entry = await asyncio.to_thread(self.table.outbox.entry, line.record_id, line.revision)
        self.seen = sealed_record(entry.sealed) if entry else None
        if self.seen is None:
            await self._is_gone(line)

    def close_sheets(self) -> None:
        """Whatever was being looked at; nothing is decided by it."""
        self.seen = self.compared = None

    async def offer_compared_again(self) -> None:
        """The same revision once more, after whatever stood in its way was settled elsewhere."""
        compared, self.compared = self.compared, None
        if compared is not None:
            self.asked = Asked(compared.line, Way.AGAIN)
            await self.do_asked()

    async def _try_now(self, record_id: UUID | None) -> None:
        self.said = None
        if self.sync is not None:
            await self.sync.try_now(record_id)
            self.said = not_at_once(self.sync.state)
        await self.reload()

    async def _is_gone(self, line: OutboxLine) -> None:
        await self.reload()
        self.said = gone(line)

    async def _read(self, number: int) -> None:
        self._reads += 1
        mine = self._reads
        queue = await asyncio.to_thread(read_queue, self.table, self.clock, number)
        if mine == self._reads:
            self.queue, self.number = queue, number
