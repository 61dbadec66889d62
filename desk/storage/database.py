"""One SQLCipher file through SQLAlchemy: one writer on one thread, a few readers, closed as a whole.

By default the driver's errors would escape unwrapped, each thread would keep a keyed connection and
CREATE TABLE would survive a rollback; hence the explicit module, pools and BEGIN (docs/decisions/0002).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hmac import compare_digest
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2
from sqlmodel import Session, create_engine

from desk.storage.connecting import keyed, need_verified, translated_opening
from desk.storage.reserve import Reserve
from desk.storage.trouble import StationFileDamagedError, StationFileError, StationFileFullError, translated

T = TypeVar("T")
CACHE_KIB = 65536
READERS = 3
LARGEST_LOG = 64 << 20
"""Bytes the write-ahead log keeps once it was emptied."""


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

    def __init__(self, path: Path, key: bytes, reserve: Reserve | None = None) -> None:
        self._key = key
        self._is_closed = False
        self._reserve = reserve
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
        """Run ``act`` in one transaction on the writing thread; committed when this returns.

        On a full disk the reserve is given up and ``act`` runs once more, from the beginning.
        """
        try:
            return self._writer.submit(self._transact, act).result()
        except StationFileFullError:
            if self._reserve is None or not self._reserve.give_up():
                raise
            return self._writer.submit(self._transact, act).result()

    def read(self, look: Callable[[Session], T]) -> T:
        """Run ``look`` on one consistent view of the file."""
        if self._is_closed:  # the pool would open it again
            raise StationFileError("closed")
        with _fresh_after_damage(self._reading), translated(), Session(self._reading) as session:
            seen = look(session)
            _need_verified(session)
            return seen

    def checkpoint(self) -> bool:
        """Bring what the write-ahead log holds into the file and empty the log; False while somebody reads
        an older state of it."""
        return self._writer.submit(self._checkpoint).result()

    def close(self) -> None:
        """Let the running act end, then drop every connection: nothing keyed stays open."""
        self._is_closed = True
        self._writer.shutdown(wait=True)
        self._writing.dispose()
        self._reading.dispose()

    def _transact(self, act: Callable[[Session], T]) -> T:
        session = Session(self._writing, expire_on_commit=False)
        with _fresh_after_damage(self._writing), translated(), session, session.begin():
            done = act(session)
            session.flush()
            _need_verified(session)
            return done

    def _checkpoint(self) -> bool:
        with _fresh_after_damage(self._writing), translated():
            link = self._writing.raw_connection()
            try:
                busy, _, _ = link.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except dbapi2.Error as error:
                raise translated_opening(error) from None
            finally:
                link.close()
        return not busy


def _need_verified(session: Session) -> None:
    need_verified(session.connection().connection.driver_connection)


@contextmanager
def _fresh_after_damage(engine: Engine) -> Iterator[None]:
    """A connection that met a damaged page finds every page damaged from then on: the next act gets another,
    so that one bad page costs no more than what lies on it."""
    try:
        yield
    except StationFileDamagedError:
        engine.dispose()
        raise


def _engine(path: Path, key: bytes, *, writer: bool) -> Engine:
    def connect() -> Any:
        return keyed(path, key)

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


_WRITERS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",  # nothing in the clear beside the file
    f"journal_size_limit = {LARGEST_LOG}",
    f"cache_size = -{CACHE_KIB}",
)


def _prepare_writer(connection: Any, _record: Any) -> None:
    try:
        for pragma in _WRITERS:
            connection.execute(f"PRAGMA {pragma}")
    except dbapi2.DatabaseError as error:
        connection.close()
        raise translated_opening(error) from None


def _prepare_reader(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB // 4}")


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")
