"""What the agency hands out is fetched by ranges into the station's file, checked, applied part by part.

A cut or a restart costs one range at most: what arrived is in the file, encrypted like everything there. The
desk never waits for it: every range and every part of a list is a short transaction of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from desk.ports.handouts import Coming, HandoutState, HandoutStore
from desk.ports.service import Denied, NoAnswer, Reason, StationService

log = logging.getLogger(__name__)
RANGE = 262_144


class Fetching:
    """``tell`` is called whenever something of it has changed."""

    def __init__(self, service: StationService, store: HandoutStore, tell: Callable[[], None]) -> None:
        self._service = service
        self._store = store
        self._tell = tell
        self.coming: tuple[Coming, ...] = ()

    async def all(self) -> NoAnswer | None:
        """Whatever has been announced, in its order; why it could not go on, or None. One that the service
        does not have, or that cannot be read, holds up no other."""
        trouble: NoAnswer | None = None
        for handout in await self._look():
            if handout.state is HandoutState.WAITING:
                trouble = await self._one(handout) or trouble
                await self._look()
        return trouble

    async def try_again(self, handout: int) -> None:
        """A person wants it once more."""
        await asyncio.to_thread(self._store.try_again, handout)
        await self._look()

    async def _look(self) -> tuple[Coming, ...]:
        self.coming = tuple(await asyncio.to_thread(self._store.coming))
        self._tell()
        return self.coming

    async def _one(self, handout: Coming) -> NoAnswer | None:
        at = handout.fetched
        while at < handout.size:
            length = min(RANGE, handout.size - at)
            data = await self._service.handout(handout.sha256, at, length)
            match data:
                case NoAnswer():
                    return data
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
        return None
