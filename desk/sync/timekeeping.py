"""What time it really is, as far as can be known: the machine's clock, watched, and the service's time.

The machine's clock goes on being the machine's: ``now`` is what it shows, and nothing is refused for it. But
days are counted by the service's time once it is known, carried on by the steady clock, so that a battery
that died makes no deadline run out, and none seem far away. Before the first hello of a run no day is earlier
than the last one the service has signed for (docs/decisions/0026).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol

from desk.ports.care import ClockState, ClockTrouble
from desk.ports.clock import VIETNAM, Clock

LEEWAY = timedelta(minutes=2)
"""By how much a clock may be off without anybody hearing of it."""
REMEMBER_EVERY = timedelta(minutes=5)
LONG_AWAY = timedelta(days=31)
"""A machine that was off for longer than this, or whose clock says so, is asked about."""


class TimeMemory(Protocol):
    """The latest moment this station knows to have been; the last one its service has signed for."""

    def last_seen(self) -> datetime | None: ...

    def see(self, moment: datetime) -> None: ...

    def last_told(self) -> datetime | None: ...

    def was_told(self, moment: datetime) -> None: ...


class Timekeeper:
    """Implements ports.clock.Clock on top of the machine's."""

    def __init__(self, clock: Clock, memory: TimeMemory) -> None:
        self._clock = clock
        self._memory = memory
        self._began = clock.now(), clock.monotonic()
        self._at_start = _since(memory.last_seen(), clock.now())
        self._told: tuple[datetime, float] | None = None
        self._kept_day = _day(memory.last_told())

    def now(self) -> datetime:
        return self._clock.now()

    def monotonic(self) -> float:
        return self._clock.monotonic()

    def today(self) -> date:
        """The date in Vietnam by the best time known."""
        told = _day(self.service_time())
        return told or max(self._clock.today(), self._kept_day or date.min)

    def learn(self, service_time: datetime) -> None:
        """The service's time at this very moment, from a hello it has signed."""
        self._told = service_time, self._clock.monotonic()

    def service_time(self) -> datetime | None:
        """The service's time now; None before the first hello of this run."""
        if self._told is None:
            return None
        moment, at = self._told
        return moment + timedelta(seconds=self._clock.monotonic() - at)

    def state(self) -> ClockState:
        """What is odd about the machine's clock now."""
        told = self.service_time()
        if told is not None:
            return _state(self.now() - told, ClockTrouble.AHEAD, ClockTrouble.BEHIND)
        jumped = self._jumped()
        if abs(jumped) > LEEWAY:
            return _state(jumped, ClockTrouble.PUT_FORWARD, ClockTrouble.PUT_BACK)
        return self._at_start

    def remember(self) -> None:
        """Keep how late it is, so that a clock put back while the machine was off is noticed; not from a
        clock in doubt, which would make the right time look like the past. And, once a day, what the service
        signed for: the last it said, so that a service once wrong is believed no longer than it was."""
        self._keep_what_was_told()
        moment = self.service_time() or (self.now() if self.state().trouble is None else None)
        last = self._memory.last_seen()
        if moment is not None and (last is None or moment > last + REMEMBER_EVERY):
            self._memory.see(moment)

    def _keep_what_was_told(self) -> None:
        if self._told is not None and _day(self._told[0]) != self._kept_day:
            self._memory.was_told(self._told[0])
            self._kept_day = _day(self._told[0])

    def _jumped(self) -> timedelta:
        """How far the machine's clock has come away from the steady one since the start."""
        now, at = self._began
        return (self.now() - now) - timedelta(seconds=self._clock.monotonic() - at)


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(VIETNAM).date() if moment else None


def _since(last: datetime | None, now: datetime) -> ClockState:
    if last is None or -LEEWAY <= now - last <= LONG_AWAY:
        return ClockState()
    return _state(now - last, ClockTrouble.PUT_FORWARD, ClockTrouble.PUT_BACK)


def _state(off: timedelta, forward: ClockTrouble, back: ClockTrouble) -> ClockState:
    if abs(off) <= LEEWAY:
        return ClockState()
    return ClockState(forward if off > timedelta() else back, round(abs(off).total_seconds()))
