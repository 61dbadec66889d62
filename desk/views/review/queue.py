"""The reviewer's list: a status, a search, one page of it, soonest deadline first."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import flet as ft

from declaration.lifecycle import Kind, Status
from declaration.privacy import Private
from declaration.wire.review import ReviewPage, ReviewQuery, ReviewSummary
from desk.reviewing.reviewing import PAGE, Reviewing
from desk.views.review.trouble import Trouble

ALL: Final = ""
STATUSES: Final = (Status.RECEIVED, Status.RETURNED, Status.REJECTED, Status.ACTIVATED, ALL)
KINDS: Final = tuple(Kind)
SEARCH_LENGTH: Final = 100  # the service takes no longer one
SEARCH_PAUSE: Final = 0.35  # seconds without a key before a search is sent


@dataclass(frozen=True)
class Narrowing:
    """What the list is narrowed to besides its status; ``kind`` "" means every kind."""

    kind: str = ""
    at_risk: bool = False
    green: bool = False
    free: bool = False


@ft.observable
@dataclass(eq=False, repr=False)
class Queue(Private):
    """``page`` is None until the first answer; ``number`` counts pages from 0. Pages are turned by key, so
    the keys of the pages before are kept to go back. ``me``: the sign-in name of who looks.
    """

    reviewing: Reviewing
    me: str
    status: str = Status.RECEIVED
    narrowing: Narrowing = Narrowing()
    search: str = ""
    page: ReviewPage | None = None
    trouble: Trouble | None = None
    loading: bool = False
    number: int = 0
    _keys: tuple[str | None, ...] = field(default=(None,), init=False)
    _asked: int = field(default=0, init=False)
    _page_of: ReviewQuery | None = field(default=None, init=False)

    @property
    def total(self) -> int | None:
        """How many there are of what is asked for now; None until that is known."""
        is_known = self.page is not None and self._page_of == self._query(None)
        return self.page.total if self.page is not None and is_known else None

    @property
    def items(self) -> tuple[ReviewSummary, ...]:
        return self.page.items if self.page else ()

    @property
    def page_size(self) -> int:
        return PAGE

    async def load(self) -> None:
        """Ask for the page shown once more; a page that has become empty gives way to the one before."""
        await self._ask(self.number, self._keys)
        if self.page is not None and not self.items and self.number:
            await self.turn_back()

    async def show(self, status: str) -> None:
        """Another status, from its first page."""
        self.status = status
        await self._ask(0, (None,))

    async def narrow(self, narrowing: Narrowing) -> None:
        """Another narrowing, from its first page."""
        self.narrowing = narrowing
        await self._ask(0, (None,))

    async def search_for(self, text: str) -> None:
        """Search once nobody has typed for a moment; what comes back for an older text is dropped."""
        self.search = text
        self._asked += 1
        mine = self._asked
        await asyncio.sleep(SEARCH_PAUSE)
        if mine == self._asked:
            await self.search_now(text)

    async def search_now(self, text: str) -> None:
        self.search = text
        await self._ask(0, (None,))

    async def turn_on(self) -> None:
        """The next page, if there is one."""
        if self.page is not None and self.page.next_after:
            await self._ask(self.number + 1, (*self._keys, self.page.next_after))

    async def turn_back(self) -> None:
        """The page before, if there is one."""
        if self.number:
            await self._ask(self.number - 1, self._keys[:-1])

    @property
    def greens(self) -> tuple[ReviewSummary, ...]:
        """What of this page can be approved together: in order in every way, and nobody else at it."""
        return tuple(item for item in self.items if item.green and not self.is_taken(item))

    def is_taken(self, item: ReviewSummary) -> bool:
        """Whether a colleague is at it."""
        return item.claim is not None and item.claim.by != self.me

    def beside(self, record_id: UUID | None, step: int) -> UUID | None:
        """The declaration ``step`` rows further down (+1) or up (-1) on this page; None at its ends."""
        ids = [item.id for item in self.items]
        if record_id not in ids:
            return ids[0] if ids else None
        at = ids.index(record_id) + step
        return ids[at] if 0 <= at < len(ids) else None

    def first_of(self, *wanted: UUID | None) -> UUID | None:
        """The first of these that is on this page and free, else the page's first free declaration."""
        ids = [item.id for item in self.items if not self.is_taken(item)]
        return next((each for each in wanted if each in ids), ids[0] if ids else None)

    async def _ask(self, number: int, keys: tuple[str | None, ...]) -> None:
        self._asked += 1
        mine = self._asked
        self.loading, asked = True, self._query(None)
        answer = await self.reviewing.page(self._query(keys[-1]))
        if mine != self._asked:
            return
        self.loading = False
        if isinstance(answer, ReviewPage):
            self.page, self.trouble, self._page_of = answer, None, asked
            self.number, self._keys = number, keys
        else:
            self.trouble = answer
            if asked != self._page_of:  # it is of another status or search than the list says it shows
                self.page, self.number, self._keys = None, 0, (None,)

    def _query(self, after: str | None) -> ReviewQuery:
        wanted = self.narrowing
        return ReviewQuery(
            status=self.status,
            kind=wanted.kind,
            at_risk=wanted.at_risk,
            green=wanted.green,
            free=wanted.free,
            search=self.search.strip(),
            after=after,
            limit=PAGE,
        )
