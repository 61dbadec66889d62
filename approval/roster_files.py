"""A list of people in a file becomes lines of a roster, or is named with the rows that are wrong.

CSV (UTF-8, a heading with the names of RosterLine's fields) or lines of JSON. Nothing of a row is repeated in
what is said of it: numbers of rows and of fields only.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date
from typing import Final

from pydantic import ValidationError

from declaration.contact import read_email, read_phone
from declaration.identity import read_citizen_id, read_insurance_code, read_old_id, read_passport
from declaration.person import read_birth_date
from declaration.problems import Problem
from declaration.wire.handouts import MOST_PEOPLE, RosterLine

FIELDS: Final = tuple(RosterLine.model_fields)
_NEEDED: Final = ("unit", "full_name")
_SHOWN: Final = 20


@dataclass(frozen=True)
class NotRead:
    """``rows`` counts from 1, the heading not counted; ``fields`` are what is wrong there."""

    code: str
    rows: tuple[tuple[int, str], ...] = ()


def read_roster_file(data: bytes, today: date) -> list[RosterLine] | NotRead:
    """All people of the file, or nobody: a list half taken in is found by nobody."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return NotRead("not_utf8")
    rows = _rows(text)
    if isinstance(rows, NotRead):
        return rows
    if len(rows) > MOST_PEOPLE:
        return NotRead("too_many_rows")
    read = [(number, _line(row, today)) for number, row in enumerate(rows, 1)]
    wrong = [(number, said) for number, said in read if isinstance(said, str)]
    if wrong:
        return NotRead("rows_wrong", tuple(wrong[:_SHOWN]))
    return [line for _, line in read if isinstance(line, RosterLine)]


def _rows(text: str) -> list[dict[str, str]] | NotRead:
    if text.lstrip().startswith("{"):
        try:
            rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        except json.JSONDecodeError:
            return NotRead("not_json_lines")
        return [{k: str(v) for k, v in row.items()} if isinstance(row, dict) else {} for row in rows]
    table = csv.DictReader(io.StringIO(text, newline=""))
    heading = table.fieldnames or ()
    if not set(_NEEDED) <= set(heading) or not set(heading) <= set(FIELDS):
        return NotRead("heading_wrong")
    return [{name: value or "" for name, value in row.items() if name in FIELDS} for row in table]


def _line(row: dict[str, str], today: date) -> RosterLine | str:
    """The person, as the station's own lists have them; or the names of the fields that are wrong."""
    values = {name: row.get(name, "").strip() for name in FIELDS}
    wrong = [name for name in _NEEDED if not values[name]]
    if values["birth"]:
        birth = read_birth_date(values["birth"], today)
        values["birth"] = "" if isinstance(birth, Problem) else birth.iso()
        wrong += ["birth"] if isinstance(birth, Problem) else []
    if values["document_number"]:
        number = values["document_number"]
        readers = (read_citizen_id, read_old_id, read_passport)
        found = [each for each in (read(number) for read in readers) if not isinstance(each, Problem)]
        values["document_number"] = found[0].value if found else number
        wrong += [] if found else ["document_number"]
    if values["insurance_code"]:
        code = read_insurance_code(values["insurance_code"])
        values["insurance_code"] = "" if isinstance(code, Problem) else code.value
        wrong += ["insurance_code"] if isinstance(code, Problem) else []
    if values["phone"]:
        phone = read_phone(values["phone"])
        values["phone"] = "" if isinstance(phone, Problem) or phone is None else phone.e164
        wrong += ["phone"] if isinstance(phone, Problem) else []
    if values["email"]:
        email = read_email(values["email"])
        values["email"] = "" if isinstance(email, Problem) or email is None else email.value
        wrong += ["email"] if isinstance(email, Problem) else []
    if wrong:
        return " ".join(wrong)
    try:
        return RosterLine.model_validate(values)
    except ValidationError:
        return "too_long"
