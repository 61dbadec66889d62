"""The unit's list of people on the encrypted file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from declaration.person import search_key
from desk.ports.store import RosterCount, RosterPerson
from desk.storage.database import Transactions
from desk.storage.rows import RosterRow


class Roster:
    """Implements ports.store.RosterStore."""

    def __init__(self, database: Transactions, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def matches(self, *, document_number: str, full_name: str, birth: str) -> Sequence[RosterPerson]:
        if document_number:
            by_number = select(RosterRow).where(RosterRow.document_number == document_number).limit(5)
            found = self._database.read(lambda session: session.exec(by_number).all())
            if found:
                return [person_of(row) for row in found]
        if not full_name or not birth:
            return []
        by_name = (
            select(RosterRow)
            .where(
                RosterRow.search_name == search_key(full_name),
                RosterRow.birth == birth,
                RosterRow.document_number == "",  # another number is another person
            )
            .limit(5)
        )
        return [person_of(row) for row in self._database.read(lambda session: session.exec(by_name).all())]

    def count(self) -> RosterCount:
        people = self._database.read(
            lambda session: session.exec(select(func.count()).select_from(RosterRow)).one()
        )
        query = select(RosterRow.unit).distinct().order_by(col(RosterRow.unit))
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
