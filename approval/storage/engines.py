"""Which engine: SQLite in one file for one machine, PostgreSQL for many instances at once.

SQLite runs in WAL mode with ``synchronous=FULL``; writing starts with BEGIN IMMEDIATE, so that a unit of
work never fails half-way for want of the write lock. On PostgreSQL no statement, no wait for a lock and no
idle transaction may last for ever: an instance that hangs must not hold up the others.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from pydantic_core import from_json
from sqlalchemy import URL, Dialect, Engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import create_engine

_BUSY_MILLISECONDS = 10_000
_SQLITE_CONNECTIONS = 24
_CACHE_KIB = 32_000  # a connection's, when it needs it: a declaration touches a dozen indexes
_POOL_WAIT_SECONDS = 5
_BEGIN_WRITING = "BEGIN IMMEDIATE"
BEGUN: Final = {"begun": True}
"""The option of a connection whose transaction is there already."""
_LIMITS = "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
_STARTING = 0x6268_7868  # any number, the same in every instance: the lock that starting instances queue for


def sqlite_engine(path: Path) -> Engine:
    """An engine on that file; the folder must exist. Parameters never reach an error's text."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"check_same_thread": False, "timeout": _BUSY_MILLISECONDS / 1000},
        hide_parameters=True,
        json_deserializer=from_json,
        pool_size=_SQLITE_CONNECTIONS,
        max_overflow=_SQLITE_CONNECTIONS,
        pool_use_lifo=True,  # whoever wrote last still has the pages at hand
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def postgresql_engine(url: str, connections: int) -> Engine:
    """An engine on that server, with at most that many connections; ``url`` as ``is_postgresql`` takes it."""
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": 5, "options": _LIMITS, "application_name": "approval"},
        hide_parameters=True,
        json_deserializer=from_json,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=_POOL_WAIT_SECONDS,
        pool_use_lifo=True,
    )


def is_postgresql(url: str) -> bool:
    """Whether that is an address of the form ``postgresql://user:password@host:port/name``."""
    try:
        return make_url(url).drivername == "postgresql"
    except (ArgumentError, ValueError):  # the port is no number
        return False


@contextmanager
def one_at_a_time(engine: Engine) -> Iterator[None]:
    """Instances on one PostgreSQL start one after the other; SQLite's own lock is enough for one machine."""
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SET lock_timeout = 0")
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({_STARTING})")
        try:
            yield
        finally:
            connection.invalidate()  # closing the connection gives the lock back and forgets the settings


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not guessed by the driver
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")


def _begin(connection: Any) -> None:
    options = connection.get_execution_options()
    if not options.keys() >= BEGUN.keys():
        connection.exec_driver_sql("BEGIN" if options.get("reading", False) else _BEGIN_WRITING)


def begin_writing(driver: Any, dialect: Dialect) -> None:
    """The same for a connection that SQLAlchemy is not asked about; PostgreSQL's driver begins by itself."""
    if dialect.name == "sqlite":
        driver.execute(_BEGIN_WRITING)
