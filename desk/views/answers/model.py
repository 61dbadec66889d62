"""The agency's answers, newest first, in the groups a registrar acts on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import flet as ft

from declaration.lifecycle import Event, Status, allowed
from declaration.privacy import Private
from desk.ports.clock import Clock
from desk.ports.store import DeclarationDetail, DeclarationLine, StrayAnswer
from desk.views.program import Table

LIMIT: Final = 100  # answers shown; older ones are found under declarations


class Group(StrEnum):
    """What is to be done; keys of the locales under ``answers.group``, in the order of urgency."""

    RETURNED = "returned"
    ACCOUNTS = "accounts"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    RECEIVED = "received"


_GROUPS: Final = {
    Status.RETURNED: Group.RETURNED,
    Status.APPROVED: Group.ACCOUNTS,
    Status.ISSUED: Group.ACCOUNTS,
    Status.ACTIVATED: Group.ACCOUNTS,
    Status.APPLIED: Group.ACCOUNTS,
    Status.REJECTED: Group.REJECTED,
    Status.LAPSED: Group.LAPSED,
    Status.RECEIVED: Group.RECEIVED,
}
_EXPLAINED: Final = (Status.RETURNED, Status.REJECTED)


@dataclass(frozen=True, repr=False)
class Answer(Private):
    """One answered declaration; ``detail`` where the agency gave reasons."""

    line: DeclarationLine
    detail: DeclarationDetail | None = None

    @property
    def may_correct(self) -> bool:
        return Event.REOPEN in allowed(self.line.status)


@ft.observable
@dataclass(eq=False, repr=False)
class AnswersModel(Private):
    """``answers`` is None until they were read once. One being corrected is no answer any more. ``strays``:
    answers about declarations that are not here; ``is_asked``: whether to put them away."""

    table: Table
    clock: Clock
    answers: tuple[Answer, ...] | None = None
    has_more: bool = False
    strays: tuple[StrayAnswer, ...] = ()
    is_asked: bool = False
    _reads: int = field(default=0, init=False)

    def groups(self) -> Mapping[Group, tuple[Answer, ...]]:
        """The groups that have anything in them, in their order."""
        sorted_in = [(_GROUPS.get(answer.line.status), answer) for answer in self.answers or ()]
        found = {group: tuple(answer for at, answer in sorted_in if at is group) for group in Group}
        return {group: answers for group, answers in found.items() if answers}

    async def reload(self) -> None:
        self._reads += 1
        mine = self._reads
        answers, has_more, strays = await asyncio.to_thread(self._look)
        if mine == self._reads:
            self.answers, self.has_more, self.strays = answers, has_more, strays

    def ask(self) -> None:
        """Whether the strays have been seen to: nobody finds them again once they are put away."""
        self.is_asked = True

    def think_better(self) -> None:
        self.is_asked = False

    async def put_strays_away(self) -> None:
        self.is_asked = False
        await asyncio.to_thread(self.table.declarations.put_strays_away)
        await self.reload()

    def _look(self) -> tuple[tuple[Answer, ...], bool, tuple[StrayAnswer, ...]]:
        declarations = self.table.declarations
        lines, strays = declarations.answered(LIMIT + 1), tuple(declarations.strays())
        return tuple(self._answer(line) for line in lines[:LIMIT]), len(lines) > LIMIT, strays

    def _answer(self, line: DeclarationLine) -> Answer:
        if line.status not in _EXPLAINED:
            return Answer(line)
        return Answer(line, self.table.declarations.detail(line.id))
