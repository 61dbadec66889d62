"""Waiting on the feed: answers are heard of as they are given, beside whatever goes out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import NoReturn, Protocol

from desk.ports.service import NoAnswer, Reason
from desk.sync.backoff import Backoff
from desk.sync.line import LONGEST_REST
from desk.sync.resting import Wait

log = logging.getLogger(__name__)
LONG_POLL = 25
FEED_REST = 5.0
"""Seconds at least until the feed is asked again after a break, lest it greet at each one of a bad line."""
AT_ONCE = 1.0
"""Seconds: who has nothing to tell and says so sooner does not hold the question until there is something."""


class Feed(Protocol):
    async def pull(self, wait: int) -> int | NoAnswer:
        """Take in one page; how many events were new."""


class Listening:
    """``ring`` is called when the feed breaks, ``tell`` when there are new answers; ``beside``: what a trip
    that takes long must not keep waiting, done after every page."""

    def __init__(
        self,
        feed: Feed,
        ring: Callable[[], None],
        tell: Callable[[], None],
        beside: Callable[[], Awaitable[None]],
        monotonic: Callable[[], float],
    ) -> None:
        self._feed = feed
        self._ring = ring
        self._tell = tell
        self._beside = beside
        self._monotonic = monotonic

    async def keep_on(self, link: asyncio.Event, backoff: Backoff, wait: Wait) -> NoReturn:
        """Whatever comes, while there is a ``link``; until cancelled."""
        failures = vain = 0
        patient = replace(backoff, longest=LONGEST_REST)
        while True:
            await link.wait()
            asked_at = self._monotonic()
            new = await self._pull_or_fault()
            if isinstance(new, NoAnswer):
                self._ring()
                await _rest(wait, backoff, backoff.at_least(failures, new.retry_after).total_seconds())
                failures += 1
                continue
            failures = 0
            if new:
                self._tell()
            vain = 0 if new or self._monotonic() - asked_at >= AT_ONCE else vain + 1
            if vain > 1:  # once it may be what a round has just taken in
                await _rest(wait, patient, patient.wait(vain - 2).total_seconds())

    async def _pull_or_fault(self) -> int | NoAnswer:
        try:
            new = await self._feed.pull(LONG_POLL)
            if not isinstance(new, NoAnswer):
                await self._beside()
            return new
        except Exception as error:  # noqa: BLE001 - the round that is rung for meets it and says so
            log.error("feed stumbled: %s", type(error).__name__)
            return NoAnswer(Reason.OWN_FAULT)


async def _rest(wait: Wait, backoff: Backoff, seconds: float) -> None:
    """The shortest rest is drawn as well: many stations must not ask in step."""
    await wait(asyncio.Event(), max(FEED_REST * (1 + backoff.chance()), seconds))
