"""The one door to the database: transactions, and SQL errors translated once.

Nothing outside this file and engines.py knows which engine it is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from sqlite3 import Error as SqliteError
from sqlite3 import IntegrityError as SqliteIntegrityError
from typing import Any

from psycopg import DataError as PostgresqlDataError
from psycopg import Error as PostgresqlError
from psycopg import IntegrityError as PostgresqlIntegrityError
from sqlalchemy import Dialect, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session

from approval.storage.late_session import DRIVER, LateSession

__all__ = [
    "AlreadyThereError",
    "Database",
    "Session",
    "SharedClock",
    "StorageUnavailableError",
    "UnfitValueError",
    "afterwards",
    "database_time",
    "driver_of",
    "translated",
]


class AlreadyThereError(Exception):
    """A unique key said no: somebody else has written this already."""


class StorageUnavailableError(Exception):
    """The database cannot serve now (locked, full, gone). Trying again later may help."""


class UnfitValueError(Exception):
    """No column holds this: a NUL in a text, a number too large. Trying again later helps nobody."""


_TAKEN = (IntegrityError, SqliteIntegrityError, PostgresqlIntegrityError)
_UNFIT = (DataError, PostgresqlDataError)
_TROUBLE = (DBAPIError, PoolTimeoutError, SqliteError, PostgresqlError)
# SQLite's transactions see one moment anyway; PostgreSQL's must be asked to.
_VIEW = {"postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}}


class Database:
    """Units of work on one engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = engine.execution_options(reading=True, **_VIEW.get(engine.dialect.name, {}))
        # SQLite's own queue for writers polls and is unfair; within one process a lock is neither.
        self._turn: AbstractContextManager[object] = (
            threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()
        )

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back by any exception.

        Raises AlreadyThereError on a taken unique key, UnfitValueError on what no column holds,
        StorageUnavailableError when trying later may help.
        """
        with self._turn, translated(), Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.commit()
        for action in session.info.get("afterwards", ()):
            action()

    @contextmanager
    def straight(self) -> Iterator[Session]:
        """The same as ``writing``, for work that nearly all goes straight to the driver (prepared.py): what
        SQLAlchemy does around a transaction is left out until something else is asked of the session."""
        with self._turn, translated(), closing(self.engine.raw_connection()) as connection:
            session = LateSession(self.engine, connection)
            try:
                yield session
                session.finish()
            finally:
                if session.is_asked:
                    session.close()
        for action in session.info.get("afterwards", ()):
            action()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view; what is changed in it is thrown away."""
        with translated(), Session(self._reading, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


SharedClock = Callable[[Session], datetime]
"""The time all instances go by when they give work to one another; aware and in UTC."""
_TIME = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
}


def database_time(session: Session) -> datetime:
    """The database's own: instances whose clocks are apart agree on it."""
    connection = session.connection()
    found = connection.exec_driver_sql(_TIME[connection.dialect.name]).scalar_one()
    return (found if isinstance(found, datetime) else datetime.fromisoformat(found)).astimezone(UTC)


def driver_of(session: Session) -> tuple[Any, Dialect]:
    """The driver's own connection of this unit of work, for prepared.py only."""
    if DRIVER not in session.info:
        connection = session.connection()
        session.info[DRIVER] = connection.connection.driver_connection, connection.dialect
    known: tuple[Any, Dialect] = session.info[DRIVER]
    return known


def afterwards(session: Session, action: Callable[[], None]) -> None:
    """Have ``action`` called once this session's transaction is committed, and not otherwise."""
    session.info.setdefault("afterwards", []).append(action)


@contextmanager
def translated() -> Iterator[None]:
    """What the driver and SQLAlchemy raise becomes one of the three errors above."""
    # "from None": a driver's message may name the very value that clashed.
    try:
        yield
    except _TAKEN:
        raise AlreadyThereError from None
    except _UNFIT:
        raise UnfitValueError from None
    except _TROUBLE as error:
        raise StorageUnavailableError(_reason(error)) from None


def _reason(error: Exception) -> str:
    origin = getattr(error, "orig", None) or error
    code = getattr(origin, "sqlite_errorname", None) or getattr(origin, "sqlstate", None)
    return code or type(origin).__name__
