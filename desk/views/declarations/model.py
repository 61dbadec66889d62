"""The declarations of this station: a search, a filter, one page, and the one that is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

import flet as ft

from declaration.draft import PhotoRole
from declaration.lifecycle import Event, Status, allowed
from declaration.privacy import Private
from desk.ports.clock import Clock
from desk.ports.store import DeclarationDetail, DeclarationLine, Page
from desk.registration.printouts import MOST
from desk.registration.taking_back import Given
from desk.views.components.paged_list import PAGE_SIZE
from desk.views.program import Table

SEARCH_PAUSE: Final = 0.3  # seconds without a key before a typed search acts


class Filter(StrEnum):
    """What the chips show; keys of the locales under ``declarations.filter``."""

    ALL = "all"
    FINISHED = "finished"
    RECEIVED = "received"
    RETURNED = "returned"
    DRAFT = "draft"
    ACCOUNT = "account"
    CLOSED = "closed"


STATUSES: Final[Mapping[Filter, tuple[Status, ...]]] = {
    Filter.ALL: (),
    Filter.FINISHED: (Status.FINISHED,),
    Filter.RECEIVED: (Status.RECEIVED,),
    Filter.RETURNED: (Status.RETURNED,),
    Filter.DRAFT: (Status.DRAFT,),
    Filter.ACCOUNT: (Status.APPROVED, Status.ISSUED, Status.ACTIVATED, Status.APPLIED),
    Filter.CLOSED: (Status.REJECTED, Status.LAPSED, Status.WITHDRAWN),
}


_OVER: Final = STATUSES[Filter.CLOSED]


@dataclass(frozen=True, repr=False)
class Opened(Private):
    """One declaration with its photos' bytes (one that is no longer held is missing), agencies by code.
    ``twins``: other open declarations of the same person; ``consents``: what the person agreed to."""

    detail: DeclarationDetail
    photos: Mapping[PhotoRole, bytes]
    agencies: Mapping[str, str]
    twins: tuple[DeclarationLine, ...] = ()
    consents: tuple[Given, ...] = ()

    @property
    def may_correct(self) -> bool:
        return Event.REOPEN in allowed(self.detail.line.status)

    @property
    def may_withdraw(self) -> bool:
        return Event.WITHDRAW in allowed(self.detail.line.status)


@ft.observable
@dataclass(eq=False, repr=False)
class DeclarationsModel(Private):
    """``page`` is None until the list has been read once. ``wanted`` is the declaration asked for,
    ``opened`` the one read; pages are turned by key, and the keys of the pages before are kept to go back.
    ``to_print``: those it is being asked about what to print of them, None while nobody asks.
    """

    table: Table
    clock: Clock
    text: str = ""
    filter: Filter = Filter.ALL
    page: Page | None = None
    counts: Mapping[Status, int] = field(default_factory=dict)
    wanted: UUID | None = None
    opened: Opened | None = None
    is_gone: bool = False
    to_print: tuple[UUID, ...] | None = None
    number: int = 0
    _keys: tuple[str | None, ...] = field(default=(None,), init=False)
    _asked: int = field(default=0, init=False)
    _noted: UUID | None = field(default=None, init=False)

    def count(self, chosen: Filter) -> int:
        """How many declarations a filter holds, whatever is searched for."""
        statuses = STATUSES[chosen] or tuple(self.counts)
        return sum(self.counts.get(status, 0) for status in statuses)

    async def reload(self) -> None:
        """Read the page shown and the open declaration anew; the place in the list is kept."""
        await self._read(self.number, self._keys)
        if self.page is not None and not self.page.lines and self.number:
            await self._read(0, (None,))
        if self.wanted is not None:
            await self._read_opened(self.wanted)

    async def search_for(self, text: str) -> None:
        """Search once nobody has typed for a moment."""
        self.text = text
        self._asked += 1
        mine = self._asked
        await asyncio.sleep(SEARCH_PAUSE)
        if mine == self._asked:
            await self._read(0, (None,))

    async def search_now(self, text: str) -> None:
        self.text = text
        await self._read(0, (None,))

    async def show(self, chosen: Filter) -> None:
        """Another filter, from its first page."""
        self.filter = chosen
        await self._read(0, (None,))

    async def show_all(self) -> None:
        """Neither search nor filter."""
        self.text, self.filter = "", Filter.ALL
        await self._read(0, (None,))

    async def print_many(self) -> None:
        """Offer to print what is searched for, as far as one file holds."""
        store, statuses = self.table.declarations, STATUSES[self.filter]
        page = await asyncio.to_thread(store.search, self.text, statuses, after=None, limit=MOST)
        self.to_print = tuple(line.id for line in page.lines)

    def print_none(self) -> None:
        self.to_print = None

    async def turn_on(self) -> None:
        if self.page is not None and self.page.next_after:
            await self._read(self.number + 1, (*self._keys, self.page.next_after))

    async def turn_back(self) -> None:
        if self.number:
            await self._read(self.number - 1, self._keys[:-1])

    async def open(self, declaration_id: UUID) -> None:
        """Look at one; what comes back for an older wish is dropped."""
        self.wanted = declaration_id
        await self._read_opened(declaration_id)

    def close(self) -> None:
        self.wanted = self.opened = self._noted = None
        self.is_gone = False

    async def forget(self) -> None:
        """The open one was erased: nothing of it stays on the screen."""
        self.close()
        await self.reload()

    async def _read_opened(self, declaration_id: UUID) -> None:
        """Noted once for every opening, before anything is shown; read anew as often as there is news."""
        if self._noted != declaration_id:
            await asyncio.to_thread(self.table.registration.note_look, declaration_id)
            self._noted = declaration_id
        opened = await asyncio.to_thread(self._open, declaration_id)
        if self.wanted == declaration_id:
            self.opened, self.is_gone = opened, opened is None

    async def _read(self, number: int, keys: tuple[str | None, ...]) -> None:
        self._asked += 1
        mine = self._asked
        page, counts = await asyncio.to_thread(self._look, keys[-1])
        if mine == self._asked:
            self.page, self.counts = page, counts
            self.number, self._keys = number, keys

    def _look(self, after: str | None) -> tuple[Page, dict[Status, int]]:
        store = self.table.declarations
        page = store.search(self.text, STATUSES[self.filter], after=after, limit=PAGE_SIZE)
        return page, store.counts()

    def _open(self, declaration_id: UUID) -> Opened | None:
        detail = self.table.declarations.detail(declaration_id)
        if detail is None:
            return None
        found = {role: self.table.registration.photo(declaration_id, role) for role in detail.photos}
        photos = {role: photo.data for role, photo in found.items() if photo}
        agencies = {each.code: each.name for each in self.table.declarations.agencies()}
        return Opened(detail, photos, agencies, self._twins(detail), self.table.taking_back.given(detail))

    def _twins(self, detail: DeclarationDetail) -> tuple[DeclarationLine, ...]:
        """By number or insurance code; one that is over itself needs nobody's word."""
        line, store = detail.line, self.table.declarations
        if line.status in _OVER:
            return ()
        number, code = line.document_number, detail.insurance_code
        asked = {"document_number": number, "phone": "", "email": "", "insurance_code": code}
        found = dict.fromkeys(clash.id for clash in store.clashes(exclude=line.id, **asked))
        others = (store.detail(each) for each in found)
        return tuple(each.line for each in others if each is not None)
