"""A whole list read: every row a person or a named fault, nobody twice, no number of somebody else's.

Runs off the event loop; ``done`` and ``total`` may be looked at from it, ``stop`` may be called from it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from declaration.person import search_key
from declaration.privacy import Private
from declaration.problems import Problem, blocking, warning
from desk.ports.rosters import StoppedError
from desk.ports.store import RosterPerson
from desk.ports.tables import Row, TableFile
from desk.registration.rosters.columns import Column
from desk.registration.rosters.entries import EntryReader

MOST_ROWS: Final = 200_000
BLANK_ROWS_TO_END: Final = 1000
"""A sheet formatted to its last row goes on for a million blank ones."""
_BREATH: Final = 200  # rows between two moments for the other threads


@dataclass(frozen=True, repr=False)
class Order(Private):
    """What is to be read: a sheet of a file, from row ``first`` on, and what its columns mean."""

    file: TableFile
    sheet: int
    first: int
    columns: tuple[Column | None, ...]
    unit: str


@dataclass(frozen=True, repr=False)
class Fault(Private):
    """A row and all that is wrong with it; ``is_taken``: the person is on the list all the same."""

    row: int
    cells: Row
    problems: tuple[Problem, ...]
    is_taken: bool


@dataclass(frozen=True, repr=False)
class Read(Private):
    """The people of a list, in its order, with their row numbers, and every row something is said of."""

    people: tuple[tuple[int, RosterPerson], ...]
    faults: tuple[Fault, ...]


@dataclass(eq=False, repr=False)
class Reading(Private):
    """One reading of one list."""

    order: Order
    today: date
    done: int = 0
    is_stopped: bool = False
    _first_with: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict, init=False)

    @property
    def total(self) -> int | None:
        """Rows to come, as the file says; it may not say, and it may be wrong."""
        height = self.order.file.height(self.order.sheet)
        return None if height is None else max(1, height - self.order.first + 1)

    def stop(self) -> None:
        self.is_stopped = True

    def read(self) -> Read:
        """Everything. StoppedError when somebody stopped it, TableDamagedError when the file breaks off."""
        merged = self.order.file.merged(self.order.sheet)
        reader = EntryReader(self.order.columns, self.order.unit, self.today, merged)
        people: list[tuple[int, RosterPerson]] = []
        faults: list[Fault] = []
        blank = 0
        for number, cells in enumerate(self.order.file.rows(self.order.sheet), start=1):
            if number < self.order.first:
                continue
            blank = 0 if any(cells) else blank + 1
            if blank > BLANK_ROWS_TO_END or len(people) >= MOST_ROWS:
                break
            self._note(number)
            entry = reader.read(number, cells)
            if entry is None:
                continue
            person, problems = self._checked(number, entry.person)
            problems = (*entry.problems, *problems)
            if person is not None:
                people.append((number, person))
            if problems:
                faults.append(Fault(number, cells, problems, person is not None))
        return Read(tuple(people), tuple(faults))

    def _note(self, number: int) -> None:
        self.done = number - self.order.first + 1
        if self.done % _BREATH == 0:
            time.sleep(0.001)
        if self.is_stopped:
            raise StoppedError

    def _checked(
        self, number: int, person: RosterPerson | None
    ) -> tuple[RosterPerson | None, tuple[Problem, ...]]:
        """Against the rows before: the same person again is left out, a phone or e-mail of another is not
        taken over."""
        if person is None:
            return None, ()
        name = search_key(person.full_name)
        for kind, key in _identities(person, name):
            seen = self._first_with.get((kind, key))
            if seen is not None:
                code = "roster_row_twice" if seen[1] == name else f"roster_{kind}_of_another"
                return None, (blocking(kind, code, row=str(seen[0])),)
        problems = []
        if seen := self._first_with.get(("phone", person.phone)):
            problems.append(warning("phone", "roster_phone_of_another", row=str(seen[0])))
            person = replace(person, phone="")
        if seen := self._first_with.get(("email", person.email)):
            problems.append(warning("email", "roster_email_of_another", row=str(seen[0])))
            person = replace(person, email="")
        self._remember(number, name, person)
        return person, tuple(problems)

    def _remember(self, number: int, name: str, person: RosterPerson) -> None:
        used = [*_identities(person, name), ("phone", person.phone), ("email", person.email)]
        for kind, key in used:
            if key:
                self._first_with.setdefault((kind, key), (number, name))


def _identities(person: RosterPerson, name: str) -> Sequence[tuple[str, str]]:
    """By what a person is known: numbers, or where there is none, the unit's code; else name and birth, else
    name and telephone. Two of one name with nothing beside it are two."""
    known = [("document_number", person.document_number), ("insurance_code", person.insurance_code)]
    if person.member_code and not person.is_relative:  # relatives are often listed under the employee's code
        known.append(("member_code", f"{person.unit}\n{person.member_code}"))
    elif not person.document_number and person.birth:
        known.append(("name_and_birth", f"{person.unit}\n{name}\n{person.birth}"))
    if person.phone and not (person.birth or any(key for _, key in known)):
        known.append(("name_and_phone", f"{person.unit}\n{name}\n{person.phone}"))
    return [(kind, key) for kind, key in known if key]
