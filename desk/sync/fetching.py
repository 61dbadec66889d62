"""What the agency hands out is fetched by ranges into the station's file, checked, applied part by part.

A cut or a restart costs one range at most: what arrived is in the file, encrypted like everything there. The
desk never waits for it: every range and every part of a list is a short transaction of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import NoReturn

from declaration.wire.changes import ChangeKind
from desk.ports.handouts import Coming, HandoutState, HandoutStore
from desk.ports.service import Denied, NoAnswer, Reason, StationService
from desk.sync.backoff import Backoff
from desk.sync.resting import Wait

log = logging.getLogger(__name__)
RANGE = 262_144
_ALWAYS = ChangeKind.SETTINGS_CHANGED


class Fetching:
    """``show`` is told what is coming whenever that has changed; ``news`` is set when there is more of it.
    ``settled_anew`` is called when the agency's settings have been taken. While ``records_only``, nothing but
    settings is fetched: they are smaller than a hello, and by them the agency takes its own wish back."""

    def __init__(
        self,
        service: StationService,
        store: HandoutStore,
        show: Callable[[tuple[Coming, ...]], None],
        news: asyncio.Event,
        settled_anew: Callable[[], Awaitable[None]],
        records_only: Callable[[], bool],
    ) -> None:
        self._service = service
        self._store = store
        self._show = show
        self._news = news
        self._settled_anew = settled_anew
        self._records_only = records_only
        self._wanted: set[int] = set()

    async def keep_on(self, link: asyncio.Event, backoff: Backoff, wait: Wait) -> NoReturn:
        """Whatever is announced, while there is a ``link``; until cancelled."""
        failures = 0
        while True:
            await link.wait()
            trouble = await self._all_or_fault()
            if trouble is None:
                failures = 0
                await self._news.wait()
            else:
                pause = backoff.at_least(failures, trouble.retry_after).total_seconds()
                failures += 1
                await wait(self._news, pause)

    async def _all_or_fault(self) -> NoAnswer | None:
        try:
            return await self.all()
        except Exception as error:  # noqa: BLE001 - what is fetched must not end the sending
            log.error("fetching stumbled: %s", type(error).__name__)
            return NoAnswer(Reason.OWN_FAULT)

    async def all(self) -> NoAnswer | None:
        """Whatever has been announced, in its order; why it could not go on, or None. One that the service
        does not have, or that cannot be read, holds up no other."""
        self._news.clear()
        trouble: NoAnswer | None = None
        for handout in await self._look():
            if handout.state is HandoutState.WAITING:
                trouble = await self._one(handout) or trouble
                await self._look()
        return trouble

    async def try_again(self, handout: int) -> None:
        """A person wants it once more."""
        await asyncio.to_thread(self._store.try_again, handout)
        self._news.set()
        await self._look()

    async def dismiss(self, handout: int) -> None:
        """A person needs to hear no more of one that is gone."""
        await asyncio.to_thread(self._store.dismiss, handout)
        await self._look()

    async def fetch_now(self) -> None:
        """A person wants all that is held, whatever the network costs."""
        self._wanted.update(each.id for each in await self._look())
        self._news.set()
        await self._look()

    async def wished_otherwise(self) -> None:
        """Records only, or all again: the latest wish counts."""
        self._wanted.clear()
        self._news.set()
        await self._look()

    async def _look(self) -> tuple[Coming, ...]:
        coming, records_only = await asyncio.to_thread(lambda: (self._store.coming(), self._records_only()))
        seen = tuple(replace(each, is_held=records_only and self._may_wait(each)) for each in coming)
        self._show(seen)
        return seen

    def _may_wait(self, handout: Coming) -> bool:
        is_due = handout.id in self._wanted or handout.is_fetched or handout.kind == _ALWAYS
        return handout.state is HandoutState.WAITING and not is_due

    async def _is_held(self, handout: Coming) -> bool:
        """Asked before each range: the wish may change in the midst of a list."""
        return self._may_wait(handout) and await asyncio.to_thread(self._records_only)

    async def _one(self, handout: Coming) -> NoAnswer | None:
        at = handout.fetched
        while at < handout.size:
            if await self._is_held(handout):
                return None
            length = min(RANGE, handout.size - at)
            data = await self._service.handout(handout.sha256, at, length)
            match data:
                case NoAnswer():
                    return data
                case Denied(status=404):
                    await asyncio.to_thread(self._store.is_gone, handout.id)
                    return None
                case Denied(code=code):
                    log.warning("handout not given: %s", code)
                    return NoAnswer(Reason.SERVICE_OLD)
            at = await asyncio.to_thread(self._store.keep, handout.id, at, data)
            await self._look()
        return await self._apply(handout)

    async def _apply(self, handout: Coming) -> NoAnswer | None:
        """Part by part: a registrar who finishes meanwhile waits for one part only."""
        while (now := await asyncio.to_thread(self._store.apply, handout.id)) is not None:
            if now.state is not HandoutState.WAITING:
                log.error("handout %s: %s", handout.kind, now.state)
                return None
            if not now.is_fetched:
                return NoAnswer(Reason.NO_NETWORK)  # it arrived damaged and is fetched anew
            await self._look()
        if handout.kind == _ALWAYS:
            await self._settled_anew()
            self._news.set()  # they may have let go what was held before them
        return None
