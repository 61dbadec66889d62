"""Statements made once and handed to the driver as they are: for what every submission sends.

SQLAlchemy writes the SQL of each engine and names the conversions, once; only the way through its layers,
many times the statement's own cost, is left out (docs/decisions/0071). Nothing here flushes what the session
still holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Protocol

from sqlalchemy import (
    BindParameter,
    ClauseElement,
    Column,
    ColumnDefault,
    ColumnElement,
    Dialect,
    bindparam,
    insert,
)
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

from approval.storage.database import Session, driver_of

_Converter = Callable[[Any], Any] | None
Listed = Callable[[Any], list[BindParameter[Any]]]


class Cursor(Protocol):
    """What both drivers give back."""

    rowcount: int

    def fetchone(self) -> tuple[Any, ...] | None: ...

    def fetchall(self) -> list[tuple[Any, ...]]: ...

    def executemany(self, sql: str, rows: Sequence[Any]) -> object: ...


@dataclass(frozen=True)
class Ready:
    """The statement as one engine's driver takes it. ``values``: place, the name it is given under, how it is
    converted; ``fixed``: values of its own by such names; ``columns``: how what comes back is converted."""

    sql: str
    values: tuple[tuple[str, str, _Converter], ...]
    fixed: Mapping[str, Any]
    columns: tuple[_Converter, ...]
    by_place: bool

    def filled(self, given: Mapping[str, Any]) -> Any:
        values = {**self.fixed, **given} if self.fixed else given
        if self.by_place:
            return [values[key] if to is None else to(values[key]) for _, key, to in self.values]
        return {place: values[key] if to is None else to(values[key]) for place, key, to in self.values}

    def read(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Converted, column by column: quicker than row by row where there are many."""
        if not any(self.columns):
            return rows
        by_column = zip(zip(*rows, strict=True), self.columns, strict=True) if rows else ()
        read = [values if to is None else map(to, values) for values, to in by_column]
        return list(zip(*read, strict=True))


def send(session: Session, ready: Ready, values: Any) -> Cursor:
    """Hand it to the driver."""
    driver: Any = driver_of(session)[0]
    cursor: Cursor = driver.execute(ready.sql, values)
    return cursor


class Prepared:
    """One statement; its parameters are bound by name."""

    def __init__(self, statement: ClauseElement, columns: list[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._ready: dict[str, Ready] = {}

    def first(self, session: Session, **values: Any) -> tuple[Any, ...] | None:
        """The first row, or None."""
        ready, cursor = self._send(session, values)
        row = cursor.fetchone()
        return None if row is None else ready.read([row])[0]

    def all(self, session: Session, **values: Any) -> list[tuple[Any, ...]]:
        """Every row."""
        ready, cursor = self._send(session, values)
        return ready.read(cursor.fetchall())

    def run(self, session: Session, **values: Any) -> int:
        """Change rows; returns how many."""
        return self._send(session, values)[1].rowcount

    def run_for(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
        """The same for each of several sets of values; returns how many rows in all."""
        if len(rows) == 1:
            return self._send(session, rows[0])[1].rowcount
        driver, dialect = driver_of(session)
        ready = self._for(dialect)
        cursor: Cursor = driver.cursor()
        cursor.executemany(ready.sql, [ready.filled(row) for row in rows])
        return cursor.rowcount

    def _send(self, session: Session, values: Mapping[str, Any]) -> tuple[Ready, Cursor]:
        ready = self._for(driver_of(session)[1])
        return ready, send(session, ready, ready.filled(values))

    def _for(self, dialect: Dialect) -> Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = _made_for(dialect, self._statement, self._columns)
        return ready


class ForSome:
    """A question about several values at once, made for 1, 2, 4 … of them; the last one fills what is over.

    ``made`` writes the statement: what it is given turns a column into the list of values to compare with.
    """

    def __init__(self, made: Callable[[Listed], ClauseElement]) -> None:
        self._made = made
        self._of_size: dict[int, Prepared] = {}

    def all(self, session: Session, **values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Every row, for the values of each column by its name; a column without values equals nothing."""
        size = 1 << (max(map(len, values.values())) - 1).bit_length()
        bound = {
            f"{name}_{place}": given[min(place, len(given) - 1)] if given else None
            for name, given in values.items()
            for place in range(size)
        }
        if size not in self._of_size:
            self._of_size[size] = Prepared(self._made(partial(_places, size)))
        return self._of_size[size].all(session, **bound)


def _places(size: int, column: ColumnElement[Any]) -> list[BindParameter[Any]]:
    return [bindparam(f"{column.key}_{place}", type_=column.type) for place in range(size)]


def put(session: Session, table: type[SQLModel], *rows: dict[str, Any]) -> None:
    """Insert rows of the same columns, if any, at once and forget them."""
    if rows:
        _insertion(table, tuple(rows[0])).run_for(session, rows)


@cache
def _insertion(table: type[SQLModel], columns: tuple[str, ...]) -> Prepared:
    named: dict[str, Any] = {name: bindparam(name) for name in columns}
    return Prepared(insert(table).values(named).inline(), list(columns))


def _made_for(dialect: Dialect, statement: ClauseElement, columns: list[str] | None) -> Ready:
    made = statement.compile(dialect=dialect, column_keys=columns)
    assert isinstance(made, SQLCompiler)
    places = made.positiontup if made.positional else list(made.binds)
    assert places is not None
    defaults = {each.key: _default(each) for each in made.insert_prefetch}
    bound = [(place, made.binds[place]) for place in places]
    values = tuple((place, it.key, _of(it.type, dialect).bind_processor(dialect)) for place, it in bound)
    fixed = {it.key: defaults.get(it.key, it.value) for _, it in bound if not it.required}
    returned = [
        _of(column.type, dialect).result_processor(dialect, None)
        for column in getattr(statement, "exported_columns", ())
    ]
    return Ready(str(made), values, fixed, tuple(returned), made.positional)


def _default(column: Column[Any]) -> object:
    """What SQLAlchemy would put in where no value is given."""
    assert isinstance(column.default, ColumnDefault)
    assert column.default.is_scalar
    return column.default.arg


def _of(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)
