"""A new list meets the one that is there: the same person is changed, never doubled.

Who is surely the same is found first, then who is like a row nobody else of the new list was found to be
(list_likeness). What the new list leaves empty stays as it was. Who was taken off is found like anybody and
stays off, as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, inspect, select
from sqlalchemy import insert as insert_into
from sqlalchemy import update as change_in
from sqlmodel import Session

from desk.ports.rosters import StoppedError, Taken
from desk.ports.store import RosterPerson
from desk.storage.list_likeness import (
    Key,
    Names,
    Record,
    agreement,
    is_like,
    keys,
    may_be_one,
    names_in,
    news,
    record_of,
    tell_the_same,
)
from desk.storage.rows import RosterRow

GoOn = Callable[[int], bool]
_TABLE: Final[Any] = inspect(RosterRow).local_table
_NOT_GIVEN: Final = ("id", "added_at", "ticked_at", "taken_off_at")
_TEXTS: Final = tuple(c.name for c in _TABLE.columns if c.name not in _NOT_GIVEN)
_AT_ONCE: Final = 2000
_UNITS_AT_ONCE: Final = 500
_FOUND_BY: Final = ("document_number", "insurance_code", "member_code", "search_name")


class Taking:
    """One list, in one transaction; or a part of one (``names``: how often the whole has each): then only
    those are looked up who may be the same as somebody in it, and nobody can be said to be left out."""

    def __init__(self, session: Session, now: datetime, go_on: GoOn, names: Names | None = None) -> None:
        self._session = session
        self._is_whole = names is None
        self._names: Names = names or {}
        self._now = now
        self._go_on = go_on
        self._known: dict[Key, Record] = {}
        self._there: dict[tuple[str, str], list[Record]] = {}
        self._met: set[int] = set()
        self._changed: dict[int, Record] = {}

    def take(self, people: Sequence[RosterPerson]) -> Taken:
        units = sorted({person.unit for person in people})
        there = self._load(units) if self._is_whole else self._load_like(units, people)
        if self._is_whole:
            self._names = names_in(people)
        unknown = list(self._unknown(people))
        new = [given for given in unknown if not self._met_like(given)]
        met = [record for record in there if id(record) in self._met]
        self._write(new, self._changed.values(), met)
        changed, off = len(self._changed), sum(map(_is_off, met))
        left_out = sum(not _is_off(record) for record in there if id(record) not in self._met)
        return Taken(len(new), changed, len(met) - changed - off, left_out, off)

    def _unknown(self, people: Sequence[RosterPerson]) -> Iterator[Record]:
        """Those who are not surely somebody of the list."""
        for at, person in enumerate(people):
            if at % _AT_ONCE == 0 and not self._go_on(at):
                raise StoppedError
            given = record_of(person)
            record = self._same(given)
            if record is not None:
                self._join(record, given)
            else:
                self._remember(given)
                yield given

    def _join(self, record: Record, given: Record) -> None:
        changes = {} if _is_off(record) else news(given, record, _TEXTS)
        record.update(changes)
        if changes:
            self._remember(record)
        if "id" in record:
            self._met.add(id(record))
            if changes:
                self._changed[record["id"]] = record

    def _met_like(self, given: Record) -> bool:
        """Whether a row of that name which nobody was found to be is this person, who is joined with it."""
        name = given["unit"], given["search_name"]
        named = self._there.get(name, [])
        is_only = self._names.get(name) == 1 and len(named) == 1
        like = [
            record
            for record in named
            if id(record) not in self._met and is_like(given, record, is_only=is_only)
        ]
        if not (self._is_whole or is_only):  # who was met by another part of the list is not known here
            like = [record for record in like if tell_the_same(given, record)]
        if like:
            self._join(max(like, key=lambda record: agreement(given, record)), given)
        return bool(like)

    def _load(self, units: Sequence[str]) -> list[Record]:
        there: list[Record] = []
        for some in _in_parts(units, _UNITS_AT_ONCE):
            for row in self._session.execute(select(_TABLE).where(_TABLE.c.unit.in_(some))):
                there.append(dict(row._mapping))
        self._remember_all(sorted(there, key=_is_off))
        return there

    def _load_like(self, units: Sequence[str], people: Sequence[RosterPerson]) -> list[Record]:
        """Those whom a key of these people may find: each by its index, not the whole unit."""
        there: dict[int, Record] = {}
        given = [record_of(person) for person in people]
        for kind in _FOUND_BY:
            wanted = sorted({each[kind] for each in given} - {""})
            if wanted:
                of_them = select(_TABLE).where(_TABLE.c[kind].in_(wanted), _TABLE.c.unit.in_(units))
                for row in self._session.execute(of_them):
                    there.setdefault(row.id, dict(row._mapping))
        self._remember_all(there.values())
        return list(there.values())

    def _same(self, given: Record) -> Record | None:
        for key in keys(given):
            known = self._known.get(key)
            if known is not None and may_be_one(key, given, known):
                return known
        return None

    def _remember_all(self, there: Iterable[Record]) -> None:
        for record in there:
            self._remember(record)
            self._there.setdefault((record["unit"], record["search_name"]), []).append(record)

    def _remember(self, record: Record) -> None:
        for key in keys(record):
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


def _is_off(record: Record) -> bool:
    return record.get("taken_off_at") is not None


def _in_parts(things: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for at in range(0, len(things), size):
        yield things[at : at + size]
