"""What the agency and the person want of this station, as it stands in the file: shown and heeded at once."""

from __future__ import annotations

import asyncio
from typing import Protocol

from desk.ports.outbox import Outbox
from desk.sync.showing import Showing


class Held(Protocol):
    """What sends photos, or holds them."""

    def hold(self, yes: bool) -> None: ...


class Wishes:
    def __init__(self, outbox: Outbox, showing: Showing, dispatch: Held) -> None:
        self._outbox = outbox
        self._showing = showing
        self._dispatch = dispatch

    async def look(self) -> None:
        """Also in the midst of a run: what is wished now holds for what has not left yet."""
        order = await asyncio.to_thread(self._outbox.order)
        records_only = await asyncio.to_thread(self._outbox.records_only)
        self._dispatch.hold(records_only)
        self._showing.wishes(order, records_only=records_only)
