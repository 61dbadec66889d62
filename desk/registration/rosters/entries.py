"""One row of a list becomes a person, or is named with what is wrong with it.

A name that is none and a document number that is none stop a row: nobody could be found by it. Anything else
that cannot be read is left empty and said, so that one careless column does not cost a whole list. What a
spreadsheet itself has done to a number (zeros in front dropped, a date turned into a count of days) is
undone only where there is one way to undo it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar

from declaration.contact import read_email, read_phone
from declaration.identity import (
    PROVINCES,
    CitizenId,
    InsuranceCode,
    OldId,
    Passport,
    read_citizen_id,
    read_insurance_code,
    read_old_id,
    read_passport,
)
from declaration.person import BirthDate, name_problems, read_birth_date, search_key, tidy_name
from declaration.privacy import Private
from declaration.problems import Problem, Severity, blocking, warning
from desk.ports.store import RosterPerson
from desk.ports.tables import Merged, Number, Row
from desk.registration.rosters.cells_above import CellsAbove
from desk.registration.rosters.columns import Column

_EXCEL_DAY_NONE: Final = date(1899, 12, 30)
_EXCEL_DAYS: Final = range(3000, 60000)  # 1908 to 2064
_SELF: Final = frozenset({"ban than", "chinh minh", "nguoi lao dong", "nld"})
_LONGEST: Final = 200
_OF_MANY: Final = (Column.UNIT, Column.SCHOOL_CLASS, Column.FACULTY, Column.RELATIVE_OF)
"""What one merged cell may say of several people; anything else is one person's over more than one row."""

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, repr=False)
class Entry(Private):
    """What a row gave. ``person`` is None where something stops it; ``problems`` say all that is wrong."""

    row: int
    person: RosterPerson | None
    problems: tuple[Problem, ...] = ()


class EntryReader:
    """Reads the rows of one list by what its columns mean."""

    def __init__(
        self, columns: Sequence[Column | None], unit: str, today: date, merged: Sequence[Merged] = ()
    ) -> None:
        self._places = {
            wanted: [at for at, column in enumerate(columns) if column is wanted] for wanted in Column
        }
        self._unit = unit
        self._today = today
        self._above = CellsAbove([each for each in merged if _tells_of_many(columns, each.column)])

    def read(self, number: int, row: Row) -> Entry | None:
        """The row with this number; None for one that holds nobody (blank, a sum, a signature)."""
        values = {column: self._cell(row, column) for column in Column}
        whole = self._above.filled(number, row)
        if self._is_nobody(values):
            return None
        values |= {column: self._cell(whole, column) for column in _OF_MANY}
        problems: list[Problem] = []
        person = self._person(values, problems)
        is_stopped = any(problem.severity is Severity.BLOCKS for problem in problems)
        return Entry(number, None if is_stopped else person, tuple(problems))

    def _cell(self, row: Row, column: Column) -> str:
        """The first of the column's cells that is not empty, a number still marked as one."""
        cells = (row[at] for at in self._places[column] if at < len(row))
        found = next((cell for cell in cells if cell), "")
        return found if isinstance(found, Number) else tidy_name(found)[:_LONGEST]

    @staticmethod
    def _is_nobody(values: dict[Column, str]) -> bool:
        """Blank, or words with nothing of a person beside them: "Tổng cộng: 120 người", "Người lập biểu"."""
        telling = {column for column, value in values.items() if value and column is not Column.UNIT}
        has_name = telling & {Column.FULL_NAME, Column.SURNAME, Column.GIVEN_NAME}
        name = values[Column.FULL_NAME]
        is_note = ":" in name or bool(re.match(r"(?i)(tổng|cộng)\b", name))
        return not telling or (bool(has_name) and telling <= {Column.FULL_NAME} and is_note)

    def _person(self, values: dict[Column, str], problems: list[Problem]) -> RosterPerson:
        name = values[Column.FULL_NAME] or f"{values[Column.SURNAME]} {values[Column.GIVEN_NAME]}".strip()
        problems += _name_problems(name)
        birth = _kept(values[Column.BIRTH], self._birth, problems)
        number = _number(values[Column.DOCUMENT_NUMBER], birth, problems)
        code = _kept(values[Column.INSURANCE_CODE], _insurance_code, problems)
        phone, email = (
            _kept(values[Column.PHONE], read_phone, problems),
            _kept(values[Column.EMAIL], read_email, problems),
        )
        if not (number or birth or code or any(problem.blocks for problem in problems)):
            problems.append(warning("full_name", "roster_name_only"))
        unit = values[Column.UNIT] or self._unit
        if not unit:
            problems.append(blocking("unit", "roster_unit_missing"))
        relation = values[Column.RELATION]
        is_relative = bool(values[Column.RELATIVE_OF] or relation) and search_key(relation) not in _SELF
        return RosterPerson(
            id=0,
            unit=unit,
            full_name=name,
            birth=birth.iso() if birth else "",
            document_number=number,
            insurance_code=code.value if code else "",
            phone=phone.e164 if phone else "",
            email=email.value if email else "",
            member_code=values[Column.MEMBER_CODE],
            school_class=values[Column.SCHOOL_CLASS],
            faculty=values[Column.FACULTY],
            relative_of=values[Column.RELATIVE_OF] if is_relative else "",
            relation=relation if is_relative else "",
        )

    def _birth(self, text: str) -> BirthDate | Problem:
        if isinstance(text, Number) and re.fullmatch("[0-9]{5}", text) and int(text) in _EXCEL_DAYS:
            day = _EXCEL_DAY_NONE + timedelta(days=int(text))
            return BirthDate(day.year, day.month, day.day)
        if isinstance(text, Number) and re.fullmatch("[0-9]{7}", text):
            text = f"0{text}"
        return read_birth_date(text, self._today)


