"""The engine: takes what is due, sends it, settles each outcome, and rests until something changes.

It runs in the process that owns the station, from the first unlock until that process ends; locking the
screen does not stop it. Two loops: one goes out, one waits on the feed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NoReturn
from uuid import UUID

from declaration.wire.supervision import StationReport
from desk.ports.clock import Clock
from desk.ports.keys import ServiceKeys
from desk.ports.outbox import Outbox, OutboxEntry
from desk.ports.service import Activity, NoAnswer, Reason, StationService, SyncState
from desk.sync.backoff import Backoff
from desk.sync.courier import Courier
from desk.sync.inbox import Inbox
from desk.sync.outcome import Conflict, Deferred, Delivered, Missing, Outcome, Refused
from desk.sync.session import ServiceSession

BATCH = 100
LONG_POLL = 25
LONGEST_REST = 60.0
LINK_TROUBLE = frozenset(
    {Reason.NO_NETWORK, Reason.FOREIGN, Reason.SERVICE_DOWN, Reason.SIGN_IN, Reason.LOCKED, Reason.TOO_MANY}
)


class SyncEngine:
    """Implements ports.service.SyncWatch. ``measure`` gives the report's app version and free space."""

    def __init__(
        self,
        service: StationService,
        outbox: Outbox,
        session: ServiceSession,
        keys: ServiceKeys,
        clock: Clock,
        backoff: Backoff,
        measure: Callable[[], tuple[str, int]],
    ) -> None:
        self._service = service
        self._outbox = outbox
        self._session = session
        self._clock = clock
        self._backoff = backoff
        self._measure = measure
        self._courier = Courier(service, outbox, keys, self._count_bytes)
        self._inbox = Inbox(service, outbox, keys)
        self._bell = asyncio.Event()
        self._link = asyncio.Event()
        self._failures = 0
        self._state = SyncState()
        self._listeners: list[Callable[[], None]] = []

    @property
    def state(self) -> SyncState:
        return self._state

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` on the loop at every change; returns how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def ring(self) -> None:
        """Something new waits: go out now, and let whoever counts count it."""
        self._bell.set()
        self._tell()

    async def try_now(self, record_id: UUID | None = None) -> None:
        """A person's "Thử ngay": the schedule is set aside for one entry or for all."""
        await asyncio.to_thread(self._outbox.send_now, record_id)
        self._failures = 0
        self.ring()

    async def run(self) -> NoReturn:
        """Both loops, until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._go_out_for_ever())
                group.create_task(self._listen_for_ever())
        finally:
            self._show(replace(self._state, activity=Activity.STOPPED))
        raise AssertionError("the loops end only by cancellation")

    async def round(self) -> int:
        """One trip: hello, token, what is due, the answers, the report. How many revisions settled."""
        trouble = await self._connect()
        if trouble is not None:
            self._failures += 1
            self._show(replace(self._state, activity=Activity.RESTING, reason=trouble.reason))
            return 0
        settled = await self._send_due()
        if self._state.reason is None:
            await self._inbox.catch_up()
            await self._report()
        self._show(replace(self._state, activity=Activity.RESTING))
        return settled

    async def until_empty(self, on_step: Callable[[int], None], rounds: int = 50) -> bool:
        """Rounds until nothing waits; True when every revision was settled, False when no trip helps."""
        for _ in range(rounds):
            waiting = await self._waiting()
            on_step(waiting)
            if waiting == 0:
                await self.round()
                return await self._waiting() == 0
            await asyncio.to_thread(self._outbox.send_now)
            if await self.round() == 0:
                return False
        return False

    async def _go_out_for_ever(self) -> None:
        while True:
            self._bell.clear()
            await self.round()
            await self._rest()

    async def _listen_for_ever(self) -> None:
        failures = 0
        while True:
            await self._link.wait()
            new = await self._inbox.pull(LONG_POLL)
            if isinstance(new, NoAnswer):
                failures += 1
                self._link.clear()
                if new.reason is Reason.SIGN_IN:
                    self._session.forget_token()
                await asyncio.sleep(self._backoff.at_least(failures, new.retry_after).total_seconds())
                self.ring()
                continue
            failures = 0
            if new:
                self._tell()

    async def _rest(self) -> None:
        """Until the bell, the next due entry, or a while: an outage is looked at again with back-off."""
        if self._state.reason is not None:
            pause = min(self._backoff.wait(self._failures).total_seconds(), LONGEST_REST)
        else:
            pause = await self._pause_until_due()
        try:
            await asyncio.wait_for(self._bell.wait(), max(0.05, pause))
        except TimeoutError:
            return

    async def _pause_until_due(self) -> float:
        due = await asyncio.to_thread(self._outbox.next_due)
        if due is None:
            return LONGEST_REST
        return min((due - self._clock.now()).total_seconds(), LONGEST_REST)

    async def _connect(self) -> NoAnswer | None:
        hello = await self._session.greet()
        if isinstance(hello, NoAnswer):
            self._link.clear()
            return hello
        refused = await self._session.sign_in()
        if refused is not None:
            self._link.clear()
            return refused
        was_away = self._state.reason is not None
        self._show(
            replace(
                self._state,
                reason=None,
                reached_once=True,
                last_contact=self._clock.now(),
                clock_error=self._session.clock_error(),
                practice=hello.practice,
            )
        )
        self._failures = 0
        self._link.set()
        if was_away:  # the network is back: nobody waits out a schedule made for an outage
            await asyncio.to_thread(self._outbox.send_now)
        return None

    async def _send_due(self) -> int:
        settled = 0
        while self._state.reason is None:
            entries = await asyncio.to_thread(self._outbox.due, self._clock.now(), BATCH)
            if not entries:
                break
            settled += await self._send(entries)
        return settled

    async def _send(self, entries: Sequence[OutboxEntry]) -> int:
        total = sum(blob.size for entry in entries for blob in entry.blobs)
        self._show(replace(self._state, activity=Activity.SENDING, sent_bytes=0, total_bytes=total))
        now = self._clock.now()
        dues = [now + self._backoff.wait(entry.attempts) for entry in entries]
        await asyncio.to_thread(self._outbox.count_attempt, [e.key for e in entries], dues)
        outcomes = await self._courier.offer(entries)
        settled = 0
        for entry in entries:
            outcome = outcomes[entry.key]
            if isinstance(outcome, Missing) and self._state.reason is None:
                outcome = await self._courier.complete(entry, outcome)
            settled += await self._settle(entry, outcome)
        return settled

    async def _settle(self, entry: OutboxEntry, outcome: Outcome) -> int:
        """Write down what became of one entry; 1 when it left the queue."""
        match outcome:
            case Delivered(receipt, signed):
                await asyncio.to_thread(self._outbox.deliver, entry, receipt, signed)
            case Refused(code):
                await asyncio.to_thread(self._outbox.refuse, entry, code)
            case Conflict(code):
                await asyncio.to_thread(self._outbox.set_aside, entry, code)
            case Deferred(reason, retry_after):
                await self._defer(entry, reason, retry_after)
            case Missing():
                await self._defer(entry, "photos_missing", None)
        self._tell()
        return 0 if isinstance(outcome, Deferred | Missing) else 1

    async def _defer(self, entry: OutboxEntry, reason: str, retry_after: float | None) -> None:
        if reason in LINK_TROUBLE:
            self._show(replace(self._state, reason=Reason(reason)))
        if reason == Reason.SIGN_IN:
            self._session.forget_token()
        due = self._clock.now() + self._backoff.at_least(entry.attempts, retry_after) if retry_after else None
        await asyncio.to_thread(self._outbox.defer, entry, reason, due)

    async def _report(self) -> None:
        books = await asyncio.to_thread(self._outbox.books, self._clock.today())
        version, free_space = await asyncio.to_thread(self._measure)
        age = (self._clock.now() - books.oldest_waiting).total_seconds() if books.oldest_waiting else 0
        await self._service.report(
            StationReport(
                waiting=books.waiting,
                oldest_age=max(0, int(age)),
                at_risk=books.at_risk,
                refused=dict(books.refused_by_code),
                set_aside=books.set_aside,
                clock_error=self._state.clock_error,
                app_version=version,
                free_space=free_space,
            )
        )

    async def _waiting(self) -> int:
        return (await asyncio.to_thread(self._outbox.books, self._clock.today())).waiting

    def _count_bytes(self, sent: int) -> None:
        self._show(replace(self._state, sent_bytes=self._state.sent_bytes + sent))

    def _show(self, state: SyncState) -> None:
        if state != self._state:
            self._state = state
            self._tell()

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()
