"""The lists of units, as a registrar works with them: put one in, look people up, tick, give away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from declaration.cards.identity_card import IdentityCard
from declaration.cards.mrz import Mrz
from declaration.cards.passport_zone import PassportZone
from declaration.cards.recognise import recognise
from declaration.cards.scanner_text import mend
from declaration.cards.zone_text import read_zone_text
from declaration.person import search_key
from declaration.privacy import Private
from declaration.problems import Problem, warning
from desk.ports.clock import Clock
from desk.ports.rosters import (
    EVERYBODY,
    Contact,
    Group,
    ListedPage,
    Standing,
    StoppedError,
    Taken,
    Unit,
    UnitFigures,
    UnitLists,
)
from desk.ports.store import RosterPerson, RosterStore
from desk.ports.tables import TableFile, Tables, Unreadable
from desk.registration.matching import Known, Matching
from desk.registration.rosters.giving import Told, faulty_rows, missing_list
from desk.registration.rosters.layout import Layout, laid_out
from desk.registration.rosters.letters import before_and_after
from desk.registration.rosters.reading import Fault, Order, Read, Reading

ALL: Final = 1_000_000


@dataclass(frozen=True, repr=False)
class Imported(Private):
    """What became of a list that was put in."""

    taken: Taken
    people: int
    faults: tuple[Fault, ...]

    @property
    def left_out(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if not fault.is_taken)


@dataclass(frozen=True, repr=False)
class Seen(Private):
    """A card held up at the list: whom it is of, and who on the list that is or may be."""

    full_name: str
    number: str
    certain: RosterPerson | None
    possible: tuple[RosterPerson, ...] = ()


class Rostering:
    """Every method blocks; call them off the event loop."""

    def __init__(
        self, lists: UnitLists, roster: RosterStore, tables: Tables, clock: Clock, registrar: str
    ) -> None:
        self._lists = lists
        self._matching = Matching(roster, clock)
        self._tables = tables
        self._clock = clock
        self._registrar = registrar

    # -- putting a list in --

    def open(self, data: bytes) -> TableFile | Unreadable:
        return self._tables.open(data)

    def lay_out(self, file: TableFile, sheet: int) -> Layout:
        return laid_out(file.rows(sheet))

    def before_and_after(self, file: TableFile, sheet: int, layout: Layout) -> tuple[tuple[str, str], ...]:
        """Some names of a file in old letters, as they stand and in Unicode."""
        return before_and_after(file, sheet, layout)

    def reading(self, order: Order) -> Reading:
        return Reading(order, self._clock.today())

    def put_in(self, reading: Reading, unit: Unit) -> Imported:
        """Read the whole list, then put it in as one act. StoppedError, and nothing has changed."""
        read = self._against_others(reading.read())
        people = [person for _, person in read.people]
        taken = self._lists.take(people, lambda _: not reading.is_stopped, self._registrar)
        self._keep_units({person.unit for person in people}, unit)
        return Imported(taken, len(people), read.faults)

    def _keep_units(self, names: set[str], given: Unit) -> None:
        """The kind is as given now; of the contact only what was given now, and only at the unit it was
        given for: a list put in again loses nobody's telephone number."""
        known = {figures.unit.name: figures.unit.contact for figures in self._lists.units()}
        for name in sorted(names):
            old, new = known.get(name, Contact()), given.contact if name == given.name else Contact()
            contact = Contact(new.full_name or old.full_name, new.phone or old.phone, new.email or old.email)
            self._lists.keep_unit(Unit(name, given.kind, contact))

    def _against_others(self, read: Read) -> Read:
        """A number that another unit's list has with another name is said: one of the two lists is wrong."""
        by_unit: dict[str, list[str]] = {}
        for _, person in read.people:
            if person.document_number:
                by_unit.setdefault(person.unit, []).append(person.document_number)
        known = {unit: self._lists.names_of(numbers, elsewhere=unit) for unit, numbers in by_unit.items()}
        said = warning("document_number", "roster_number_elsewhere")
        faults = list(read.faults)
        for row, person in read.people:
            other = known.get(person.unit, {}).get(person.document_number)
            if other is not None and search_key(other) != search_key(person.full_name):
                faults.append(Fault(row, (), (said,), is_taken=True))
        return replace(read, faults=tuple(sorted(faults, key=lambda fault: fault.row)))

    # -- working with it --

    def units(self) -> Sequence[UnitFigures]:
        return self._lists.units()

    def page(
        self,
        unit: str,
        standing: Standing | None,
        text: str,
        *,
        first: int,
        limit: int,
        group: Group = EVERYBODY,
        taken_off: bool = False,
    ) -> ListedPage:
        return self._lists.page(
            unit, standing, text, first=first, limit=limit, group=group, taken_off=taken_off
        )

    def groups(self, unit: str) -> Sequence[Group]:
        return self._lists.groups(unit)

    def keep_unit(self, unit: Unit) -> None:
        self._lists.keep_unit(unit)

    def drop(self, unit: str) -> int:
        return self._lists.drop(unit, self._registrar, self._clock.now())

    def look_for(self, text: str, unit: str) -> Seen | str:
        """Whom a scanned card is of, on this list; a key of the locales when it is no identity card."""
        zone = read_zone_text(text, self._clock.today())
        if isinstance(zone, Problem):
            return f"problem.{zone.code}"
        mended = mend(text)
        if zone is None and mended.loss is not None:
            return f"problem.{mended.loss}"
        card = zone or recognise(mended.text)
        if not isinstance(card, IdentityCard | Mrz | PassportZone):
            return "rosters.scan.no_card"
        old_number = card.old_number if isinstance(card, IdentityCard) else ""
        known = Known(card.number.value, card.full_name, card.birth.iso(), old_number)
        certain, possible = self._matching.look(known, unit)
        surely = next((person for person in certain if person.unit == unit), None)
        here = tuple(person for person in possible if person.unit == unit)
        return Seen(card.full_name, known.number, surely, () if surely else here)

    def tick(self, person: RosterPerson, number: str) -> None:
        self._lists.tick(person.id, number, self._clock.now())

    def take_off(self, person: RosterPerson) -> None:
        self._lists.take_off(person.id, self._registrar, self._clock.now())

    def put_back(self, person: RosterPerson) -> None:
        self._lists.put_back(person.id, self._registrar, self._clock.now())

    # -- giving away --

    def missing(self, unit: Unit, told: Told, group: Group = EVERYBODY) -> bytes:
        """The people who have not registered, of the unit or a part of it, as .xlsx for the unit.
        StoppedError, and nothing is given away."""
        page = self._lists.page(unit.name, Standing.MISSING, "", first=0, limit=ALL, group=group)
        data = self._tables.write([missing_list(unit, page.lines, self._clock.today(), told, group)])
        self._lists.note_given(len(page.lines), self._registrar)
        return data

    def faulty(self, headings: Sequence[str], faults: Sequence[Fault]) -> bytes:
        """The rows something is said of, as .xlsx, with what is said."""
        return self._tables.write([faulty_rows(headings, faults)])


__all__ = ["Imported", "Rostering", "Seen", "StoppedError"]
