"""A new list meets the one that is there: the same person is changed, never doubled.

The same is who has the same document number; else the same member or insurance code and name; else the same
name and birth date where one of the two has no number. What the new list leaves empty stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, inspect, select
from sqlalchemy import insert as insert_into
from sqlalchemy import update as change_in
from sqlmodel import Session

from declaration.person import search_key
from desk.ports.rosters import StoppedError, Taken
from desk.ports.store import RosterPerson
from desk.storage.rows import RosterRow

Record = dict[str, Any]
GoOn = Callable[[int], bool]
_TABLE: Final[Any] = inspect(RosterRow).local_table
_TEXTS: Final = tuple(c.name for c in _TABLE.columns if c.name not in ("id", "added_at", "ticked_at"))
_AT_ONCE: Final = 2000
_UNITS_AT_ONCE: Final = 500
_FOUND_BY: Final = ("document_number", "insurance_code", "member_code", "search_name")


class Taking:
    """One list, in one transaction; or a part of one (not ``is_whole``): then only those are looked up who
    may be the same as somebody in it, and nobody can be said to be left out."""

    def __init__(self, session: Session, now: datetime, go_on: GoOn, *, is_whole: bool = True) -> None:
        self._session = session
        self._is_whole = is_whole
        self._now = now
        self._go_on = go_on
        self._known: dict[tuple[str, ...], Record] = {}

    def take(self, people: Sequence[RosterPerson]) -> Taken:
        units = sorted({person.unit for person in people})
        there = self._load(units) if self._is_whole else self._load_like(units, people)
        new, changed, met = [], {}, set()
        for at, person in enumerate(people):
            if at % _AT_ONCE == 0 and not self._go_on(at):
                raise StoppedError
            given = _record(person)
            record = self._same(given)
            if record is None:
                new.append(given)
                self._remember(given)
                continue
            met.add(id(record))
            if any(given[name] and given[name] != record[name] for name in _TEXTS):
                record.update({name: given[name] for name in _TEXTS if given[name]})
                self._remember(record)
                if "id" in record:
                    changed[record["id"]] = record
        self._write(new, changed.values(), [record for record in there if id(record) in met])
        same = sum(id(record) in met for record in there) - len(changed)
        return Taken(len(new), len(changed), same, sum(id(record) not in met for record in there))

    def _load(self, units: Sequence[str]) -> list[Record]:
        there: list[Record] = []
        for some in _in_parts(units, _UNITS_AT_ONCE):
            for row in self._session.execute(select(_TABLE).where(_TABLE.c.unit.in_(some))):
                record = dict(row._mapping)
                there.append(record)
                self._remember(record)
        return there

    def _load_like(self, units: Sequence[str], people: Sequence[RosterPerson]) -> list[Record]:
        """Those whom a key of these people may find: each by its index, not the whole unit."""
        there: dict[int, Record] = {}
        given = [_record(person) for person in people]
        for kind in _FOUND_BY:
            wanted = sorted({each[kind] for each in given} - {""})
            if wanted:
                of_them = select(_TABLE).where(_TABLE.c[kind].in_(wanted), _TABLE.c.unit.in_(units))
                for row in self._session.execute(of_them):
                    there.setdefault(row.id, dict(row._mapping))
        for record in there.values():
            self._remember(record)
        return list(there.values())

    def _same(self, given: Record) -> Record | None:
        for key in _keys(given):
            known = self._known.get(key)
            if known is not None and _may_be_one(key[1], given, known):
                return known
        return None

    def _remember(self, record: Record) -> None:
        for key in _keys(record):
            self._known.setdefault(key, record)

    def _write(self, new: Sequence[Record], changed: Iterable[Record], met: Sequence[Record]) -> None:
        link = self._session.connection()
        of_one = _TABLE.c.id == bindparam("of")
        seen = change_in(_TABLE).where(of_one).values(added_at=self._now)
        change = change_in(_TABLE).where(of_one).values({name: bindparam(f"to_{name}") for name in _TEXTS})
        acts = [
            (insert_into(_TABLE), [{**record, "added_at": self._now} for record in new]),
            (change, [{"of": r["id"], **{f"to_{name}": r[name] for name in _TEXTS}} for r in changed]),
            (seen, [{"of": record["id"]} for record in met]),
        ]
        for act, records in acts:
            for at, some in enumerate(_in_parts(records, _AT_ONCE)):
                if not self._go_on(at * _AT_ONCE):
                    raise StoppedError
                link.execute(act, list(some))


def _record(person: RosterPerson) -> Record:
    given = asdict(person)
    del given["id"]
    return given | {"search_name": search_key(person.full_name)}


def _keys(record: Record) -> Iterator[tuple[str, ...]]:
    """By what a person is found on the unit's list, the surest first."""
    is_relative = bool(record["relative_of"] or record["relation"])
    for kind in ("document_number", "insurance_code", "member_code"):
        if record[kind] and not (kind == "member_code" and is_relative):
            yield record["unit"], kind, record[kind]
    if record["birth"]:
        yield record["unit"], "name", record["search_name"], record["birth"]


def _may_be_one(kind: str, given: Record, known: Record) -> bool:
    if kind == "document_number":
        return True
    if kind == "name":
        numbers = {given["document_number"], known["document_number"]}
        return "" in numbers or len(numbers) == 1
    return bool(given["search_name"] == known["search_name"])


def _in_parts(things: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for at in range(0, len(things), size):
        yield things[at : at + size]
