"""The engine: takes what is due, sends it, settles each outcome, and rests until something changes.

It runs in the process that owns the station, from the first unlock until that process ends; locking the
screen does not stop it. Two loops: one goes out, one waits on the feed. Neither ends the other, and nothing
that goes wrong in a round ends the engine: it says so in its state and goes on with back-off.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn
from uuid import UUID

from declaration.wire.contact_codes import CodeAsked, EmailConfirmed
from declaration.wire.lookups import AccountQuestion, CodeQuestion, LookupAnswer
from declaration.wire.online import OnlineDeclaration
from declaration.wire.records import Record
from desk.ports.audit import AuditTrail
from desk.ports.clock import Clock
from desk.ports.days import DayStore
from desk.ports.handouts import HandoutStore
from desk.ports.keys import ServiceKeys
from desk.ports.outbox import Outbox
from desk.ports.recovery import RecoveryStore
from desk.ports.service import Denied, NoAnswer, Reason, StationService, SyncState
from desk.sync.backoff import Backoff
from desk.sync.balancing import Balancing
from desk.sync.connecting import Connecting
from desk.sync.courier import Courier
from desk.sync.deposit import Deposit
from desk.sync.dispatch import Dispatch
from desk.sync.emptying import Emptying
from desk.sync.fetching import Fetching
from desk.sync.inbox import Inbox
from desk.sync.listening import Listening
from desk.sync.progress import Progress
from desk.sync.resting import Wait, rung_or_after
from desk.sync.returning import Returning
from desk.sync.session import ServiceSession
from desk.sync.showing import Showing
from desk.sync.signed_in import SignedIn
from desk.sync.trips import Trips
from desk.sync.wishes import Wishes


class SyncEngine:
    """Implements ports.service.SyncWatch. ``measure`` gives the report's app version and free space;
    ``wait`` is how it rests; ``recovery``: the code to be brought to the service; ``trail``: the audit
    trail whose head is reported; ``handouts``: where what the agency hands out is kept; ``days``: those
    closed are compared with the service; ``registrars``: full names by sign-in names."""

    def __init__(
        self,
        service: StationService,
        outbox: Outbox,
        session: ServiceSession,
        keys: ServiceKeys,
        clock: Clock,
        backoff: Backoff,
        measure: Callable[[], tuple[str, int]],
        wait: Wait = rung_or_after,
        recovery: RecoveryStore | None = None,
        trail: AuditTrail | None = None,
        handouts: HandoutStore | None = None,
        days: DayStore | None = None,
        registrars: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._service = SignedIn(service, session)
        self._outbox = outbox
        self._backoff = backoff
        self._wait = wait
        self._bell, self._news, self._link = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._showing = Showing()
        told = self._showing.listeners.tell
        progress = Progress(self._showing.sending, told, clock.monotonic)
        courier = Courier(self._service, outbox, keys)
        self._dispatch = Dispatch(
            courier, outbox, clock, backoff, self._news, progress, session.round_trip, self._link.set
        )
        handed_out = asyncio.Event()
        inbox = Inbox(self._service, outbox, keys, self._heed, handed_out.set)
        self._wishes = Wishes(outbox, self._showing, self._dispatch)
        self._fetching = (
            Fetching(
                self._service,
                handouts,
                self._showing.coming,
                handed_out,
                self._wishes.look,
                outbox.records_only,
            )
            if handouts
            else None
        )
        deposit = Deposit(self._service, recovery, keys) if recovery else None
        balancing = Balancing(self._service, days, keys, clock, backoff) if days else None
        returning = Returning(
            self._service, inbox, outbox, session, clock, measure, told, deposit, trail, balancing, registrars
        )
        self._listening = Listening(inbox, self.ring, told, returning.report_if_late, clock.monotonic)
        connecting = Connecting(session, outbox, self._dispatch, lambda: measure()[0])
        self._trips = Trips(
            connecting,
            self._dispatch,
            returning,
            session,
            outbox,
            clock,
            backoff,
            self._showing,
            self._wishes,
            self._link,
        )
        self._emptying = Emptying(self._trips, outbox, clock, wait)

    @property
    def state(self) -> SyncState:
        return self._showing.state

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` on the loop at every change; returns how to stop."""
        return self._showing.listeners.add(listener)

    def ring(self) -> None:
        """Something new waits: go out now, and let whoever counts count it.

        While the line is in trouble its schedule stands: a busy table must not become a storm of requests.
        """
        self._news.set()
        if self._trips.line.trouble is None:
            self._bell.set()
        self._showing.listeners.tell()

    async def try_now(self, record_id: UUID | None = None) -> None:
        """A person's "Thử ngay": every schedule is set aside, for one entry or for all, photos as well."""
        if record_id is None:
            self._dispatch.ask_photos()
        await asyncio.to_thread(self._outbox.send_now, record_id)
        self._news.set()
        self._bell.set()
        self._showing.listeners.tell()

    def to_go(self, record_id: UUID, revision: int) -> int | None:
        """Bytes of that revision's photos that still have to leave; None when that is not known."""
        return self._dispatch.to_go((record_id, revision))

    async def at_service(self, record_id: UUID) -> Record | Denied | NoAnswer:
        """The newest revision the service holds; a person asks, so it is asked at once and once."""
        if not self.state.online:
            return NoAnswer(self.state.reason or Reason.NO_NETWORK)
        return await self._service.newest_record(record_id)

    async def look_up(self, question: AccountQuestion | CodeQuestion) -> LookupAnswer | Denied | NoAnswer:
        """An answer now; a person waits for it, so it is asked at once and once."""
        if not self.state.online:
            return NoAnswer(self.state.reason or Reason.NO_NETWORK)
        return await self._service.look_up(question)

    async def online_declaration(self, number: str) -> OnlineDeclaration | Denied | NoAnswer:
        if not self.state.online:
            return NoAnswer(self.state.reason or Reason.NO_NETWORK)
        return await self._service.online_declaration(number)

    async def online_list(self) -> Sequence[OnlineDeclaration] | Denied | NoAnswer:
        """Page by page; half a list is none."""
        if not self.state.online:
            return NoAnswer(self.state.reason or Reason.NO_NETWORK)
        found: list[OnlineDeclaration] = []
        after: str | None = ""
        while after is not None:
            page = await self._service.online_page(after)
            if isinstance(page, Denied | NoAnswer):
                return page
            found += page.items
            after = page.next_after
        return found

    async def ask_email_code(self, record_id: UUID, email: str) -> CodeAsked | Denied | NoAnswer:
        if not self.state.online:
            return NoAnswer(self.state.reason or Reason.NO_NETWORK)
        return await self._service.ask_email_code(record_id, email)

    async def say_email_code(
        self, record_id: UUID, email: str, code: str
    ) -> EmailConfirmed | Denied | NoAnswer:
        if not self.state.online:
            return NoAnswer(self.state.reason or Reason.NO_NETWORK)
        return await self._service.say_email_code(record_id, email, code)

    async def send_records_only(self, yes: bool) -> None:
        """Photos and what the agency hands out wait while ``yes``; they go at once when it ends."""
        await asyncio.to_thread(self._outbox.send_records_only, yes)
        await self._wishes.look()
        if self._fetching is not None:
            await self._fetching.wished_otherwise()
        if not yes:
            await self.try_now()

    async def run(self) -> NoReturn:
        """All loops, until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._go_out_for_ever())
                group.create_task(self._listening.keep_on(self._link, self._backoff, self._wait))
                if self._fetching is not None:
                    group.create_task(self._fetching.keep_on(self._link, self._backoff, self._wait))
        finally:
            self._showing.stopped()
        raise AssertionError("the loops end only by cancellation")

    async def round(self) -> int:
        """One trip now. How many revisions settled."""
        return await self._trips.go()

    async def until_empty(self, on_step: Callable[[int], None], rounds: int = 50) -> bool:
        """Rounds until nothing waits; True when every revision was settled, False when no trip helps."""
        is_empty = await self._emptying.until_empty(on_step, rounds)
        if is_empty:
            await self.fetch()
        return is_empty

    async def fetch(self) -> NoAnswer | None:
        """What the agency hands out, all of it; why it could not go on, or None. Without a service that lets
        us in nobody is asked."""
        if self._fetching is None:
            return None
        if not self._link.is_set():
            return NoAnswer(self.state.reason or Reason.NO_NETWORK)
        return await self._fetching.all()

    async def fetch_now(self) -> None:
        if self._fetching is not None:
            await self._fetching.fetch_now()

    async def fetch_again(self, handout: int) -> None:
        if self._fetching is not None:
            await self._fetching.try_again(handout)

    async def dismiss_handout(self, handout: int) -> None:
        if self._fetching is not None:
            await self._fetching.dismiss(handout)

    async def _heed(self) -> None:
        await self._trips.heed()
        self.ring()

    async def _go_out_for_ever(self) -> NoReturn:
        while True:
            self._bell.clear()
            try:
                await self._trips.go()
                pause = await self._trips.rest()
            except Exception as error:  # noqa: BLE001 - the engine outlives whatever a round stumbles over
                pause = self._trips.stumbled(error)
            await self._wait(self._bell, pause)
