"""The lists of units at the desk: which units, one unit's people, a card held up, what leaves as a file."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

import flet as ft

from declaration.privacy import Private
from desk.i18n import t
from desk.ports.rosters import EVERYBODY, Group, ListedPage, Standing, Unit, UnitFigures
from desk.ports.store import RosterPerson
from desk.registration.rosters.rostering import Seen
from desk.views.components.paged_list import PAGE_SIZE
from desk.views.program import Table
from desk.views.theme import Tone

SEARCH_PAUSE: Final = 0.3  # seconds without a key before a typed search acts


@dataclass(frozen=True, repr=False)
class Said(Private):
    """What the screen says of the last act; ``taken_off``: who can be put back at once."""

    tone: Tone
    words: str
    taken_off: RosterPerson | None = None


@ft.observable
@dataclass(eq=False, repr=False)
class RostersModel(Private):
    """``units`` is None until read once; ``opened`` is the name of the unit looked into, "" for none.

    ``group``: the part of it shown, of those there are (``groups``).
    ``asked``: a card whose person may be one of the list, to be said by a person. ``edited``: the unit whose
    contact is being written down. ``is_dropping``: it is being asked whether the list should go.
    ``leaving``: who is asked about whether to be taken off; ``shows_taken_off``: those are shown instead.
    ``is_looking``: cards are read by the camera too. ``rings`` grows with every card that something came of,
    ``waits`` whenever the next one may come: a scanner types where the cursor is.
    """

    table: Table
    units: tuple[UnitFigures, ...] | None = None
    opened: str = ""
    standing: Standing | None = None
    text: str = ""
    group: Group = EVERYBODY
    groups: tuple[Group, ...] = ()
    page: ListedPage | None = None
    number: int = 0
    said: Said | None = None
    asked: Seen | None = None
    edited: Unit | None = None
    is_dropping: bool = False
    leaving: RosterPerson | None = None
    shows_taken_off: bool = False
    is_looking: bool = False
    scans: int = 0
    waits: int = 0
    rings: int = 0
    _asked: int = field(default=0, init=False)

    @property
    def figures(self) -> UnitFigures | None:
        """Those of the opened unit."""
        return next((each for each in self.units or () if each.unit.name == self.opened), None)

    async def reload(self) -> None:
        """Figures and the page shown, anew; the place in the list is kept."""
        self.units = tuple(await asyncio.to_thread(self.table.rosters.units))
        if self.opened and self.figures is None:
            self.close()
        if self.opened:
            await self._read(self.number)

    async def open(self, unit: str) -> None:
        self.close()
        self.opened = unit
        await self._read(0)
        self.wait_for_card()

    def close(self) -> None:
        self.opened, self.standing, self.text, self.number = "", None, "", 0
        self.group, self.groups = EVERYBODY, ()
        self.page = self.said = self.asked = self.edited = self.leaving = None
        self.is_looking = self.shows_taken_off = False

    def wait_for_card(self) -> None:
        """What was pressed is done: the scanner's line has the cursor again."""
        self.waits += 1

    async def show(self, standing: Standing | None) -> None:
        self.standing, self.shows_taken_off = standing, False
        await self._read(0)
        self.wait_for_card()

    async def show_taken_off(self) -> None:
        self.standing, self.shows_taken_off = None, True
        await self._read(0)
        self.wait_for_card()

    async def show_faculty(self, faculty: str) -> None:
        """A class of another faculty is not looked at any more."""
        self.group = Group(faculty)
        await self._read(0)
        self.wait_for_card()

    async def show_class(self, school_class: str) -> None:
        self.group = Group(self.group.faculty, school_class)
        await self._read(0)
        self.wait_for_card()

    @property
    def faculties(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.faculty for each in self.groups if each.faculty))

    @property
    def classes(self) -> tuple[str, ...]:
        """Of the faculty chosen, or all."""
        there = (each for each in self.groups if self.group.faculty in ("", each.faculty))
        return tuple(sorted({each.school_class for each in there if each.school_class}))

    async def search_for(self, text: str) -> None:
        """Search once nobody has typed for a moment."""
        self.text = text
        self._asked += 1
        mine = self._asked
        await asyncio.sleep(SEARCH_PAUSE)
        if mine == self._asked:
            await self._read(0)

    async def turn(self, by: int) -> None:
        await self._read(max(0, self.number + by))
        self.wait_for_card()

    # -- a card held up --

    def turn_camera(self) -> None:
        """On, or off again."""
        self.is_looking = not self.is_looking
        self.wait_for_card()

    async def scan(self, text: str) -> None:
        """A scanned card ticks its person; one who may be meant is asked about."""
        self.scans += 1
        self.wait_for_card()
        self.asked = None
        if text.strip():
            await self._hear(text)
            self.rings += 1

    async def _hear(self, text: str) -> None:
        seen = await asyncio.to_thread(self.table.rosters.look_for, text, self.opened)
        if isinstance(seen, str):
            self.said = Said(Tone.WARNING, t(seen))
        elif seen.certain is not None:
            await self._tick(seen.certain, seen.number)
        elif seen.possible:
            self.said, self.asked = None, seen
        else:
            self.said = Said(Tone.WARNING, t("rosters.scan.not_listed", name=seen.full_name.upper()))

    async def is_this(self, person: RosterPerson) -> None:
        """The registrar's word that the card is this person's."""
        asked, self.asked = self.asked, None
        if asked is not None:
            await self._tick(person, asked.number)
        self.wait_for_card()

    def is_nobody(self) -> None:
        asked, self.asked = self.asked, None
        if asked is not None:
            words = t("rosters.scan.not_listed", name=asked.full_name.upper())
            self.said = Said(Tone.WARNING, words)
        self.wait_for_card()

    async def _tick(self, person: RosterPerson, number: str) -> None:
        await asyncio.to_thread(self.table.rosters.tick, person, number)
        standing, self.standing, self.text = self.standing, None, number
        self.group, self.shows_taken_off = EVERYBODY, False
        await self.reload()
        line = next(iter(self.page.lines), None) if self.page else None
        come = line.standing if line else standing or Standing.MISSING
        tone = Tone.SUCCESS if come is Standing.REGISTERED else Tone.NEUTRAL
        words = t(
            "rosters.scan.ticked", name=person.full_name.upper(), standing=t(f"rosters.standing.{come}")
        )
        self.said = Said(tone, words)

    # -- one person --

    def ask_to_take_off(self, person: RosterPerson) -> None:
        self.leaving = person

    def keep_person(self) -> None:
        self.leaving = None
        self.wait_for_card()

    async def take_off(self) -> None:
        person, self.leaving = self.leaving, None
        if person is not None:
            await asyncio.to_thread(self.table.rosters.take_off, person)
            await self.reload()
            words = t("rosters.off.done", name=person.full_name.upper())
            self.said = Said(Tone.SUCCESS, words, person)
        self.wait_for_card()

    async def put_back(self, person: RosterPerson) -> None:
        await asyncio.to_thread(self.table.rosters.put_back, person)
        figures = self.figures
        if figures is not None and figures.taken_off <= 1:
            self.shows_taken_off = False
        await self.reload()
        self.said = Said(Tone.SUCCESS, t("rosters.off.back", name=person.full_name.upper()))
        self.wait_for_card()

    # -- the unit --

    def edit(self) -> None:
        self.edited = self.figures.unit if self.figures else None

    def leave_edit(self) -> None:
        self.edited = None
        self.wait_for_card()

    async def keep(self, unit: Unit) -> None:
        self.edited = None
        await asyncio.to_thread(self.table.rosters.keep_unit, unit)
        await self.reload()
        self.wait_for_card()

    def ask_to_drop(self) -> None:
        self.is_dropping = True

    def keep_list(self) -> None:
        self.is_dropping = False
        self.wait_for_card()

    async def drop(self) -> None:
        self.is_dropping = False
        gone = await asyncio.to_thread(self.table.rosters.drop, self.opened)
        self.close()
        self.said = Said(Tone.SUCCESS, t("rosters.dropped", count=gone))
        await self.reload()

    async def _read(self, number: int) -> None:
        self._asked += 1
        mine, first = self._asked, number * PAGE_SIZE
        page, groups = await asyncio.to_thread(self._look, first)
        if mine == self._asked:
            self.page, self.groups, self.number = page, groups, number

    def _look(self, first: int) -> tuple[ListedPage, tuple[Group, ...]]:
        rosters, unit = self.table.rosters, self.opened
        page = rosters.page(
            unit,
            self.standing,
            self.text,
            first=first,
            limit=PAGE_SIZE,
            group=self.group,
            taken_off=self.shows_taken_off,
        )
        return page, tuple(rosters.groups(unit))
