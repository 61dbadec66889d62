"""The way to the service: is it itself, what does it ask of this station, was it restored, are we let in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from declaration.wire.sign_in import Hello, state_of
from desk.ports.outbox import Outbox
from desk.ports.service import NoAnswer, Reason
from desk.sync.session import ServiceSession, is_locked
from desk.sync.versions import is_older

log = logging.getLogger(__name__)


class Limited(Protocol):
    """What sends by the service's limits, and from its word of what it holds."""

    def heed(self, batch_limit: int, blob_limit: int) -> None: ...

    def forget(self) -> None: ...


class Connecting:
    """``version`` gives this program's own."""

    def __init__(
        self, session: ServiceSession, outbox: Outbox, dispatch: Limited, version: Callable[[], str]
    ) -> None:
        self._session = session
        self._outbox = outbox
        self._dispatch = dispatch
        self._version = version

    async def greet(self) -> Hello | NoAnswer:
        """A hello, and what the agency asks of the station by it, kept."""
        hello = await self._session.greet()
        if not isinstance(hello, NoAnswer):
            await asyncio.to_thread(self._outbox.heed, state_of(hello.state))
        return hello

    async def connect(self) -> Hello | NoAnswer:
        """A token, after a hello of a service that still takes what this program sends.

        What the agency asks of the station is kept before anything else is done: it holds although the line
        goes the next moment."""
        hello = await self.greet()
        if isinstance(hello, NoAnswer):
            return hello
        if is_locked(hello):
            return NoAnswer(Reason.LOCKED)
        if is_older(await asyncio.to_thread(self._version), hello.minimum_version):
            return NoAnswer(Reason.TOO_OLD)
        # before the token: a restored service may take us for a copy, and nobody should see green meanwhile
        if await asyncio.to_thread(self._outbox.meet_epoch, hello.epoch, hello.newest):
            log.warning("the service was restored from a backup: everything is offered again")
            self._dispatch.forget()
        self._dispatch.heed(hello.batch_limit, hello.blob_limit)
        return await self._session.sign_in() or hello
