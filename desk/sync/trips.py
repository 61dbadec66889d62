"""One trip after the other: hello and token, what is due, what comes back; and the line as they found it."""

from __future__ import annotations

import asyncio
import logging

from desk.ports.clock import Clock
from desk.ports.outbox import Outbox
from desk.ports.service import NoAnswer, Reason
from desk.sync.backoff import Backoff
from desk.sync.connecting import Connecting
from desk.sync.dispatch import Dispatch
from desk.sync.line import LONGEST_REST, Line
from desk.sync.returning import Returning
from desk.sync.session import ServiceSession, is_locked
from desk.sync.showing import Showing
from desk.sync.wishes import Wishes

log = logging.getLogger(__name__)
SHORTEST_REST = 0.05


class Trips:
    """``link`` is set while the service lets us in: whoever waits on the feed waits for it."""

    def __init__(
        self,
        connecting: Connecting,
        dispatch: Dispatch,
        returning: Returning,
        session: ServiceSession,
        outbox: Outbox,
        clock: Clock,
        backoff: Backoff,
        showing: Showing,
        wishes: Wishes,
        link: asyncio.Event,
    ) -> None:
        self._connecting = connecting
        self._dispatch = dispatch
        self._returning = returning
        self._session = session
        self._outbox = outbox
        self._clock = clock
        self._backoff = backoff
        self._showing = showing
        self._wishes = wishes
        self._link = link
        self._one = asyncio.Lock()
        self.line = Line()

    async def go(self) -> int:
        """One trip: hello, token, what is due, the answers, the report. How many revisions settled."""
        async with self._one:
            trouble = await self._connect()
            if trouble is not None:
                self._link.clear()
                self._end(trouble, away=True)
                return 0
            sent = await self._dispatch.run()
            trouble = sent.trouble or await self._returning.come_back()
            self._end(trouble, away=False)
            return sent.settled

    async def heed(self) -> None:
        """The agency asks something else of the station: it is heeded and shown at once, also beside a trip
        under way, and a lock ends that."""
        hello = await self._connecting.greet()
        await self._wishes.look()
        if not isinstance(hello, NoAnswer) and is_locked(hello):
            self._dispatch.break_off(NoAnswer(Reason.LOCKED))

    def stumbled(self, error: Exception) -> float:
        """An error of our own; its text may name a person, its type does not. Seconds to rest."""
        log.error("sync round stumbled: %s", type(error).__name__)
        self._end(NoAnswer(Reason.OWN_FAULT), away=False)
        return self.line.pause(self._backoff)

    async def rest(self) -> float:
        """Seconds until the next due entry, or a while; the line's own schedule while it is in trouble."""
        if self.line.trouble is not None:
            return self.line.pause(self._backoff)
        due = await asyncio.to_thread(self._outbox.next_due)
        if due is None:
            return LONGEST_REST
        return max(SHORTEST_REST, min((due - self._clock.now()).total_seconds(), LONGEST_REST))

    def pause_in_vain(self, vain: int) -> float:
        """Seconds after so many trips in a row that settled nothing."""
        if self.line.trouble is not None:
            return self.line.pause(self._backoff)
        return self._backoff.wait(vain - 1).total_seconds()

    async def _connect(self) -> NoAnswer | None:
        hello = await self._connecting.connect()
        await self._wishes.look()
        if isinstance(hello, NoAnswer):
            return hello
        was_away = self.line.away
        self._showing.met(hello, self._clock.now(), was_away=was_away)
        if was_away:  # the network is back: nobody waits out a schedule made for an outage
            await asyncio.to_thread(self._outbox.send_now)
        return None

    def _end(self, trouble: NoAnswer | None, *, away: bool) -> None:
        self.line = self.line.after(trouble, away=away)
        self._showing.rests(trouble, self._session.clock_error())
