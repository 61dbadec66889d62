"""The unit's list of people on the encrypted file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from declaration.identity import may_be_of_one
from declaration.person import search_key
from desk.ports.store import RosterCount, RosterPerson
from desk.storage.database import Transactions
from desk.storage.rows import RosterRow

_MOST: Final = 5
_MOST_BY_NAME: Final = 3
_LOOKED_AT: Final = 50


class Roster:
    """Implements ports.store.RosterStore."""

    def __init__(self, database: Transactions, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def matches(
        self,
        *,
        document_number: str,
        full_name: str,
        birth: str,
        old_number: str = "",
        insurance_code: str = "",
        unit: str = "",
    ) -> Sequence[RosterPerson]:
        if document_number:
            found = self._found(col(RosterRow.document_number) == document_number)
            if found:
                return found[:_MOST]
        other = [
            *([col(RosterRow.document_number) == old_number] if old_number else []),
            *([col(RosterRow.insurance_code) == insurance_code] if insurance_code else []),
        ]
        named = and_(col(RosterRow.search_name) == search_key(full_name), col(RosterRow.birth) == birth)
        found = self._found(or_(*other)) if other else []
        if full_name and birth:
            found += [p for p in self._found(named) if may_be_of_one(p.document_number, document_number)]
        if not found and full_name:
            return self._bare(full_name, unit, has_code=bool(insurance_code))
        return list({person.id: person for person in found}.values())[:_MOST]

    def _bare(self, full_name: str, unit: str, *, has_code: bool) -> Sequence[RosterPerson]:
        """Rows with the name and nothing that could contradict; of many of one name none is likelier."""
        is_bare = and_(
            col(RosterRow.search_name) == search_key(full_name),
            col(RosterRow.birth) == "",
            col(RosterRow.document_number) == "",
            *([col(RosterRow.unit) == unit] if unit else []),
            *([col(RosterRow.insurance_code) == ""] if has_code else []),
        )
        found = self._found(is_bare)
        return found if len(found) <= _MOST_BY_NAME else ()

    def person(self, row: int) -> RosterPerson | None:
        found = self._found(col(RosterRow.id) == row)
        return found[0] if found else None

    def _found(self, where: ColumnElement[bool]) -> list[RosterPerson]:
        wanted = select(RosterRow).where(where, col(RosterRow.taken_off_at).is_(None)).limit(_LOOKED_AT)
        return [person_of(row) for row in self._database.read(lambda session: session.exec(wanted).all())]

    def count(self) -> RosterCount:
        on_it = col(RosterRow.taken_off_at).is_(None)
        people = self._database.read(
            lambda session: session.exec(select(func.count()).select_from(RosterRow).where(on_it)).one()
        )
        query = select(RosterRow.unit).where(on_it).distinct().order_by(col(RosterRow.unit))
        return RosterCount(people, tuple(self._database.read(lambda session: session.exec(query).all())))

    def add(self, people: Sequence[RosterPerson]) -> int:
        now = self._now()
        self._database.write(lambda session: session.add_all([_row(person, now) for person in people]))
        return len(people)


def person_of(row: RosterRow) -> RosterPerson:
    """The person a row of a list is."""
    return RosterPerson(
        id=row.id or 0,
        unit=row.unit,
        full_name=row.full_name,
        birth=row.birth,
        document_number=row.document_number,
        insurance_code=row.insurance_code,
        phone=row.phone,
        email=row.email,
        member_code=row.member_code,
        school_class=row.school_class,
        faculty=row.faculty,
        relative_of=row.relative_of,
        relation=row.relation,
    )


def _row(person: RosterPerson, now: datetime) -> RosterRow:
    return RosterRow(
        unit=person.unit,
        full_name=person.full_name,
        search_name=search_key(person.full_name),
        birth=person.birth,
        document_number=person.document_number,
        insurance_code=person.insurance_code,
        phone=person.phone,
        email=person.email,
        added_at=now,
        member_code=person.member_code,
        school_class=person.school_class,
        faculty=person.faculty,
        relative_of=person.relative_of,
        relation=person.relation,
    )
