"""Looking into the lists of units: how far people have come, page by page and in numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from declaration.lifecycle import Kind
from declaration.person import search_key
from declaration.privacy import Private
from desk.ports.rosters import (
    STANDING,
    Contact,
    Group,
    ListedPage,
    ListedPerson,
    Standing,
    Unit,
    UnitFigures,
    UnitKind,
)
from desk.storage.roster import person_of
from desk.storage.rows import RosterRow, UnitRow

_CASES: Final = " ".join(f"WHEN '{status}' THEN '{standing}'" for status, standing in STANDING.items())
_COME: Final = f"""WITH met(person, place, status) AS (
    SELECT r.id, d.place, d.status FROM declaration d CROSS JOIN roster r
        ON r.document_number = d.document_number
        WHERE d.kind = '{Kind.REGISTER}' AND d.document_number <> ''
    UNION SELECT r.id, d.place, d.status FROM declaration d CROSS JOIN roster r
        ON r.insurance_code = d.insurance_code AND r.document_number = ''
        WHERE d.kind = '{Kind.REGISTER}' AND d.insurance_code <> ''),
    newest(person, status, place) AS (SELECT person, status, max(place) FROM met GROUP BY person),
    come(person, standing) AS (SELECT person, CASE status {_CASES} END FROM newest)"""  # noqa: S608  # nosec B608  # our own names
"""Who of all lists has declared, and how far it has come. Goes by the declarations, which are fewer than the
people on lists. In SQLite the other columns beside max() are those of its row."""
_STANDINGS: Final = sql(
    f"{_COME} SELECT r.unit, standing, count(*) FROM come JOIN roster r ON r.id = person"  # noqa: S608  # nosec B608
    " WHERE r.taken_off_at IS NULL GROUP BY 1, 2"
)
_TOTALS: Final = sql(
    "SELECT unit, count(*) - count(taken_off_at), count(ticked_at) FILTER (WHERE taken_off_at IS NULL),"
    " total((relative_of <> '' OR relation <> '') AND taken_off_at IS NULL), count(taken_off_at)"
    " FROM roster GROUP BY unit ORDER BY unit"
)
_LINES: Final = (
    "FROM roster r LEFT JOIN come ON person = r.id"
    " WHERE r.unit = :unit AND (r.taken_off_at IS NOT NULL) = :taken_off"
)
_ROWS_AT_ONCE: Final = 500


def unit_figures(session: Session) -> list[UnitFigures]:
    """Every unit with a list, by name, with its numbers."""
    rows = {row.name: row for row in session.exec(select(UnitRow)).all()}
    standings: dict[str, dict[Standing, int]] = {}
    for unit, standing, number in session.execute(_STANDINGS):
        standings.setdefault(unit, {})[Standing(standing)] = number
    figures = []
    for name, people, ticked, relatives, off in session.execute(_TOTALS):
        come = standings.get(name, {})
        others = sum(number for standing, number in come.items() if standing is not Standing.MISSING)
        all_of_them = {standing: come.get(standing, 0) for standing in Standing}
        all_of_them[Standing.MISSING] = people - others
        unit = _unit(name, rows.get(name))
        figures.append(UnitFigures(unit, people, all_of_them, ticked, int(relatives), off))
    return figures


def _unit(name: str, row: UnitRow | None) -> Unit:
    if row is None:
        return Unit(name)
    return Unit(name, UnitKind(row.kind), Contact(row.contact_name, row.contact_phone, row.contact_email))


@dataclass(frozen=True, repr=False)
class Part(Private):
    """Which lines of a unit's list."""

    unit: str
    standing: Standing | None
    text: str
    group: Group
    taken_off: bool


def list_page(session: Session, part: Part, first: int, limit: int) -> ListedPage:
    """Some lines of a unit's list in its order."""
    where, values = _wanted(part)
    values |= {"unit": part.unit, "taken_off": part.taken_off}
    total = session.execute(sql(f"{_COME} SELECT count(*) {_LINES}{where}"), values).scalar_one()  # nosec B608
    found = session.execute(
        sql(f"{_COME} SELECT r.id, coalesce(standing, 'missing') {_LINES}{where}"  # nosec B608
            " ORDER BY r.id LIMIT :limit OFFSET :first"),
        values | {"limit": limit, "first": first},
    ).all()  # fmt: skip
    rows = {row.id: row for row in _rows(session, [person for person, _ in found])}
    lines = (
        ListedPerson(
            person_of(rows[person]), Standing(come), rows[person].ticked_at, rows[person].taken_off_at
        )
        for person, come in found
    )
    return ListedPage(tuple(lines), total)


def _rows(session: Session, people: Sequence[int]) -> Sequence[RosterRow]:
    found: list[RosterRow] = []
    for at in range(0, len(people), _ROWS_AT_ONCE):
        some = people[at : at + _ROWS_AT_ONCE]
        found += session.exec(select(RosterRow).where(col(RosterRow.id).in_(some))).all()
    return found


def _wanted(part: Part) -> tuple[str, dict[str, Any]]:
    """Words by the beginnings of a name's words; digits by the beginning of a number, or a phone's end."""
    parts, values = [], dict[str, Any]()
    if part.standing is not None:
        parts.append("coalesce(standing, 'missing') = :standing")
        values["standing"] = part.standing.value
    for name in ("faculty", "school_class"):
        if wanted := getattr(part.group, name):
            parts.append(f"{name} = :{name}")
            values[name] = wanted
    for at, word in enumerate(re.findall(r"\w+", search_key(part.text))):
        if word.isdecimal():
            parts.append(
                f"(document_number LIKE :w{at} || '%' OR insurance_code LIKE :w{at} || '%'"
                f" OR phone LIKE '%' || ltrim(:w{at}, '0') OR member_code LIKE '%' || :w{at} || '%')"
            )
        else:
            parts.append(f"(' ' || search_name LIKE '% ' || :w{at} || '%' OR member_code LIKE :w{at} || '%')")
        values[f"w{at}"] = word
    return "".join(f" AND {part}" for part in parts), values
