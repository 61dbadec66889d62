"""Rows put into their table in one statement, whether they were there before or not.

For the acts a registrar waits for. A session's unit of work asks first and builds its statements anew; here
the text of a statement, and how its values are bound, are made once for each table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto
from functools import cache
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session

from desk.storage.rows import StationRow

_DIALECT = sqlite.dialect(paramstyle="qmark")
Binder = Callable[[Mapping[str, Any]], tuple[Any, ...]]


class Meeting(Enum):
    """What becomes of a row whose key is there already."""

    CHANGE = auto()
    KEEP = auto()
    FAIL = auto()


def put(session: Session, row: StationRow, *, only_new: bool = False) -> None:
    """Insert it, or change the row with its key; ``only_new`` leaves one that is there as it is."""
    statement, bind = _prepared(type(row), Meeting.KEEP if only_new else Meeting.CHANGE)
    session.connection().exec_driver_sql(statement, bind(vars(row)))


def put_values(session: Session, kind: type[StationRow], values: Mapping[str, Any]) -> None:
    """The same for a row of which every column is named; KeyError for one that is not."""
    statement, bind = _prepared(kind, Meeting.CHANGE)
    session.connection().exec_driver_sql(statement, bind(values))


def add_values(session: Session, kind: type[StationRow], values: Mapping[str, Any]) -> None:
    """A new row, every column named; an integrity error when its key is taken."""
    statement, bind = _prepared(kind, Meeting.FAIL)
    session.connection().exec_driver_sql(statement, bind(values))


@cache
def _prepared(kind: type[StationRow], meeting: Meeting) -> tuple[str, Binder]:
    table: Any = inspect(kind).local_table
    statement = insert(table)
    if meeting is Meeting.KEEP:
        statement = statement.on_conflict_do_nothing()
    elif meeting is Meeting.CHANGE:
        keys = {column.name for column in table.primary_key}
        others = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
        statement = statement.on_conflict_do_update(index_elements=sorted(keys), set_=others)
    made = statement.compile(dialect=_DIALECT)
    bound = [(name, table.c[name].type.bind_processor(_DIALECT)) for name in made.positiontup or ()]

    def bind(values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(process(values[name]) if process else values[name] for name, process in bound)

    return str(made), bind
