"""The lists of units on the encrypted file: figures, pages, ticks, and lists coming and going."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from declaration.identity import newest_of_one
from desk.ports.rosters import EVERYBODY, Group, ListedPage, Standing, Taken, Unit, UnitFigures
from desk.ports.store import RosterPerson
from desk.storage.audit import note
from desk.storage.database import Transactions
from desk.storage.list_figures import Part, list_page, unit_figures
from desk.storage.list_taking import Taking
from desk.storage.putting import put
from desk.storage.removing import remove_unit
from desk.storage.rows import RosterRow, UnitRow

_NUMBERS_AT_ONCE: Final = 500
_ON_IT: Final = col(RosterRow.taken_off_at).is_(None)


class StationLists:
    """Implements ports.rosters.UnitLists."""

    def __init__(self, database: Transactions, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def units(self) -> Sequence[UnitFigures]:
        return self._database.read(unit_figures)

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
        part = Part(unit, standing, text, group, taken_off)
        return self._database.read(lambda session: list_page(session, part, first, limit))

    def groups(self, unit: str) -> Sequence[Group]:
        named = (col(RosterRow.faculty), col(RosterRow.school_class))
        query = select(*named).where(RosterRow.unit == unit, _ON_IT).distinct()
        found = self._database.read(lambda session: session.exec(query).all())
        return sorted({Group(*each) for each in found} - {EVERYBODY})

    def names_of(self, numbers: Sequence[str], *, elsewhere: str) -> Mapping[str, str]:
        def look(session: Session) -> Mapping[str, str]:
            names: dict[str, str] = {}
            for at in range(0, len(numbers), _NUMBERS_AT_ONCE):
                some = numbers[at : at + _NUMBERS_AT_ONCE]
                wanted = select(RosterRow.document_number, RosterRow.full_name).where(
                    col(RosterRow.document_number).in_(some), RosterRow.unit != elsewhere, _ON_IT
                )
                names.update(dict(session.exec(wanted).all()))
            return names

        return self._database.read(look)

    def take(self, people: Sequence[RosterPerson], go_on: Callable[[int], bool], by: str) -> Taken:
        def act(session: Session) -> Taken:
            now = self._now()
            taken = Taking(session, now, go_on).take(people)
            note(session, now, by, "take_list", "", f"new {taken.new} changed {taken.changed}")
            return taken

        return self._database.write(act)

    def note_given(self, people: int, by: str) -> None:
        self._database.write(
            lambda session: note(session, self._now(), by, "give_list", "", f"people {people}")
        )

    def tick(self, person: int, number: str, at: datetime) -> None:
        def act(session: Session) -> None:
            row = session.get(RosterRow, person)
            if row is not None:
                row.ticked_at, row.document_number = at, newest_of_one(row.document_number, number)
                session.add(row)

        self._database.write(act)

    def take_off(self, person: int, by: str, at: datetime) -> None:
        def act(session: Session) -> None:
            row = session.get(RosterRow, person)
            if row is not None and row.taken_off_at is None:
                row.taken_off_at = at
                session.add(row)
                note(session, at, by, "take_off_list", "", f"row {person}")

        self._database.write(act)

    def put_back(self, person: int, by: str, at: datetime) -> None:
        def act(session: Session) -> None:
            row = session.get(RosterRow, person)
            if row is not None and row.taken_off_at is not None:
                row.taken_off_at = None
                session.add(row)
                note(session, at, by, "put_back_on_list", "", f"row {person}")

        self._database.write(act)

    def keep_unit(self, unit: Unit) -> None:
        contact = unit.contact
        row = UnitRow(
            name=unit.name,
            kind=unit.kind,
            contact_name=contact.full_name,
            contact_phone=contact.phone,
            contact_email=contact.email,
        )
        self._database.write(lambda session: put(session, row))

    def drop(self, unit: str, registrar: str, at: datetime) -> int:
        def act(session: Session) -> int:
            gone = remove_unit(session, unit)
            note(session, at, registrar, "drop_list", "", f"people {gone}")
            return gone

        return self._database.write(act)
