"""The one door to the database: engines, transactions, and SQL errors translated once.

SQLite runs in WAL mode with ``synchronous=FULL``; writing starts with BEGIN IMMEDIATE, so that a unit of
work never fails half-way for want of the write lock. Nothing outside this file knows which engine it is.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session, create_engine

__all__ = [
    "AlreadyThereError",
    "Database",
    "Session",
    "StorageUnavailableError",
    "afterwards",
    "sqlite_engine",
]

_BUSY_MILLISECONDS = 10_000
_CONNECTIONS = 24


class AlreadyThereError(Exception):
    """A unique key said no: somebody else has written this already."""


class StorageUnavailableError(Exception):
    """The database cannot serve now (locked, full, gone). Trying again later may help."""


def sqlite_engine(path: Path) -> Engine:
    """An engine on that file; the folder must exist. Parameters never reach an error's text."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"check_same_thread": False, "timeout": _BUSY_MILLISECONDS / 1000},
        hide_parameters=True,
        pool_size=_CONNECTIONS,
        max_overflow=_CONNECTIONS,
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not guessed by the driver
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")


def _begin(connection: Any) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class Database:
    """Units of work on one engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = engine.execution_options(reading=True)
        # SQLite's own queue for writers polls and is unfair; within one process a lock is neither.
        self._turn: AbstractContextManager[object] = (
            threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()
        )

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back by any exception.

        Raises AlreadyThereError on a taken unique key, StorageUnavailableError when trying later may help.
        """
        with self._turn, _translated(), Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.commit()
        for action in session.info.get("afterwards", ()):
            action()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view; what is changed in it is thrown away."""
        with _translated(), Session(self._reading, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


def afterwards(session: Session, action: Callable[[], None]) -> None:
    """Have ``action`` called once this session's transaction is committed, and not otherwise."""
    session.info.setdefault("afterwards", []).append(action)


@contextmanager
def _translated() -> Iterator[None]:
    # "from None": a driver's message may name the very value that clashed.
    try:
        yield
    except IntegrityError:
        raise AlreadyThereError from None
    except (DBAPIError, PoolTimeoutError) as error:
        raise StorageUnavailableError(_reason(error)) from None


def _reason(error: Exception) -> str:
    origin = getattr(error, "orig", None)
    return getattr(origin, "sqlite_errorname", None) or type(origin or error).__name__
