"""The answers come back: one page of the feed at a time, each with its cursor in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, NoReturn

from pydantic import TypeAdapter, ValidationError

from declaration.wire.changes import ChangeKind, Changes
from declaration.wire.signed import Signed
from desk.ports.keys import ServiceKeys
from desk.ports.outbox import Outbox
from desk.ports.service import NoAnswer, Reason, StationService
from desk.sync.backoff import Backoff
from desk.sync.resting import Wait

log = logging.getLogger(__name__)
LONG_POLL = 25
FEED_REST = 5.0
"""Seconds at least until the feed is asked again after a break, lest it greet at each one of a bad line."""
_HANDED_OUT = {ChangeKind.ROSTER_UPDATED, ChangeKind.AGENCIES_UPDATED, ChangeKind.SETTINGS_CHANGED}
_CERTIFICATES = TypeAdapter(tuple[Signed, ...])


class Inbox:
    """Reads the change feed from where the file says it stopped. ``ring`` is called when the agency asks
    something else of the station, or the feed breaks: what it is, is believed from a signed hello only.
    ``hand_out``: there is something new to fetch; ``tell``: there are new answers."""

    def __init__(
        self,
        service: StationService,
        outbox: Outbox,
        keys: ServiceKeys,
        ring: Callable[[], None],
        hand_out: Callable[[], None],
        tell: Callable[[], None] = lambda: None,
    ) -> None:
        self._service = service
        self._outbox = outbox
        self._keys = keys
        self._ring = ring
        self._hand_out = hand_out
        self._tell = tell

    async def keep_on(self, link: asyncio.Event, backoff: Backoff, wait: Wait) -> NoReturn:
        """Whatever comes, while there is a ``link``; until cancelled."""
        failures = 0
        while True:
            await link.wait()
            new = await self._pull_or_fault()
            if isinstance(new, NoAnswer):
                self._ring()
                pause = max(FEED_REST, backoff.at_least(failures, new.retry_after).total_seconds())
                failures += 1
                await wait(asyncio.Event(), pause)
                continue
            failures = 0
            if new:
                self._tell()

    async def _pull_or_fault(self) -> int | NoAnswer:
        try:
            return await self.pull(LONG_POLL)
        except Exception as error:  # noqa: BLE001 - the round that is rung for meets it and says so
            log.error("feed stumbled: %s", type(error).__name__)
            return NoAnswer(Reason.OWN_FAULT)

    async def pull(self, wait: int) -> int | NoAnswer:
        """Take in one page; how many events were new. ``wait`` seconds of long poll, 0 to ask only."""
        cursor = await asyncio.to_thread(self._outbox.cursor)
        page = await self._service.changes(cursor, wait)
        if isinstance(page, NoAnswer):
            return page
        await self._learn_keys(page)
        if page.cursor <= cursor:
            return 0
        new = await asyncio.to_thread(self._outbox.apply, page.events, page.cursor, cursor)
        kinds = {change.kind for change in page.events}
        if ChangeKind.STATE_CHANGED in kinds:
            self._ring()
        if kinds & _HANDED_OUT:
            self._hand_out()
        return new

    async def catch_up(self) -> int | NoAnswer:
        """Pages until there is nothing new."""
        total = 0
        while True:
            new = await self.pull(0)
            if isinstance(new, NoAnswer):
                return new
            total += new
            if new == 0:
                return total

    async def _learn_keys(self, page: Changes) -> None:
        for change in page.events:
            if change.kind == ChangeKind.KEYS_CHANGED:
                await asyncio.to_thread(self._keys.learn, _certificates(change.data.get("keys", [])))


def _certificates(raw: Any) -> tuple[Signed, ...]:
    try:
        return _CERTIFICATES.validate_python(raw)
    except ValidationError:
        return ()
