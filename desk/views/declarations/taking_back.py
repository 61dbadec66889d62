"""Taking consent back: which purposes, what follows from each, and whether it could still be done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import flet as ft

from declaration.draft import Purpose
from declaration.lifecycle import Status
from declaration.privacy import Private
from desk.ports.store import DeclarationDetail, LockedError
from desk.registration.taking_back import Given, TakingBack

_WAITING = (Status.FINISHED, Status.RECEIVED, Status.RETURNED)
_DECIDED = (Status.APPROVED, Status.ISSUED, Status.ACTIVATED, Status.APPLIED)


@dataclass(frozen=True, repr=False)
class Asked(Private):
    """The declaration whose consent it is about, with what was agreed to."""

    detail: DeclarationDetail
    given: tuple[Given, ...]

    @property
    def standing(self) -> tuple[str, ...]:
        return tuple(each.purpose for each in self.given if each.taken_back is None)


@ft.observable
@dataclass(eq=False)
class TakingBackModel:
    """``asked`` is None while nobody asks. ``chosen``: the purposes ticked. ``is_too_late``: it was corrected
    or taken back while the question stood. ``reload`` reads the screen anew."""

    taking_back: TakingBack
    reload: Callable[[], Awaitable[None]]
    asked: Asked | None = None
    chosen: frozenset[str] = frozenset()
    is_choice_missing: bool = False
    is_under_way: bool = False
    is_too_late: bool = False

    def ask(self, detail: DeclarationDetail, given: tuple[Given, ...]) -> None:
        """Nothing is ticked beforehand, unless there is only one."""
        self.dismiss()
        self.asked = Asked(detail, given)
        if len(self.asked.standing) == 1:
            self.chosen = frozenset(self.asked.standing)

    def choose(self, purpose: str, is_chosen: bool) -> None:
        self.chosen = self.chosen | {purpose} if is_chosen else self.chosen - {purpose}
        self.is_choice_missing = False

    def dismiss(self) -> None:
        """Nothing is asked any more; what was ticked for one person is not the next one's."""
        if self.is_under_way:
            return
        self.asked, self.chosen = None, frozenset()
        self.is_choice_missing = self.is_too_late = False

    async def take_back(self) -> None:
        """Only with something ticked."""
        self.is_choice_missing = not self.chosen
        if self.asked is None or not self.chosen or self.is_under_way:
            return
        self.is_under_way = True
        done = None
        try:
            with suppress(LockedError):
                done = await asyncio.to_thread(self.taking_back.take_back, self.asked.detail, self.chosen)
        finally:
            self.is_under_way = False
        if done is not None:
            self.dismiss()
        else:
            self.is_too_late = True
        await self.reload()


def what_follows(purpose: str, status: Status) -> str:
    """Key of the words under ``taking_back.follows``."""
    if purpose != Purpose.ACCOUNT:
        return "news" if purpose == Purpose.NEWS else "other"
    if status in _WAITING:
        return "account_waiting"
    return "account_decided" if status in _DECIDED else "account_over"
