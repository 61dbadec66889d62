"""Closed days held against the service: balanced only by its signed word on exactly what is held here."""

from __future__ import annotations

import asyncio
import logging
from secrets import token_urlsafe

from declaration.wire.days import DayAnswer, DayQuestion, held_digest
from declaration.wire.signed import Purpose, Signed
from desk.ports.clock import Clock
from desk.ports.days import DayStore, HeldDay
from desk.ports.keys import ServiceKeys
from desk.ports.service import Denied, NoAnswer, StationService
from desk.sync.backoff import Backoff

log = logging.getLogger(__name__)
Answered = tuple[DayAnswer, Signed]


class Balancing:
    """Asks about every day that is closed and at rest, until the service's answer balances it."""

    def __init__(
        self, service: StationService, days: DayStore, keys: ServiceKeys, clock: Clock, backoff: Backoff
    ) -> None:
        self._service = service
        self._days = days
        self._keys = keys
        self._clock = clock
        self._backoff = backoff

    async def settle(self) -> bool:
        """One question for each day that is due; True when something about a day has changed. Without an
        answer the day stays as it is, and is asked about in a later round."""
        changed = False
        for held in await asyncio.to_thread(self._days.to_compare, self._clock.now()):
            due = self._clock.now() + self._backoff.wait(held.attempts)
            await asyncio.to_thread(self._days.asked, held.day, due)
            answered = await self._ask(held)
            if answered is None:
                return changed
            lacking = await asyncio.to_thread(self._days.answered, held, *answered)
            if lacking:
                log.warning("the service lacks %d revisions of a closed day: they are offered again", lacking)
            changed = True
        return changed

    async def _ask(self, held: HeldDay) -> Answered | None:
        """By the digest first; by name only where that differs: a weak line carries no list for nothing."""
        question = DayQuestion(
            nonce=token_urlsafe(16),
            day=held.day,
            count=len(held.held),
            digest=held_digest(held.held),
            erased=held.erased,
        )
        answered = await self._put(question)
        if answered is None or answered[0].balanced:
            return answered
        return await self._put(question.model_copy(update={"held": held.held, "nonce": token_urlsafe(16)}))

    async def _put(self, question: DayQuestion) -> Answered | None:
        signed = await self._service.compare_day(question)
        if isinstance(signed, Denied | NoAnswer) or not self._keys.is_genuine(Purpose.BALANCE, signed):
            return None
        answer = signed.read(DayAnswer)
        return (answer, signed) if answer is not None and _is_about(answer, question) else None


def _is_about(answer: DayAnswer, question: DayQuestion) -> bool:
    told = answer.nonce, answer.day, answer.count, answer.digest, answer.erased
    return told == (question.nonce, question.day, question.count, question.digest, question.erased)
