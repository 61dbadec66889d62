"""Speaking as the station: hello first, then a token; both remembered while they are good."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from declaration.wire.sign_in import Hello, ServiceState, Token, state_of
from desk.ports.clock import Clock
from desk.ports.keys import StationKeys, Turns
from desk.ports.service import NoAnswer, Reason, StationService

RENEW_BEFORE = 30.0
_REMEMBERED = 8


def is_locked(hello: Hello) -> bool:
    """The agency takes nothing from this station now."""
    return state_of(hello.state) is ServiceState.LOCKED


class ServiceSession:
    """Assertion times come from the last verified hello plus the monotonic time since, never from the
    wall clock, so a wrong clock locks nobody out. ``learn`` is told the service's time with each hello."""

    def __init__(
        self,
        service: StationService,
        keys: StationKeys,
        turns: Turns,
        clock: Clock,
        learn: Callable[[datetime], None] = lambda _service_time: None,
    ) -> None:
        self._service = service
        self._keys = keys
        self._turns = turns
        self._clock = clock
        self._learn = learn
        self._hello: Hello | None = None
        self._hello_at = 0.0
        self._hello_is_new = False
        self._token_until = 0.0
        self._renewing = asyncio.Lock()
        self._took: deque[float] = deque(maxlen=_REMEMBERED)
        self.token_number = 0
        """Counts the tokens: which one a refused request had carried."""

    async def greet(self) -> Hello | NoAnswer:
        """A fresh, verified hello."""
        asked_at = self._clock.monotonic()
        hello = await self._service.hello(self._keys.station)
        if isinstance(hello, NoAnswer):
            return hello
        self._took.append(self._clock.monotonic() - asked_at)
        self._hello, self._hello_at, self._hello_is_new = hello, self._clock.monotonic(), True
        self._learn(hello.time)
        return hello

    async def sign_in(self) -> NoAnswer | None:
        """A token that is good for the next half minute at least. Any number may ask at once."""
        async with self._renewing:
            if self._clock.monotonic() < self._token_until:
                return None
            token = await self._new_token()
            if isinstance(token, NoAnswer):
                return token
            self._token_until = self._clock.monotonic() + token.expires_in - RENEW_BEFORE
            self.token_number += 1
            return None

    async def _new_token(self) -> Token | NoAnswer:
        """Refused on the word of an older hello, it asks the time again: the machine may have slept."""
        is_new, self._hello_is_new = self._hello_is_new, False
        turn = await asyncio.to_thread(self._turns.offer)
        if turn is None:
            return NoAnswer(Reason.REJOIN)
        asked_at = self._clock.monotonic()
        token = await self._service.token(self._keys.assertion(self.service_time(), turn), turn)
        if isinstance(token, Token):
            self._took.append(self._clock.monotonic() - asked_at)
            await asyncio.to_thread(self._turns.agree, turn)
        if is_new or not isinstance(token, NoAnswer) or token.reason is not Reason.SIGN_IN:
            return token
        hello = await self.greet()
        if isinstance(hello, NoAnswer):
            return hello
        return NoAnswer(Reason.LOCKED) if is_locked(hello) else await self._new_token()

    def forget_token(self, number: int) -> None:
        """The service refused the token with that number; a newer one stays."""
        if number == self.token_number:
            self._token_until = 0.0

    def service_time(self) -> datetime:
        """The service's time now, by its last hello; needs one."""
        assert self._hello is not None, "greet first"
        elapsed = self._clock.monotonic() - self._hello_at
        return self._hello.time + timedelta(seconds=elapsed)

    def round_trip(self) -> float | None:
        """Seconds the quickest of the last greetings took; None before one."""
        return min(self._took, default=None)

    def clock_error(self) -> float | None:
        """Seconds by which this machine's clock is ahead of the service's; None before a hello."""
        if self._hello is None:
            return None
        return (self._clock.now() - self.service_time()).total_seconds()
