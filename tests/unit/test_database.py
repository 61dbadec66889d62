"""The one encrypted file: a write is whole or not at all, and its troubles come out as ours."""

from __future__ import annotations

import secrets
import sqlite3
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlcipher3 import dbapi2
from sqlmodel import Session

from desk.storage.database import Database
from desk.storage.facts import Fact, read_fact, write_fact
from desk.storage.migrations import upgrade
from desk.storage.rows import FactRow, PhotoUseRow
from desk.storage.trouble import (
    StationFileBusyError,
    StationFileDamagedError,
    StationFileFullError,
    trouble_with_file,
)

KEY = secrets.token_bytes(32)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "station.db", KEY)
    upgrade(opened.engine)
    yield opened
    opened.close()


def test_an_act_that_fails_leaves_nothing_of_itself(database: Database) -> None:
    def act(session: Session) -> None:
        write_fact(session, Fact.CURSOR, "7")
        session.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.write(act)
    assert database.read(lambda session: read_fact(session, Fact.CURSOR)) is None


def test_even_a_table_made_in_it_is_gone_again(database: Database) -> None:
    def act(session: Session) -> None:
        session.connection().execute(text("CREATE TABLE half (id INTEGER)"))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.write(act)
    tables = database.read(
        lambda session: session.connection().execute(text("SELECT name FROM sqlite_master")).all()
    )
    assert ("half",) not in tables


def test_what_is_written_is_read_at_once_and_by_every_thread(database: Database) -> None:
    seen: list[str | None] = []
    database.write(lambda session: write_fact(session, Fact.CURSOR, "8"))
    reader = threading.Thread(
        target=lambda: seen.append(database.read(lambda session: read_fact(session, Fact.CURSOR)))
    )
    reader.start()
    reader.join()
    assert seen == ["8"]


def test_all_writing_is_done_by_one_thread_in_turn(database: Database) -> None:
    names = set()

    def act(session: Session) -> None:
        names.add(threading.current_thread().name)
        before = int(read_fact(session, Fact.CURSOR) or "0")
        write_fact(session, Fact.CURSOR, str(before + 1))

    threads = [threading.Thread(target=database.write, args=(act,)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.read(lambda session: read_fact(session, Fact.CURSOR)) == "12"
    assert len(names) == 1


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match="readonly"):
        database.read(lambda session: session.connection().execute(text("DELETE FROM fact")))


def test_every_commit_is_on_the_disk_before_it_is_believed(database: Database) -> None:
    def asked(name: str) -> object:
        return database.write(lambda session: session.connection().execute(text(f"PRAGMA {name}")).scalar())

    assert asked("journal_mode") == "wal"
    assert asked("synchronous") == 2  # FULL
    assert asked("foreign_keys") == 1
    assert asked("secure_delete") == 1


def test_a_broken_rule_is_told_without_any_value(database: Database) -> None:
    secret = "Nguyễn Văn Mẫu 001090123456"

    def act(session: Session) -> None:
        session.add(PhotoUseRow(declaration_id="d", role=secret, sha256=secret))
        session.flush()

    with pytest.raises(IntegrityError) as caught:
        database.write(act)
    told = "".join(traceback.format_exception(caught.value))
    assert "Mẫu" not in told
    assert "001090123456" not in told


def test_rows_hide_what_they_hold() -> None:
    assert repr(FactRow(name="station_key", value="geheim")) == str(FactRow(name="a", value="b"))


def test_a_file_held_by_another_program_is_busy_and_not_damaged(tmp_path: Path, database: Database) -> None:
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
    other = dbapi2.connect(str(tmp_path / "station.db"), isolation_level=None)
    other.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StationFileBusyError):
        database.write(lambda session: write_fact(session, Fact.CURSOR, "1"))
    other.execute("ROLLBACK")
    other.close()


def test_a_full_disk_is_said_to_be_full_and_nothing_is_half_written(database: Database) -> None:
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StationFileFullError):
        database.write(lambda session: write_fact(session, Fact.PINNED, "x" * 100_000))
    assert database.read(lambda session: read_fact(session, Fact.PINNED)) is None
    database.write(lambda session: write_fact(session, Fact.CURSOR, "1"))


def test_troubles_are_told_by_code_and_never_by_words() -> None:
    class Told(dbapi2.OperationalError):  # type: ignore[misc]
        sqlite_errorcode = 522  # an I/O error: read fewer bytes than there should be

    assert isinstance(trouble_with_file(Told("database is locked")), StationFileDamagedError)
    assert trouble_with_file(sqlite3.OperationalError("of another driver")) is None
    assert trouble_with_file(None) is None


def test_a_closed_file_is_closed_for_everybody(tmp_path: Path) -> None:
    opened = Database(tmp_path / "other.db", KEY)
    assert opened.is_opened_with(KEY)
    assert not opened.is_opened_with(secrets.token_bytes(32))
    opened.close()
    with pytest.raises(RuntimeError):
        opened.write(lambda session: write_fact(session, Fact.CURSOR, "1"))
