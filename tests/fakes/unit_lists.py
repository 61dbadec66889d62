"""The lists of units in memory, held to the same promises as those on the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from declaration.identity import may_be_of_one, newest_of_one
from declaration.person import search_key
from desk.ports.rosters import (
    EVERYBODY,
    STANDING,
    Group,
    ListedPage,
    ListedPerson,
    Standing,
    StoppedError,
    Taken,
    Unit,
    UnitFigures,
)
from desk.ports.store import RosterPerson
from tests.fakes.shelf import Shelf


class MemoryLists:
    """Implements ports.rosters.UnitLists."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.given: list[int] = []
        self._ticks: dict[int, datetime] = {}
        self._units: dict[str, Unit] = {}

    def units(self) -> Sequence[UnitFigures]:
        return [self._figures(name) for name in sorted({person.unit for person in self._shelf.people})]

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
        lines = [line for line in self._lines(unit) if (line.taken_off_at is not None) == taken_off]
        lines = [line for line in lines if standing in (None, line.standing)]
        lines = [line for line in lines if group.faculty in ("", line.person.faculty)]
        lines = [line for line in lines if group.school_class in ("", line.person.school_class)]
        lines = [line for line in lines if _is_found(line.person, text)]
        return ListedPage(tuple(lines[first : first + limit]), len(lines))

    def groups(self, unit: str) -> Sequence[Group]:
        of_unit = [person for person in self._shelf.listed if person.unit == unit]
        return sorted({Group(person.faculty, person.school_class) for person in of_unit} - {EVERYBODY})

    def names_of(self, numbers: Sequence[str], *, elsewhere: str) -> Mapping[str, str]:
        return {
            person.document_number: person.full_name
            for person in self._shelf.listed
            if person.document_number in numbers and person.unit != elsewhere
        }

    def take(self, people: Sequence[RosterPerson], go_on: Callable[[int], bool], by: str) -> Taken:
        if not go_on(0):
            raise StoppedError
        listed, units = self._shelf.people, {person.unit for person in people}
        off = {at for at, known in enumerate(listed) if known.id in self._shelf.taken_off}
        there = [at for at, known in enumerate(listed) if known.unit in units]
        met, changed, unknown = set[int](), set[int](), list[RosterPerson]()

        def join(at: int, person: RosterPerson) -> None:
            merged = listed[at] if at in off else _merged(listed[at], person)
            changed.update({at} if merged != listed[at] else ())
            met.add(at)
            listed[at] = merged

        for person in people:
            at = next((at for at in there if _is_one(person, listed[at])), None)
            twin = next((at for at, other in enumerate(unknown) if _is_one(person, other)), None)
            if at is not None:
                join(at, person)
            elif twin is not None:
                unknown[twin] = _merged(unknown[twin], person)
            else:
                unknown.append(person)
        new = 0
        for person in unknown:
            named = [at for at in there if _name(listed[at]) == _name(person)]
            is_only = len(named) == 1 == sum(_name(other) == _name(person) for other in people)
            like = [at for at in named if at not in met and _is_like(person, listed[at], is_only)]
            if like:
                join(max(like, key=lambda at: _agreement(person, listed[at])), person)
            else:
                new += 1
                listed.append(replace(person, id=len(listed) + 1))
        left_out = len({*there} - met - off)
        return Taken(new, len(changed), len(met - off) - len(changed), left_out, len(met & off))

    def note_given(self, people: int, by: str) -> None:
        self.given.append(people)

    def tick(self, person: int, number: str, at: datetime) -> None:
        known = self._shelf.people[person - 1]
        self._shelf.people[person - 1] = replace(
            known, document_number=newest_of_one(known.document_number, number)
        )
        self._ticks[person] = at

    def take_off(self, person: int, by: str, at: datetime) -> None:
        self._shelf.taken_off.setdefault(person, at)

    def put_back(self, person: int, by: str, at: datetime) -> None:
        self._shelf.taken_off.pop(person, None)

    def keep_unit(self, unit: Unit) -> None:
        self._units[unit.name] = unit

    def drop(self, unit: str, registrar: str, at: datetime) -> int:
        staying = [person for person in self._shelf.people if person.unit != unit]
        gone = len(self._shelf.people) - len(staying)
        self._shelf.people[:] = staying
        self._units.pop(unit, None)
        return gone

    def _figures(self, name: str) -> UnitFigures:
        every = list(self._lines(name))
        lines = [line for line in every if line.taken_off_at is None]
        standings = {each: sum(line.standing is each for line in lines) for each in Standing}
        ticked = sum(line.ticked_at is not None for line in lines)
        relatives = sum(line.person.is_relative for line in lines)
        unit, off = self._units.get(name, Unit(name)), len(every) - len(lines)
        return UnitFigures(unit, len(lines), standings, ticked, relatives, off)

    def _lines(self, unit: str) -> Iterator[ListedPerson]:
        for person in self._shelf.people:
            if person.unit == unit:
                ticked, off = self._ticks.get(person.id), self._shelf.taken_off.get(person.id)
                yield ListedPerson(person, self._standing(person), ticked, off)

    def _standing(self, person: RosterPerson) -> Standing:
        """The newest declaration is the one filed last."""
        for filed in reversed(self._shelf.filed.values()):
            has_number = person.document_number and person.document_number == filed.document_number
            by_code = not person.document_number and person.insurance_code
            if has_number or (by_code and by_code == filed.insurance_code):
                return STANDING[filed.status]
        return Standing.MISSING


