"""An agency being written down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

import flet as ft

from declaration.problems import Problem, blocking
from declaration.wire.people import AgencyNode
from desk.administering.administering import Administering, AgencyFacts
from desk.ports.service import Denied, NoAnswer
from desk.views.administration.cursor import WithCursor
from desk.views.administration.form import Finished
from desk.views.components.field_request import NO_FIELD


@ft.observable
@dataclass(eq=False, repr=False)
class AgencyForm(WithCursor):
    """``is_new``: a code may be typed, which none of ``known`` has. ``parent`` "": one's own, which stays
    where it is."""

    ORDER: ClassVar = ("code", "name", "place")
    administering: Administering
    finished: Finished
    is_open: bool = False
    is_new: bool = True
    known: Collection[str] = ()
    code: str = ""
    name: str = ""
    place: str = ""
    parent: str = ""
    trouble: Denied | NoAnswer | Problem | None = None
    is_busy: bool = False

    def begin(self, top: str, known: Collection[str]) -> None:
        """For a new one, at first under ``top``."""
        self.is_open, self.is_new, self.trouble, self.known = True, True, None, known
        self.code, self.name, self.place, self.parent = "", "", "", top
        self.cursor = NO_FIELD

    def change(self, agency: AgencyNode) -> None:
        """For that one."""
        self.is_open, self.is_new, self.trouble = True, False, None
        self.code, self.name = agency.code, agency.name
        self.place, self.parent, self.cursor = agency.place or "", agency.parent, NO_FIELD

    def dismiss(self) -> None:
        self.is_open = False

    def type_code(self, text: str) -> None:
        self.code = text

    def type_name(self, text: str) -> None:
        self.name = text

    def type_place(self, text: str) -> None:
        self.place = text

    def choose_parent(self, code: str) -> None:
        self.parent = code

    async def save(self) -> None:
        if self.is_busy:
            return
        self.trouble = self._taken()
        if self.trouble is None:
            self.is_busy = True
            try:
                self.trouble = await self._put()
            finally:
                self.is_busy = False
        if self.trouble is None:
            self.is_open = False
            await self.finished(None)
        else:
            self._point_out(self.trouble)

    async def _put(self) -> Denied | NoAnswer | Problem | None:
        facts = AgencyFacts(self.code, self.name, self.place, self.parent)
        return await self.administering.put_agency(facts)

    def _taken(self) -> Problem | None:
        """To the service a known code means a new name for its agency."""
        is_taken = self.is_new and self.code.strip() in self.known
        return blocking("code", "agency_code_taken") if is_taken else None
