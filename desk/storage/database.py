"""One SQLCipher file through SQLAlchemy: one writer on one thread, a few readers, closed as a whole.

By default the driver's errors would escape unwrapped, each thread would keep a keyed connection and
CREATE TABLE would survive a rollback; hence the explicit module, pools and BEGIN (docs/decisions/0002).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hmac import compare_digest
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2
from sqlmodel import Session, create_engine

from desk.storage.trouble import StationFileError, WrongKeyError, translated, trouble_with_file

T = TypeVar("T")
CACHE_KIB = 65536
READERS = 3


class Transactions(Protocol):
    """What the stores need of a file: whole acts, and consistent views."""

    def write(self, act: Callable[[Session], T]) -> T:
        """Run ``act`` in one transaction; committed when this returns."""

    def read(self, look: Callable[[Session], T]) -> T:
        """Run ``look`` on one consistent view."""


class Database:
    """The open file. ``write`` runs on the one writing thread; ``read`` on the caller's.

    Every method may raise StationFileError (desk.storage.trouble); opening raises WrongKeyError.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._key = key
        self._is_closed = False
        self._writing = _engine(path, key, writer=True)
        self._reading = _engine(path, key, writer=False)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="station-writer")
        try:
            with translated(), self._writing.connect() as connection:
                connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
        except BaseException:
            self.close()
            raise

    @property
    def engine(self) -> Engine:
        """For migrations only."""
        return self._writing

    def is_opened_with(self, key: bytes) -> bool:
        """Whether this is the key the file is open with, compared in constant time."""
        return compare_digest(self._key, key)

    def write(self, act: Callable[[Session], T]) -> T:
        """Run ``act`` in one transaction on the writing thread; committed when this returns."""
        return self._writer.submit(self._transact, act).result()

    def read(self, look: Callable[[Session], T]) -> T:
        """Run ``look`` on one consistent view of the file."""
        if self._is_closed:  # the pool would open it again
            raise StationFileError("closed")
        with translated(), Session(self._reading) as session:
            return look(session)

    def close(self) -> None:
        """Let the running act end, then drop every connection: nothing keyed stays open."""
        self._is_closed = True
        self._writer.shutdown(wait=True)
        self._writing.dispose()
        self._reading.dispose()

    def _transact(self, act: Callable[[Session], T]) -> T:
        with translated(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            return act(session)


def _engine(path: Path, key: bytes, *, writer: bool) -> Engine:
    def connect() -> Any:
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, timeout=10)
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to stderr on a wrong key
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_memory_security = ON")
        return connection

    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=connect,
        poolclass=QueuePool,
        pool_size=1 if writer else READERS,
        max_overflow=0,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_writer if writer else _prepare_reader)
    event.listen(engine, "begin", _begin_immediate if writer else _begin)
    return engine


def _prepare_writer(connection: Any, _record: Any) -> None:
    try:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    except dbapi2.DatabaseError as error:
        connection.close()
        trouble = trouble_with_file(error)
        if trouble is None or error.sqlite_errorcode == dbapi2.SQLITE_NOTADB:
            trouble = WrongKeyError("the station's file does not open")
        raise trouble from None


def _prepare_reader(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB // 4}")


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")