def _is_found(person: RosterPerson, text: str) -> bool:
    words = re.findall(r"\w+", search_key(text))
    return all(_has(person, word) for word in words)


def _has(person: RosterPerson, word: str) -> bool:
    if word.isdecimal():
        begins = person.document_number.startswith(word) or person.insurance_code.startswith(word)
        return begins or person.phone.endswith(word.lstrip("0")) or person.member_code.endswith(word)
    name = search_key(person.full_name).split()
    return any(part.startswith(word) for part in name) or person.member_code.lower().startswith(word)


def _is_one(given: RosterPerson, known: RosterPerson) -> bool:
    if given.unit != known.unit:
        return False
    if given.document_number and given.document_number == known.document_number:
        return True
    if search_key(given.full_name) != search_key(known.full_name):
        return False
    if given.insurance_code and given.insurance_code == known.insurance_code:
        return True
    is_relative = given.is_relative or known.is_relative
    if given.member_code and given.member_code == known.member_code and not given.is_relative:
        return True
    codes = {given.member_code, known.member_code} - {""}
    is_same_birth = bool(given.birth) and given.birth == known.birth
    may_be = may_be_of_one(given.document_number, known.document_number)
    return is_same_birth and may_be and (is_relative or len(codes) < 2)


def _name(person: RosterPerson) -> tuple[str, str]:
    return person.unit, search_key(person.full_name)


def _is_like(given: RosterPerson, known: RosterPerson, is_only: bool) -> bool:
    telling = ["insurance_code", "member_code", "birth", "relative_of", *([] if is_only else ["phone"])]
    pairs = [{getattr(given, name), getattr(known, name)} - {""} for name in telling]
    return (
        given.is_relative == known.is_relative
        and may_be_of_one(given.document_number, known.document_number)
        and all(len(values) < 2 for values in pairs)
    )


def _agreement(given: RosterPerson, known: RosterPerson) -> int:
    return sum(value == getattr(known, name) for name, value in vars(given).items())


def _merged(known: RosterPerson, given: RosterPerson) -> RosterPerson:
    news = {name: value for name, value in vars(given).items() if value and name != "id"}
    if len(given.document_number) < len(known.document_number) and may_be_of_one(
        given.document_number, known.document_number
    ):
        news.pop("document_number", None)
    return replace(known, **news)
