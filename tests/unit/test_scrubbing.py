"""Deleting leaves traces in the slack of pages; scrubbing leaves none, and changes nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, delete

from desk.storage.database import Database
from desk.storage.migrations import upgrade
from desk.storage.rows import DeclarationRow
from desk.storage.scrubbing import TEXT, is_scrub_owed, owe_scrub, scrub
from desk.storage.searching import count
from tests.builders import NOON
from tests.fakes.open_pages import everything_in

KEY = bytes(range(32))
PEOPLE = 800


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "station.db", KEY)
    upgrade(opened.engine)
    yield opened
    opened.close()


def _phone(number: int) -> str:
    return f"+84{random.Random(number).randrange(10**9, 10**10)}"


def _row(number: int) -> DeclarationRow:
    return DeclarationRow(
        id=f"id-{number:06}",
        revision=1,
        kind="register",
        status="received",
        form_version="1",
        full_name=f"Nguyễn Mẫu {number}",
        search_name="",
        email="",
        document_number=f"{number:012}",
        insurance_code="",
        agency="MAU01",
        phone=_phone(number),
        declared_on="2026-03-02",
        finished_at=NOON,
        changed_at=NOON,
        registrar="mau",
        content="x" * (number % 700),
        place=number,
    )


def _dump(database: Database) -> dict[str, Any]:
    def rows(session: Session) -> dict[str, Any]:
        run = session.connection().exec_driver_sql
        tables = {name: run(f"SELECT * FROM {name}").all() for name in (*TEXT, "tally")}  # noqa: S608
        schema = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'search%' ORDER BY name"
        return tables | {"schema": run(schema).all()}

    return database.read(rows)


def _fill(database: Database) -> None:
    """Rows that come and grow a few at a time, as they do at a desk: pages are split and balanced."""
    grow = text("UPDATE declaration SET note = :note WHERE place IN (:one, :other)")
    chance = random.Random(1)

    def act(session: Session) -> None:
        for number in range(1, PEOPLE + 1):
            session.add(_row(number))
            session.flush()
            places = {"one": chance.randint(1, number), "other": number - number % 10}
            session.execute(grow, {"note": "n" * 400, **places})

    database.write(act)


def _delete(session: Session, places: list[int]) -> None:
    session.exec(delete(DeclarationRow).where(col(DeclarationRow.place).in_(places)))
    owe_scrub(session)


def _found(database: Database, tmp_path: Path, gone: list[int]) -> int:
    assert database.checkpoint()
    pages = everything_in(tmp_path / "station.db", KEY)
    return sum(_phone(number).encode() in pages for number in gone)


def test_what_was_deleted_leaves_traces_until_the_file_is_scrubbed(
    database: Database, tmp_path: Path
) -> None:
    _fill(database)
    gone = random.Random(1).sample(range(1, PEOPLE), 250)
    database.write(lambda session: _delete(session, gone))
    assert _found(database, tmp_path, gone) > 0, "this SQLite leaves nothing: the test proves nothing"
    before = _dump(database)
    database.write(scrub)
    assert _found(database, tmp_path, gone) == 0
    assert _dump(database) == before
    assert not database.read(is_scrub_owed)


def test_after_scrubbing_everybody_is_found_as_before_and_changes_are_followed(database: Database) -> None:
    _fill(database)
    database.write(scrub)
    assert database.read(lambda session: count(session, "mau", ())) == PEOPLE
    assert database.read(lambda session: count(session, f"{7:012}", ())) == 1

    def rename(session: Session) -> None:
        row = session.get_one(DeclarationRow, f"id-{7:06}")
        row.full_name, row.changed_at = "Đỗ Thị Khác", NOON + timedelta(minutes=1)
        session.add(row)

    database.write(rename)
    assert database.read(lambda session: count(session, "mau", ())) == PEOPLE - 1
    assert database.read(lambda session: count(session, "do khac", ())) == 1
