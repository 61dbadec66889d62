"""What leaves as a spreadsheet: who is missing, and which rows of a list were at fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from declaration.contact import Phone
from declaration.person import BirthDate
from desk.i18n import has, t
from desk.ports.rosters import EVERYBODY, Group, ListedPerson, StoppedError, Unit
from desk.ports.store import RosterPerson
from desk.ports.tables import Cell, Table
from desk.registration.rosters.reading import Fault

_COLUMNS = {
    "number": 6,
    "full_name": 30,
    "birth": 12,
    "member_code": 14,
    "school_class": 14,
    "faculty": 22,
    "relative_of": 26,
    "phone": 14,
    "note": 26,
}


Told = Callable[[int, int], bool]
"""Hears how many rows are written, and of how many; False stops it."""


def missing_list(
    unit: Unit, lines: Sequence[ListedPerson], today: date, told: Told, group: Group = EVERYBODY
) -> Table:
    """For the unit's own people: whom they know by name, birth and class. Numbers of papers stay here.

    Its rows are made while they are written; stopped by ``told`` they raise StoppedError.
    """
    contact = unit.contact
    whose = " · ".join(each for each in (unit.name, group.faculty, group.school_class) if each)
    whom = " · ".join(text for text in (contact.full_name, phone_shown(contact.phone), contact.email) if text)
    above = [
        t("rosters.file.missing_title", unit=whose),
        t("rosters.file.missing_counts", count=len(lines), day=f"{today:%d/%m/%Y}"),
        *([t("rosters.file.contact", whom=whom)] if whom else []),
    ]
    columns = {t(f"rosters.file.{name}"): width for name, width in _COLUMNS.items()}
    return Table(t("rosters.file.missing_sheet"), columns, _rows(lines, told), above)


def faulty_rows(headings: Sequence[str], faults: Sequence[Fault]) -> Table:
    """Row number, what is said, and the row as it stands in the file, so that it can be mended there."""
    columns = {t("rosters.file.row"): 8, t("rosters.file.taken"): 12, t("rosters.file.reason"): 60}
    for at, heading in enumerate(headings, start=1):
        name = heading or t("rosters.file.column", number=at)
        columns[name if name not in columns else f"{name} ({at})"] = 18
    rows: list[list[Cell]] = [
        [
            fault.row,
            t("rosters.file.yes" if fault.is_taken else "rosters.file.no"),
            said_of(fault),
            *fault.cells,
        ]
        for fault in faults
    ]
    return Table(t("rosters.file.faulty_sheet"), columns, rows)


def said_of(fault: Fault) -> str:
    """Every sentence about a row, the field named before it."""
    return "; ".join(_sentences(fault))


def phone_shown(e164: str) -> str:
    try:
        return Phone(e164).shown()
    except ValueError:  # a contact's number may be of a desk in an office
        return e164


def _sentences(fault: Fault) -> Iterator[str]:
    for problem in fault.problems:
        words = t(f"problem.{problem.code}", **problem.details)
        field = f"field.{problem.field}"
        yield f"{t(field)}: {words}" if has(field) else words


def _rows(lines: Sequence[ListedPerson], told: Told) -> Iterator[list[Cell]]:
    for at, line in enumerate(lines):
        if not told(at, len(lines)):
            raise StoppedError
        yield _cells(at + 1, line.person)
    if not told(len(lines), len(lines)):
        raise StoppedError


def _cells(at: int, person: RosterPerson) -> list[Cell]:
    birth = BirthDate.from_iso(person.birth).shown() if person.birth else ""
    return [
        at,
        person.full_name,
        birth,
        person.member_code,
        person.school_class,
        person.faculty,
        " · ".join(part for part in (person.relation, person.relative_of) if part),
        phone_shown(person.phone),
        "",
    ]
