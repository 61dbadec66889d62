"""The service's storage: schema, transactions, blobs, key files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from approval.keys import Keys
from approval.signatures import from_text, key_id, station_key, to_text, verified
from approval.storage import counters
from approval.storage.columns import Row
from approval.storage.database import AlreadyThereError, Database, afterwards
from approval.storage.engines import sqlite_engine
from approval.storage.migrations import upgrade
from approval.storage.rows import CounterRow, PracticeMessageRow
from approval.storage.sign_in_rows import AgencyRow, PersonRow
from declaration.wire.signed import Purpose
from tests.fakes.field_station import SetClock


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(sqlite_engine(tmp_path / "x.sqlite3"))
    upgrade(opened.engine)
    yield opened
    opened.close()


def test_the_migrations_make_exactly_the_tables_the_program_knows(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    upgrade(database.engine)
    with database.reading() as session:
        assert counters.newest(session, "receipt") == 0


def test_sqlite_promises_what_a_receipt_needs(database: Database) -> None:
    with database.engine.connect() as connection:
        ask = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert ask == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_unit_of_work_that_fails_leaves_nothing_and_rings_no_bell(database: Database) -> None:
    rung: list[str] = []

    def fails() -> None:
        with database.writing() as session:
            afterwards(session, lambda: rung.append("bell"))
            session.add(AgencyRow(code="A", name="A"))
            session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    with database.reading() as session:
        assert session.get(AgencyRow, "A") is None
    assert rung == []


def test_the_bell_rings_only_after_the_commit(database: Database) -> None:
    seen: list[bool] = []

    def look() -> None:
        with database.reading() as session:
            seen.append(session.get(AgencyRow, "A") is not None)

    with database.writing() as session:
        afterwards(session, look)
        session.add(AgencyRow(code="A", name="A"))
    assert seen == [True]


def _add_agency(database: Database, code: str) -> None:
    with database.writing() as session:
        session.add(AgencyRow(code=code, name="A"))


def test_a_taken_key_is_a_typed_error_that_repeats_no_value(database: Database) -> None:
    _add_agency(database, "bí mật")
    with pytest.raises(AlreadyThereError) as caught:
        _add_agency(database, "bí mật")
    assert "bí mật" not in f"{caught.value!r}{caught.value.__cause__!r}"


def test_a_person_of_no_known_agency_is_not_stored(database: Database) -> None:
    def add() -> None:
        with database.writing() as session:
            session.add(
                PersonRow(name="a", display_name="a", agency="none", roles="reviewer", passphrase_hash="x")
            )

    with pytest.raises(AlreadyThereError):
        add()


def test_a_row_shows_nothing_of_its_content(database: Database) -> None:
    row = PracticeMessageRow(at=datetime.now(UTC), channel="sms", recipient="+84912345678", text="mật khẩu")
    assert repr(row) == str(row) == "<PracticeMessageRow>"


def test_moments_come_back_aware_and_in_utc(database: Database) -> None:
    moment = datetime(2026, 3, 1, 23, 59, 59, 123456, tzinfo=UTC)
    with database.writing() as session:
        session.add(PracticeMessageRow(id=1, at=moment, channel="sms", recipient="", text=""))
    with database.reading() as session:
        row = session.get(PracticeMessageRow, 1)
    assert row is not None
    assert row.at == moment
    assert row.at.tzinfo is UTC


def test_numbers_follow_one_another_without_a_gap(database: Database) -> None:
    def rolled_back() -> None:
        with database.writing() as session:
            counters.next_numbers(session, "receipt", 1)[0]
            raise KeyError

    with pytest.raises(KeyError):
        rolled_back()
    given = []
    for _ in range(3):
        with database.writing() as session:
            given.append(counters.next_numbers(session, "receipt", 1)[0])
    with database.reading() as session:
        assert session.get(CounterRow, "receipt") is not None
    assert given == [1, 2, 3]


def test_keys_survive_a_restart_and_a_foreign_certificate_does_not(tmp_path: Path) -> None:
    clock = SetClock()
    keys = Keys(tmp_path / "keys", clock)
    again = Keys(tmp_path / "keys", clock)
    assert (again.root_key, again.signing_kid) == (keys.root_key, keys.signing_kid)
    assert again.certificates == keys.certificates
    other = Keys(tmp_path / "other", clock)
    (tmp_path / "keys" / "certificates.ndjson").write_bytes(other.certificates[0].to_bytes())
    with pytest.raises(ValueError, match="not made by this root"):
        Keys(tmp_path / "keys", clock)


def test_a_signature_for_one_purpose_serves_no_other(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys", SetClock())
    signed = keys.sign(Purpose.RECEIPT, "{}")
    assert keys.signing_kid == signed.kid
    assert not verified(keys.root_key, Purpose.RECEIPT, signed), "the root certifies and signs nothing else"


@pytest.mark.parametrize("text", ["", "ä", "AAAA", "A" * 43 + "=", "!" * 43])
def test_what_is_no_key_is_none(text: str) -> None:
    assert station_key(text) is None


def test_texts_of_keys_round_trip() -> None:
    for length in range(5):
        data = bytes(range(length))
        assert from_text(to_text(data)) == data
    assert len(key_id("x")) == 16
