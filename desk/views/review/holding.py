"""Being at a declaration, so that no colleague takes it too: renewed while open, let go when left."""

from __future__ import annotations

import asyncio
from typing import Final
from uuid import UUID

from declaration.wire.review import Claim, ReviewDetail
from desk.ports.service import Denied
from desk.reviewing.reviewing import Reviewing

RENEW_SECONDS: Final = 240.0  # a claim lasts ten minutes


class Holding:
    """One claim at a time. Without an answer nothing is known of colleagues, and one goes on: the service
    takes one decision only."""

    def __init__(self, reviewing: Reviewing) -> None:
        self._reviewing = reviewing
        self._wanted: UUID | None = None
        self._mine: UUID | None = None
        self._renewing: asyncio.Task[None] | None = None

    async def take(self, detail: ReviewDetail) -> Claim | None:
        """Be at this declaration from now on; the claim of the colleague who is, if one is."""
        record_id = self._wanted = detail.summary.id
        answer = await self._reviewing.claim(record_id)
        if isinstance(answer, Claim) and self._wanted != record_id:
            await self._reviewing.let_go(record_id)  # left before the answer came
        elif isinstance(answer, Claim):
            self._mine = record_id
            self._renewing = self._renewing or asyncio.create_task(self._renew())
        elif isinstance(answer, Denied) and answer.code == "held_by_other":
            return detail.summary.claim or await self._who(record_id)
        return None

    async def let_go(self) -> None:
        """Leave it to colleagues; does nothing where there is nothing to leave."""
        mine = self._mine
        self.forget()
        if mine is not None:
            await self._reviewing.let_go(mine)

    def forget(self) -> None:
        """It is decided: the service has let it go itself."""
        self._wanted = self._mine = None
        if self._renewing is not None:
            self._renewing.cancel()
            self._renewing = None

    async def _renew(self) -> None:
        while self._mine is not None:
            await asyncio.sleep(RENEW_SECONDS)
            await self._reviewing.claim(self._mine)

    async def _who(self, record_id: UUID) -> Claim | None:
        detail = await self._reviewing.open(record_id)
        return detail.summary.claim if isinstance(detail, ReviewDetail) else None
