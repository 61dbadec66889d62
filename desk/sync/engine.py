"""The engine: takes what is due, sends it, settles each outcome, and rests until something changes.

It runs in the process that owns the station, from the first unlock until that process ends; locking the
screen does not stop it. Two loops: one goes out, one waits on the feed. Neither ends the other, and nothing
that goes wrong in a round ends the engine: it says so in its state and goes on with back-off.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import NoReturn
from uuid import UUID

from declaration.wire.records import Record
from desk.ports.audit import AuditTrail
from desk.ports.clock import Clock
from desk.ports.days import DayStore
from desk.ports.handouts import Coming, HandoutStore
from desk.ports.keys import ServiceKeys
from desk.ports.outbox import Outbox
from desk.ports.recovery import RecoveryStore
from desk.ports.service import Activity, Denied, NoAnswer, Reason, StationService, SyncState
from desk.sync.backoff import Backoff
from desk.sync.balancing import Balancing
from desk.sync.connecting import Connecting
from desk.sync.courier import Courier
from desk.sync.deposit import Deposit
from desk.sync.dispatch import Dispatch
from desk.sync.fetching import Fetching
from desk.sync.inbox import Inbox
from desk.sync.line import LONGEST_REST, Line
from desk.sync.listeners import Listeners
from desk.sync.progress import Going, Progress
from desk.sync.returning import Returning
from desk.sync.session import ServiceSession
from desk.sync.signed_in import SignedIn

log = logging.getLogger(__name__)
LONG_POLL = 25
VAIN_ROUNDS = 3
FEED_REST = 5.0
"""Seconds at least until the feed is asked again after a break, lest it greet at each one of a bad line."""
Wait = Callable[[asyncio.Event, float], Awaitable[None]]


async def rung_or_after(bell: asyncio.Event, seconds: float) -> None:
    """Return when the bell is rung, or after that time."""
    with suppress(TimeoutError):  # not wait_for, which may swallow a cancellation that comes with the bell
        async with asyncio.timeout(seconds):
            await bell.wait()


class SyncEngine:
    """Implements ports.service.SyncWatch. ``measure`` gives the report's app version and free space;
    ``wait`` is how it rests; ``recovery``: the code to be brought to the service; ``trail``: the audit
    trail whose head is reported; ``handouts``: where what the agency hands out is kept; ``days``: those
    closed are compared with the service."""

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
    ) -> None:
        self._service = SignedIn(service, session)
        self._outbox = outbox
        self._session = session
        self._clock = clock
        self._backoff = backoff
        self._wait = wait
        self._bell = asyncio.Event()
        self._news = asyncio.Event()
        self._link = asyncio.Event()
        self._one_round = asyncio.Lock()
        self._line = Line()
        self._state = SyncState()
        self._listeners = Listeners()
        progress = Progress(self._show_sending, self._listeners.tell, clock.monotonic)
        courier = Courier(self._service, outbox, keys)
        self._dispatch = Dispatch(
            courier, outbox, clock, backoff, self._news, progress, session.round_trip, self._link.set
        )
        self._connecting = Connecting(session, outbox, self._dispatch, lambda: measure()[0])
        handed_out = asyncio.Event()
        self._inbox = Inbox(self._service, outbox, keys, self.ring, handed_out.set)
        self._fetching = (
            Fetching(self._service, handouts, self._show_coming, handed_out) if handouts else None
        )
        deposit = Deposit(self._service, recovery, keys) if recovery else None
        balancing = Balancing(self._service, days, keys, clock, backoff) if days else None
        told = self._listeners.tell
        self._returning = Returning(
            self._service, self._inbox, outbox, session, clock, measure, told, deposit, trail, balancing
        )

    @property
    def state(self) -> SyncState:
        return self._state

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` on the loop at every change; returns how to stop."""
        return self._listeners.add(listener)

    def ring(self) -> None:
        """Something new waits: go out now, and let whoever counts count it.

        While the line is in trouble its schedule stands: a busy table must not become a storm of requests.
        """
        self._news.set()
        if self._line.trouble is None:
            self._bell.set()
        self._listeners.tell()

    async def try_now(self, record_id: UUID | None = None) -> None:
        """A person's "Thử ngay": every schedule is set aside, for one entry or for all, photos as well."""
        if record_id is None:
            self._dispatch.ask_photos()
        await asyncio.to_thread(self._outbox.send_now, record_id)
        self._news.set()
        self._bell.set()
        self._listeners.tell()

    def to_go(self, record_id: UUID, revision: int) -> int | None:
        """Bytes of that revision's photos that still have to leave; None when that is not known."""
        return self._dispatch.to_go((record_id, revision))

    async def at_service(self, record_id: UUID) -> Record | Denied | NoAnswer:
        """The newest revision the service holds; a person asks, so it is asked at once and once."""
        if not self._state.online:
            return NoAnswer(self._state.reason or Reason.NO_NETWORK)
        return await self._service.newest_record(record_id)

    async def send_records_only(self, yes: bool) -> None:
        """Photos wait while ``yes``; they go at once when it ends."""
        await asyncio.to_thread(self._outbox.send_records_only, yes)
        self._show(replace(self._state, records_only=yes))
        if not yes:
            await self.try_now()

    async def run(self) -> NoReturn:
        """All loops, until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._go_out_for_ever())
                group.create_task(self._listen_for_ever())
                if self._fetching is not None:
                    group.create_task(self._fetching.keep_on(self._link, self._backoff, self._wait))
        finally:
            self._show(replace(self._state, activity=Activity.STOPPED))
        raise AssertionError("the loops end only by cancellation")

    async def round(self) -> int:
        """One trip: hello, token, what is due, the answers, the report. How many revisions settled."""
        async with self._one_round:
            trouble = await self._connect()
            if trouble is not None:
                self._link.clear()
                self._end_round(trouble, away=True)
                return 0
            sent = await self._dispatch.run()
            trouble = sent.trouble or await self._returning.come_back()
            self._end_round(trouble, away=False)
            return sent.settled

    async def until_empty(self, on_step: Callable[[int], None], rounds: int = 50) -> bool:
        """Rounds until nothing waits; True when every revision was settled, False when no trip helps:
        the service cannot be reached, or three rounds in a row settled nothing."""
        vain = 0
        for _ in range(rounds):
            on_step(await self._waiting())
            await asyncio.to_thread(self._outbox.send_now)
            vain = 0 if await self.round() else vain + 1
            waiting = await self._waiting()
            on_step(waiting)
            if waiting == 0:
                await self.fetch()
                return True
            if self._line.away or vain == VAIN_ROUNDS:
                return False
            if vain:
                await self._wait(asyncio.Event(), self._pause_in_vain(vain))
        return False

    def _pause_in_vain(self, vain: int) -> float:
        if self._line.trouble is not None:
            return self._line.pause(self._backoff)
        return self._backoff.wait(vain - 1).total_seconds()

    async def _go_out_for_ever(self) -> NoReturn:
        while True:
            self._bell.clear()
            try:
                await self.round()
                pause = await self._pause()
            except Exception as error:  # noqa: BLE001 - the engine outlives whatever a round stumbles over
                pause = self._stumbled(error)
            await self._wait(self._bell, pause)

    async def _listen_for_ever(self) -> NoReturn:
        failures = 0
        while True:
            await self._link.wait()
            try:
                new = await self._inbox.pull(LONG_POLL)
            except Exception as error:  # noqa: BLE001 - the round that is rung for meets it and says so
                log.error("feed stumbled: %s", type(error).__name__)
                new = NoAnswer(Reason.OWN_FAULT)
            if isinstance(new, NoAnswer):
                self.ring()
                pause = max(FEED_REST, self._backoff.at_least(failures, new.retry_after).total_seconds())
                failures += 1
                await self._wait(asyncio.Event(), pause)
                continue
            failures = 0
            if new:
                self._listeners.tell()

    async def fetch(self) -> NoAnswer | None:
        """What the agency hands out, all of it; why it could not go on, or None."""
        return await self._fetching.all() if self._fetching is not None else None

    async def fetch_again(self, handout: int) -> None:
        if self._fetching is not None:
            await self._fetching.try_again(handout)

    def _stumbled(self, error: Exception) -> float:
        """An error of our own; its text may name a person, its type does not. Seconds to rest."""
        log.error("sync round stumbled: %s", type(error).__name__)
        self._end_round(NoAnswer(Reason.OWN_FAULT), away=False)
        return self._line.pause(self._backoff)

    async def _pause(self) -> float:
        """Seconds until the next due entry, or a while; the line's own schedule while it is in trouble."""
        if self._line.trouble is not None:
            return self._line.pause(self._backoff)
        due = await asyncio.to_thread(self._outbox.next_due)
        if due is None:
            return LONGEST_REST
        return max(0.05, min((due - self._clock.now()).total_seconds(), LONGEST_REST))

    async def _connect(self) -> NoAnswer | None:
        hello = await self._connecting.connect()
        await self._show_wishes()
        if isinstance(hello, NoAnswer):
            return hello
        was_away = self._line.away
        contact = replace(
            self._state, reached_once=True, last_contact=self._clock.now(), practice=hello.practice
        )
        self._show(replace(contact, reason=None) if was_away else contact)
        if was_away:  # the network is back: nobody waits out a schedule made for an outage
            await asyncio.to_thread(self._outbox.send_now)
        return None

    async def _show_wishes(self) -> None:
        """What the agency and the person want of this station, as it stands in the file."""
        order = await asyncio.to_thread(self._outbox.order)
        records_only = await asyncio.to_thread(self._outbox.records_only)
        self._show(replace(self._state, order=order, records_only=records_only))

    def _end_round(self, trouble: NoAnswer | None, *, away: bool) -> None:
        self._line = self._line.after(trouble, away=away)
        self._show(
            replace(
                self._state,
                activity=Activity.RESTING,
                reason=trouble.reason if trouble else None,
                clock_error=self._session.clock_error(),
            )
        )

    async def _waiting(self) -> int:
        return (await asyncio.to_thread(self._outbox.books, self._clock.today())).waiting

    def _show_sending(self, going: Going) -> None:
        """Bytes that move prove the line, whatever the last round said of it."""
        reason = None if going.rate else self._state.reason
        state = replace(self._state, activity=Activity.SENDING, reason=reason)
        self._show(replace(state, sent_bytes=going.sent, total_bytes=going.total, rate=going.rate))

    def _show_coming(self, coming: tuple[Coming, ...]) -> None:
        self._show(replace(self._state, coming=coming))

    def _show(self, state: SyncState) -> None:
        if state != self._state:
            self._state = state
            self._listeners.tell()
