"""The reviewer's list as a query: some agencies, a filter, pages by key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, union_all
from sqlalchemy import select as sql_select
from sqlmodel import col, func, or_, select, tuple_

from approval.storage import greens
from approval.storage.database import Session
from approval.storage.rows import DeclarationRow
from approval.storage.sign_in_rows import StationRow
from declaration.contact import Phone, read_phone
from declaration.privacy import Private

_WHOLE = re.compile(r"[0-9]{9,14}|[A-Z][0-9]{7,8}|[A-Z]{2,4}-[0-9]{4}-[0-9]{6,}")
"""A number of papers, a code, a telephone, a dossier's number from its first sign to its last."""


@dataclass(frozen=True)
class QueueKey:
    """Where a page ended: deadlines first, then the id to tell equals apart."""

    hand_in_by: date
    id: UUID

    def __str__(self) -> str:
        return f"{self.hand_in_by.isoformat()}_{self.id}"

    @classmethod
    def read(cls, text: str) -> QueueKey | None:
        """The key in that text, or None."""
        day, _, number = text.partition("_")
        try:
            return cls(date.fromisoformat(day), UUID(number))
        except ValueError:
            return None


@dataclass(frozen=True, repr=False)
class QueueFilter(Private):
    """``status``, ``kind`` "": every one. ``name`` is folded, ``number`` has neither blanks nor hyphens, but
    for a dossier's; a number that is whole is found by index, a part of one among those of the agencies.
    ``before``: only those whose last day is earlier; ``green``: only what is in order in every way;
    ``free_for``: nothing that anybody but this person is at now, "" where it does not matter."""

    agencies: frozenset[str]
    now: datetime
    status: str = ""
    kind: str = ""
    name: str = ""
    number: str = ""
    before: date | None = None
    green: bool = False
    free_for: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        is_whole = _WHOLE.fullmatch(self.number) is not None
        # No index fits a call: left to itself SQLite goes through a whole agency instead of a number.
        agency = func.coalesce(col(DeclarationRow.agency), "") if is_whole else col(DeclarationRow.agency)
        found: list[ColumnElement[bool]] = [agency.in_(self.agencies)]
        if self.status:
            found.append(col(DeclarationRow.status) == self.status)
        if self.kind:
            found.append(col(DeclarationRow.kind) == self.kind)
        if self.before is not None:
            found.append(col(DeclarationRow.hand_in_by) < self.before)
        if self.green:
            found += greens.conditions()
        if self.free_for:
            found.append(self._free())
        if is_whole:
            return [col(DeclarationRow.id).in_(_with_number(self.number, found))]
        if self.name or self.number:
            found.append(or_(*self._matches()))
        return found

    def _free(self) -> ColumnElement[bool]:
        until = col(DeclarationRow.claimed_until)
        mine = col(DeclarationRow.claimed_by) == self.free_for
        return or_(until.is_(None), until <= self.now, mine)

    def _matches(self) -> list[Any]:
        matches: list[Any] = []
        if self.name:
            matches.append(col(DeclarationRow.search_name).contains(self.name, autoescape=True))
        if self.number:
            matches.append(col(DeclarationRow.document_number).contains(self.number, autoescape=True))
            matches.append(col(DeclarationRow.insurance_code).contains(self.number, autoescape=True))
            matches.append(col(DeclarationRow.phone).contains(self.number.lstrip("0"), autoescape=True))
            matches.append(col(DeclarationRow.dossier_number).contains(self.number, autoescape=True))
        return matches


def page(
    session: Session, wanted: QueueFilter, after: QueueKey | None, limit: int
) -> Sequence[tuple[DeclarationRow, StationRow]]:
    """One page, soonest deadline first, each with its station."""
    query = (
        select(DeclarationRow, StationRow)
        .join(StationRow, col(StationRow.id) == col(DeclarationRow.station))
        .where(*wanted.conditions())
    )
    if after is not None:
        key = tuple_(col(DeclarationRow.hand_in_by), col(DeclarationRow.id))
        query = query.where(key > tuple_(after.hand_in_by, after.id))
    ordered = query.order_by(col(DeclarationRow.hand_in_by), col(DeclarationRow.id)).limit(limit)
    return session.exec(ordered).all()


def _with_number(number: str, wanted: list[ColumnElement[bool]]) -> CompoundSelect[tuple[UUID]]:
    """One index after the other."""
    phone = read_phone(number)
    equal = [
        col(DeclarationRow.document_number) == number,
        col(DeclarationRow.insurance_code) == number,
        col(DeclarationRow.dossier_number) == number,
        *([col(DeclarationRow.phone) == phone.e164] if isinstance(phone, Phone) else []),
    ]
    return union_all(*(sql_select(col(DeclarationRow.id)).where(each, *wanted) for each in equal))


def total(session: Session, wanted: QueueFilter) -> int:
    return session.exec(select(func.count()).select_from(DeclarationRow).where(*wanted.conditions())).one()
