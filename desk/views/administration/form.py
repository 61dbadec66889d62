"""A person or a station being written down."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import ClassVar

import flet as ft

from declaration.problems import Problem, blocking
from declaration.wire.people import FirstPassphrase, OneTimeCode, StaffMember
from declaration.wire.sign_in import PersonRole
from desk.administering.administering import Administering, with_role
from desk.ports.service import Denied, NoAnswer
from desk.views import shown
from desk.views.administration.cursor import WithCursor
from desk.views.administration.model import Told
from desk.views.components.field_request import NO_FIELD

Finished = Callable[[Told | None], Awaitable[None]]


@ft.observable
@dataclass(eq=False, repr=False)
class StaffForm(WithCursor):
    """``is_open`` while the dialog stands; ``is_new``: a name may be typed, which none of ``known`` has.
    ``finished`` is told what is to be shown once, if anything."""

    ORDER: ClassVar = ("name", "display_name")
    administering: Administering
    finished: Finished
    is_open: bool = False
    is_new: bool = True
    known: Collection[str] = ()
    name: str = ""
    display_name: str = ""
    agency: str = ""
    roles: frozenset[PersonRole] = frozenset()
    trouble: Denied | NoAnswer | Problem | None = None
    is_busy: bool = False

    def begin(self, agency: str, known: Collection[str]) -> None:
        """For a new one of that agency."""
        self.is_open, self.is_new, self.trouble, self.known = True, True, None, known
        self.name, self.display_name, self.agency, self.roles = "", "", agency, frozenset()
        self.cursor = NO_FIELD

    def change(self, member: StaffMember) -> None:
        """For that person."""
        self.is_open, self.is_new, self.trouble = True, False, None
        self.name, self.display_name = member.name, member.display_name
        self.agency, self.roles, self.cursor = member.agency, frozenset(member.roles), NO_FIELD

    def dismiss(self) -> None:
        self.is_open = False

    def type_name(self, text: str) -> None:
        self.name = text

    def type_display_name(self, text: str) -> None:
        self.display_name = text

    def choose_agency(self, code: str) -> None:
        self.agency = code

    def tick(self, role: PersonRole, wanted: bool) -> None:
        self.roles = with_role(self.roles, role, wanted)

    async def save(self) -> None:
        if self.is_busy:
            return
        self.trouble = self._taken()
        if self.trouble is not None:
            self._point_out(self.trouble)
            return
        self.is_busy = True
        try:
            answer = await self.administering.put_person(
                self.name, self.display_name, self.roles, self.agency
            )
        finally:
            self.is_busy = False
        if not isinstance(answer, FirstPassphrase):
            self.trouble = answer
            self._point_out(answer)
            return
        self.is_open = False
        await self.finished(self._told(answer))

    def _told(self, answer: FirstPassphrase) -> Told | None:
        """A new one without a passphrase was there already: the answer to an earlier try was lost, or a
        colleague was quicker."""
        if answer.passphrase:
            whom = shown.person(self.display_name.strip(), self.name.strip())
            return Told("passphrase", whom, answer.passphrase)
        return Told("known", self.display_name, self.name.strip()) if self.is_new else None

    def _taken(self) -> Problem | None:
        """To the service a known name means other facts and roles for whoever has it."""
        is_taken = self.is_new and self.name.strip() in self.known
        return blocking("name", "staff_name_taken") if is_taken else None


@ft.observable
@dataclass(eq=False, repr=False)
class StationForm(WithCursor):
    """A station to come: a code is made for it, which its machine is enrolled with."""

    ORDER: ClassVar = ("name", "unit")
    administering: Administering
    finished: Finished
    is_open: bool = False
    name: str = ""
    unit: str = ""
    agency: str = ""
    trouble: Denied | NoAnswer | Problem | None = None
    is_busy: bool = False

    def begin(self, agency: str) -> None:
        self.is_open, self.trouble, self.cursor = True, None, NO_FIELD
        self.name, self.unit, self.agency = "", "", agency

    def dismiss(self) -> None:
        self.is_open = False

    def type_name(self, text: str) -> None:
        self.name = text

    def type_unit(self, text: str) -> None:
        self.unit = text

    def choose_agency(self, code: str) -> None:
        self.agency = code

    async def save(self) -> None:
        if self.is_busy:
            return
        self.is_busy, self.trouble = True, None
        try:
            answer = await self.administering.new_station(self.name, self.unit, self.agency)
        finally:
            self.is_busy = False
        if not isinstance(answer, OneTimeCode):
            self.trouble = answer
            self._point_out(answer)
            return
        self.is_open = False
        await self.finished(Told("code", shown.station(self.name.strip(), self.unit.strip()), answer.code))
