"""Migrations are run once a process; every later empty file is given what came of them.

A schema's history takes a tenth of a second of processor time, and most tests want the newest form of it
only. A file that holds anything, and an engine that is not SQLite, is upgraded for real as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine

_HELD = "SELECT name, type, sql FROM sqlite_master WHERE name NOT GLOB 'sqlite_*' ORDER BY rowid"
Statement = tuple[str, Sequence[tuple[Any, ...]]]


class Remembered:
    """Stands for an ``upgrade``."""

    def __init__(self, upgrade: Callable[[Engine], None]) -> None:
        self._upgrade = upgrade
        self._made: list[Statement] = []

    def __call__(self, engine: Engine) -> None:
        is_empty = engine.dialect.name == "sqlite" and _is_empty(engine)
        if is_empty and self._made:
            _make(engine, self._made)
            return
        self._upgrade(engine)
        if is_empty:
            self._made = _remember(engine)


def _is_empty(engine: Engine) -> bool:
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
        connection.rollback()
        return found == 0


def _remember(engine: Engine) -> list[Statement]:
    """Tables, then their rows, then what minds the rows: indexes and triggers."""
    with engine.connect() as connection:
        held = connection.exec_driver_sql(_HELD).all()
        searched = tuple(f"{name}_" for name, _, sql in held if sql and sql.startswith("CREATE VIRTUAL"))
        kept = [each for each in held if each.sql and not each.name.startswith(searched or "\0")]
        tables = [each for each in kept if each.type == "table"]
        rows = [_rows(connection, name) for name, _, sql in tables if not sql.startswith("CREATE VIRTUAL")]
        connection.rollback()
    made: list[Statement] = [(each.sql, ()) for each in tables]
    return [
        *made,
        *(each for each in rows if each[1]),
        *((each.sql, ()) for each in kept if each not in tables),
    ]


def _rows(connection: Connection, table: str) -> Statement:
    rows = [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')]  # noqa: S608
    places = ", ".join("?" for _ in rows[0]) if rows else ""
    return f'INSERT INTO "{table}" VALUES ({places})', rows  # noqa: S608


def _make(engine: Engine, made: list[Statement]) -> None:
    with engine.begin() as connection:
        for statement, rows in made:
            if rows:
                connection.exec_driver_sql(statement, list(rows))
            else:
                connection.exec_driver_sql(statement)
