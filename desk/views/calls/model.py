"""The call list at the desk: whom to tell, the person being told, what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import flet as ft

from declaration.privacy import Private
from declaration.wire.contact_outcome import Outcome, Step
from desk.ports.calls import Call, Calling
from desk.ports.clock import Clock
from desk.registration.calling import CallList
from desk.views.components.paged_list import PAGE_SIZE

SEARCH_PAUSE: Final = 0.3  # seconds without a key before a typed search acts


@ft.observable
@dataclass(eq=False, repr=False)
class CallsModel(Private):
    """``calls`` is None until read once. ``chosen`` is the one being told, with the steps ticked so far;
    ``text``: whom one looks for, ``total`` how many that are;
    ``is_gone``: there was no such account any more when its outcome was said."""

    list: CallList
    clock: Clock
    on_said: Callable[[], Awaitable[None]]
    calls: tuple[Call, ...] | None = None
    counts: Mapping[Calling, int] = field(default_factory=dict)
    calling: Calling = Calling.TO_CALL
    number: int = 0
    text: str = ""
    total: int = 0
    chosen: Call | None = None
    steps: frozenset[Step] = frozenset()
    is_gone: bool = False
    _asked: int = field(default=0, init=False)

    async def reload(self) -> None:
        """The page shown, anew; whoever is being told stays."""
        await self._read(self.calling, self.number)

    async def show(self, calling: Calling) -> None:
        self.chosen = None
        await self._read(calling, 0)

    async def search_for(self, text: str) -> None:
        """Once nobody has typed for a moment."""
        self.text = text
        self._asked += 1
        mine = self._asked
        await asyncio.sleep(SEARCH_PAUSE)
        if mine == self._asked:
            await self._read(self.calling, 0)

    async def search_now(self, text: str) -> None:
        self.text = text
        await self._read(self.calling, 0)

    async def turn(self, by: int) -> None:
        await self._read(self.calling, max(0, self.number + by))

    def choose(self, call: Call) -> None:
        self.chosen, self.steps, self.is_gone = call, call.steps, False

    def close(self) -> None:
        self.chosen = None

    def tick(self, step: Step, done: bool) -> None:
        """A later step needs the earlier ones, an undone one undoes the later."""
        steps = tuple(Step)
        at = steps.index(step)
        self.steps = self.steps | set(steps[: at + 1]) if done else self.steps & set(steps[:at])

    async def say(self, outcome: Outcome) -> None:
        """What came of it; the next of the list is chosen."""
        told = self.chosen
        if told is None:
            return
        calls = self.calls or ()
        at = next((n for n, call in enumerate(calls) if call.declaration_id == told.declaration_id), -1)
        following = calls[at + 1] if 0 <= at < len(calls) - 1 else None
        self.chosen = None
        is_kept = await asyncio.to_thread(self.list.say, told.declaration_id, outcome, self.steps)
        await self.reload()
        await self.on_said()
        self.is_gone = not is_kept
        if is_kept and following is not None:
            self.choose(following)

    async def _read(self, calling: Calling, number: int) -> None:
        self._asked += 1
        mine = self._asked
        self.calling, self.number = calling, number  # news that come meanwhile read these, not the former
        calls, counts, total = await asyncio.to_thread(self._look, calling, number, self.text)
        if mine == self._asked:
            self.calls, self.counts, self.total = calls, counts, total

    def _look(
        self, calling: Calling, number: int, text: str
    ) -> tuple[tuple[Call, ...], Mapping[Calling, int], int]:
        calls = self.list.calls(calling, first=number * PAGE_SIZE, limit=PAGE_SIZE, text=text)
        return tuple(calls), self.list.counts(), self.list.found(calling, text)
