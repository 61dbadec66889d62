"""The answers come back: one page of the feed at a time, each with its cursor in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import TypeAdapter, ValidationError

from declaration.wire.changes import ChangeKind, Changes
from declaration.wire.signed import Signed
from desk.ports.keys import ServiceKeys
from desk.ports.outbox import Outbox
from desk.ports.service import NoAnswer, StationService

_HANDED_OUT = {ChangeKind.ROSTER_UPDATED, ChangeKind.AGENCIES_UPDATED, ChangeKind.SETTINGS_CHANGED}
_CERTIFICATES = TypeAdapter(tuple[Signed, ...])


class Inbox:
    """Reads the change feed from where the file says it stopped. ``asked_anew`` is called when the agency
    asks something else of the station: what it is, is believed from a signed hello only. ``hand_out``: there
    is something new to fetch."""

    def __init__(
        self,
        service: StationService,
        outbox: Outbox,
        keys: ServiceKeys,
        asked_anew: Callable[[], Awaitable[None]],
        hand_out: Callable[[], None],
    ) -> None:
        self._service = service
        self._outbox = outbox
        self._keys = keys
        self._asked_anew = asked_anew
        self._hand_out = hand_out

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
            await self._asked_anew()
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
