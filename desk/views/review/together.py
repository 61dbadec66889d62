"""Approving many at once: what is green of the page, one confirmation naming the number, what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import flet as ft

from declaration.privacy import Private
from declaration.wire.review import ReviewSummary
from declaration.wire.together import TogetherAnswer
from desk.reviewing.reviewing import Reviewing
from desk.views.review.queue import Queue
from desk.views.review.trouble import Trouble


@dataclass(frozen=True, repr=False)
class NotApproved(Private):
    """One that stays, with the code of why."""

    summary: ReviewSummary
    code: str


@dataclass(frozen=True, repr=False)
class Outcome(Private):
    """How many were approved, and each that was not."""

    approved: int
    staying: tuple[NotApproved, ...]


@ft.observable
@dataclass(eq=False, repr=False)
class Together(Private):
    """``offered``: the list in the dialog, None while it is closed; ``left_out``: what was unticked in it.
    ``outcome``: None until the service has answered."""

    reviewing: Reviewing
    queue: Queue
    on_done: Callable[[], Awaitable[None]]
    offered: tuple[ReviewSummary, ...] | None = None
    left_out: frozenset[str] = field(default=frozenset())
    deciding: bool = False
    trouble: Trouble | None = None
    outcome: Outcome | None = None

    @property
    def chosen(self) -> tuple[ReviewSummary, ...]:
        return tuple(each for each in self.offered or () if str(each.id) not in self.left_out)

    def ask(self) -> None:
        """Open the list, all of it ticked; nothing where nothing is green."""
        if self.queue.greens and self.offered is None:
            self.offered, self.left_out = self.queue.greens, frozenset()
            self.trouble = self.outcome = None

    def choose(self, key: str, chosen: bool) -> None:
        self.left_out = self.left_out - {key} if chosen else self.left_out | {key}

    async def dismiss(self) -> None:
        """Close the list, but not before what was sent is answered; the queue is read anew then."""
        if self.deciding:
            return
        was_sent = self.outcome is not None or self.trouble is not None
        self.offered = None
        if was_sent:
            await self.on_done()

    async def confirm(self) -> None:
        """Send what is ticked, once; sent again after a lost answer, nothing is approved twice."""
        if self.deciding or self.outcome is not None or not self.chosen:
            return
        self.deciding, self.trouble = True, None
        answer = await self.reviewing.approve_together(self.chosen)
        self.deciding = False
        if isinstance(answer, TogetherAnswer):
            self.outcome = self._outcome(answer)
        else:
            self.trouble = answer

    def _outcome(self, answer: TogetherAnswer) -> Outcome:
        codes = {each.id: each.code for each in answer.outcomes}
        staying = tuple(NotApproved(each, codes[each.id]) for each in self.chosen if codes.get(each.id))
        return Outcome(len(self.chosen) - len(staying), staying)