def _tells_of_many(columns: Sequence[Column | None], at: int) -> bool:
    return at < len(columns) and columns[at] in _OF_MANY


def _kept(
    text: str, read: Callable[[str], ValueT | Problem | None], problems: list[Problem]
) -> ValueT | None:
    """The value, or nothing and a word about it: the row is taken without."""
    value = read(text) if text else None
    if isinstance(value, Problem):
        problems.append(warning(value.field, value.code, **value.details))
        return None
    return value


def _name_problems(name: str) -> Iterator[Problem]:
    if not name:
        yield blocking("full_name", "roster_name_missing")
        return
    if is_in_old_letters(name):
        yield blocking("full_name", "roster_old_letters")
        return
    yield from name_problems(name)


def _number(text: str, birth: BirthDate | None, problems: list[Problem]) -> str:
    """Twelve digits, nine, or a passport's; "" for none. What is no number stops the row."""
    if not text:
        return ""
    digits = _zeros_back(re.sub(r"[ .'-]", "", text), birth)
    for read in (read_citizen_id, read_old_id, read_passport):
        document = read(digits)
        if isinstance(document, CitizenId | OldId):
            return document.value
        if isinstance(document, Passport) and document.value[0].isalpha():
            return document.value
    problems.append(blocking("document_number", "roster_number_unreadable", given=str(len(digits))))
    return ""


def _zeros_back(digits: str, birth: BirthDate | None) -> str:
    """Ten or eleven digits are a citizen id whose zeros a spreadsheet dropped, if with them its province and
    its year are right."""
    if not re.fullmatch("[0-9]{10,11}", digits):
        return digits
    whole = CitizenId(digits.zfill(12))
    is_right = whole.value[:3] in PROVINCES and birth is not None and whole.century_year == birth.year
    return whole.value if is_right else digits


def _insurance_code(text: str) -> InsuranceCode | Problem:
    if isinstance(text, Number) and re.fullmatch("[0-9]{9}", text):
        text = f"0{text}"  # the codes begin with a province's 01 to 99: one zero is all there was to lose
    return read_insurance_code(text)


_OLD_SIGNS: Final = frozenset("¨©ª«¬®¸µ¶·¹¾»¼½¦§¡¢£¤¥±°²³÷×åæëïöüäøûçîÅÆËÏÖÜÄØÛÇÎÞþß")
"""Of TCVN3 and VNI: no name of any Vietnamese people is written with them."""
_ODD_PLACES: Final = re.compile("[a-z][ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐÑ][a-z]|[aA][ãâêù]|[eE][ãâù]|[oO][âùø]")
"""A capital inside a word (TCVN3), a mark's letter behind another vowel (VNI)."""


def is_in_old_letters(name: str) -> bool:
    """Whether a name was written in TCVN3 or VNI, whose letters only their own fonts show."""
    return bool(_OLD_SIGNS & set(name) or _ODD_PLACES.search(name))
