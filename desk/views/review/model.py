"""The reviewer's desk: a queue, the declaration that is open, and the decision on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

import flet as ft

from declaration.privacy import Private
from desk.ports.clock import Clock
from desk.reviewing.reviewing import Reviewing
from desk.views.review.compared import SideBySide
from desk.views.review.decisions import Decisions
from desk.views.review.opened import Opened
from desk.views.review.queue import Narrowing, Queue
from desk.views.review.telling import Telling
from desk.views.review.together import Together
from desk.views.review.trouble import WayOut


@ft.observable
@dataclass(eq=False, repr=False)
class ReviewModel(Private):
    """``enlarged``: digest of the photo shown large, None while none is. ``sign_out`` leads back to the
    sign-in page. ``me``: the sign-in name of who reviews. Each part tells of its own changes.
    """

    reviewing: Reviewing
    clock: Clock
    sign_out: Callable[[], Awaitable[None]]
    me: str
    enlarged: str | None = None
    queue: Queue = field(init=False)
    opened: Opened = field(init=False)
    decisions: Decisions = field(init=False)
    together: Together = field(init=False)
    telling: Telling = field(init=False)
    beside: SideBySide = field(init=False)

    def __post_init__(self) -> None:
        self.queue, self.opened = Queue(self.reviewing, self.me), Opened(self.reviewing)
        self.decisions = Decisions(self.reviewing, self.opened, self._go_on)
        self.telling = Telling(self.reviewing, self.opened)
        self.beside = SideBySide(self.reviewing, self.opened)
        self.together = Together(self.reviewing, self.queue, self._read_anew)

    async def begin(self, *, open_first: bool) -> None:
        """Load the list; where there is room beside it, open the first declaration."""
        await asyncio.gather(self.queue.load(), self.decisions.read_reasons())
        if open_first and self.opened.record_id is None:
            await self.open(self.queue.first_of())

    async def show(self, status: str, *, open_first: bool) -> None:
        """Another status of the list; its first declaration unless something entered would be lost."""
        await self.queue.show(status)
        if open_first and not self.decisions.has_entries:
            await self.open(self.queue.first_of())

    async def find(self, text: str, *, open_first: bool) -> None:
        """Enter in the search: where what is open was not found, the first that was, unless something entered
        would be lost."""
        await self.queue.search_now(text)
        found = self.queue.first_of(self.opened.record_id)
        if open_first and found not in (None, self.opened.record_id) and not self.decisions.has_entries:
            await self.open(found)

    async def search_no_more(self, *, open_first: bool) -> None:
        """The whole list again; its first declaration where none is open."""
        await self.queue.search_now("")
        if open_first and self.opened.record_id is None:
            await self.open(self.queue.first_of())

    async def widen(self, *, open_first: bool) -> None:
        """The same when the list is narrowed no more."""
        await self.queue.narrow(Narrowing())
        if open_first and self.opened.record_id is None:
            await self.open(self.queue.first_of())

    async def open(self, record_id: UUID | None) -> None:
        """Look at a declaration, or at none; what was entered for another one is dropped. Nobody leaves one
        whose decision is on its way: what comes of it is said there."""
        if self.decisions.deciding:
            return
        if record_id != self.opened.record_id:
            self.decisions.forget()
            self.telling.forget()
            self.beside.dismiss()
            self.enlarged = None
        if record_id is None:
            await self.opened.leave()
        else:
            await self.opened.open(record_id)

    async def step(self, by: int) -> None:
        """The next (+1) or previous (-1) declaration of this page."""
        beside = self.queue.beside(self.opened.record_id, by)
        if beside is not None:
            await self.open(beside)

    async def reload(self) -> None:
        """Read the declaration and the list anew; what was entered stays."""
        self.decisions.dismiss()
        self.decisions.trouble = None
        await self.queue.load()
        if self.opened.record_id is not None:
            await self.opened.open(self.opened.record_id)

    def enlarge(self, sha256: str) -> None:
        self.enlarged = sha256

    def enlarge_first(self) -> None:
        """For who works by keyboard; the others are beside it."""
        self.enlarged = next(iter(self.opened.loaded), None)

    def turn_photo(self, by: int) -> None:
        """The photo beside the one shown large; round at the ends."""
        loaded = self.opened.loaded
        if self.enlarged in loaded:
            self.enlarged = loaded[(loaded.index(self.enlarged) + by) % len(loaded)]

    def shrink(self) -> None:
        self.enlarged = None

    async def take(self, way: WayOut) -> None:
        """Go the way out of the trouble shown."""
        match way:
            case WayOut.RETRY:
                await self.decisions.try_again()
            case WayOut.RELOAD:
                await self.reload()
            case WayOut.LIST:
                await self._leave()
            case WayOut.ASK_CODE:
                await self.decisions.approve()
            case WayOut.RETURN:
                self.decisions.offer_return()
            case WayOut.REJECT:
                self.decisions.offer_rejection()
            case WayOut.SIGN_IN:
                await self.sign_out()

    async def leave(self) -> None:
        """Nobody looks any more: colleagues may have what was open."""
        await self.opened.holding.let_go()

    async def _leave(self) -> None:
        await self.open(None)
        await self.queue.load()

    async def _read_anew(self) -> None:
        await self.queue.load()
        await self.open(self.queue.first_of(self.opened.record_id))

    async def _go_on(self, decided: UUID) -> None:
        after, before = self.queue.beside(decided, 1), self.queue.beside(decided, -1)
        self.decisions.forget()
        await self.queue.load()
        await self.open(self.queue.first_of(after, before))
