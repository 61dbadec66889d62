"""One schema, one start, one way of writing, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    Engine,
    Integer,
    LargeBinary,
    Uuid,
    column,
    event,
    inspect,
    table,
    text,
)
from sqlalchemy.types import TypeEngine

from approval.settings import Settings, SettingsError
from approval.storage import counters, health
from approval.storage.columns import Row, UtcDateTime
from approval.storage.database import AlreadyThereError, Database
from approval.storage.engines import is_postgresql, postgresql_engine, sqlite_engine
from approval.storage.migrations import upgrade
from approval.storage.migrations.fitness import ProgramTooOldError, newest_known
from approval.storage.rows import ServiceRow
from approval.storage.sign_in_rows import AgencyRow
from approval.stores import OtherKeysError, Stores, open_stores
from tests.fakes.field_station import SetClock
from tests.fakes.postgresql import PostgreSQL


def _something(kind: TypeEngine[Any]) -> object:
    """Any value of that type."""
    match kind:
        case UtcDateTime():
            return datetime(2026, 3, 2, tzinfo=UTC)
        case Date():
            return date(2026, 3, 2)
        case Uuid():
            return UUID(int=1)
        case LargeBinary():
            return b"x"
        case JSON():
            return {}
        case Boolean() | Integer():
            return 1
    return "x"


_FROM_BEFORE: tuple[tuple[str, dict[str, object]], ...] = (
    ("agency", {"code": "A"}),
    ("station", {"id": "s", "agency": "A"}),
    ("declaration", {"station": "s", "agency": "A"}),
    ("notice", {"id": 1, "declaration_id": UUID(int=1), "state": "failed"}),
    ("notice", {"id": 2, "declaration_id": UUID(int=1), "state": "sent"}),
    ("account", {"declaration_id": UUID(int=1), "activated_at": datetime(2026, 3, 2, tzinfo=UTC)}),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without a table."""
    if request.param == "sqlite":
        made = sqlite_engine(tmp_path / "x.sqlite3")
    else:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        made = postgresql_engine(server.empty(), 12)
    yield made
    made.dispose()


def test_the_migrations_make_exactly_the_tables_the_program_knows(engine: Engine) -> None:
    upgrade(engine)
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []


@pytest.mark.postgresql
def test_an_upgrade_that_finds_a_table_in_use_is_tried_again(postgresql: PostgreSQL) -> None:
    url = postgresql.empty()
    starting, serving = postgresql_engine(url, 2), postgresql_engine(url, 2)
    event.listen(starting, "connect", lambda driver, _: _waits_shortly(driver))
    upgrade(starting, "0024")
    with serving.connect() as connection:
        connection.exec_driver_sql("LOCK TABLE declaration IN ACCESS EXCLUSIVE MODE")
        done = threading.Timer(0.5, connection.rollback)
        done.start()
        upgrade(starting)
        done.join()
    assert "ix_handover_handed_at" in {each["name"] for each in inspect(starting).get_indexes("handover")}
    for each in (starting, serving):
        each.dispose()


@pytest.mark.postgresql
def test_an_upgrade_in_a_deadlock_with_another_is_tried_again(postgresql: PostgreSQL) -> None:
    """It holds what it has changed and wants ``handover``; the other holds that and wants what it changed."""
    url = postgresql.empty()
    starting, serving = postgresql_engine(url, 2), postgresql_engine(url, 2)
    upgrade(starting, "0024")
    with serving.connect() as connection, ThreadPoolExecutor(1) as pool:
        connection.exec_driver_sql("SET deadlock_timeout = '10s'")  # so that the upgrade is who gives way
        connection.exec_driver_sql("LOCK TABLE handover IN ACCESS EXCLUSIVE MODE")
        under_way = pool.submit(upgrade, starting)
        while not _somebody_waits_for_a_lock(serving):
            time.sleep(0.02)
        connection.exec_driver_sql("LOCK TABLE complaint IN ACCESS EXCLUSIVE MODE")
        connection.rollback()
        under_way.result(30)
    assert "ix_handover_handed_at" in {each["name"] for each in inspect(starting).get_indexes("handover")}
    for each in (starting, serving):
        each.dispose()


def _waits_shortly(driver: Any) -> None:
    driver.execute("SET lock_timeout = '100ms'")
    driver.commit()


def _somebody_waits_for_a_lock(engine: Engine) -> bool:
    with engine.connect() as connection:
        asked = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return bool(connection.exec_driver_sql(asked).scalar_one())


def test_rows_from_before_are_carried_along(engine: Engine) -> None:
    upgrade(engine, "0017")
    with engine.begin() as connection:
        for name, values in _FROM_BEFORE:
            there = {each["name"]: each["nullable"] for each in inspect(connection).get_columns(name)}
            columns = [each for each in Row.metadata.tables[name].columns if each.name in there]
            needed = {each.name: _something(each.type) for each in columns if not there[each.name]}
            before = table(name, *(column(each.name, each.type) for each in columns))
            connection.execute(before.insert().values(needed | values))
    upgrade(engine)
    with engine.connect() as connection:
        keys = {each.state: each.key for each in connection.execute(text("SELECT state, key FROM notice"))}
        assert (len(keys["failed"]), keys["sent"]) == (32, "")
        remind_on = connection.execute(text("SELECT remind_on FROM account")).scalar_one()
        assert str(remind_on) == "2026-08-24", "half a year after it was activated, but for a week"
        row = connection.execute(text("SELECT sound, email_state FROM declaration")).one()
        assert (bool(row.sound), row.email_state) == (False, "")
        tallied = connection.execute(text("SELECT station, status, many FROM tally")).all()
        assert tallied == [("s", "x", 1)]


def _changed_by_a_newer_program(url: str, folder: Path, fit: str) -> None:
    engine = postgresql_engine(url, 2) if url else sqlite_engine(folder / "approval.sqlite3")
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE declaration ADD COLUMN of_later VARCHAR DEFAULT '' NOT NULL")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9001'")
        connection.execute(text("UPDATE service SET fit_for = :fit"), {"fit": fit})
    engine.dispose()


def test_a_newer_programs_database_is_served_while_it_is_fit_and_left_as_it_is(
    database_url: str, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, database_url=database_url)
    open_stores(settings, SetClock()).close()
    _changed_by_a_newer_program(database_url, tmp_path, newest_known())
    opened = open_stores(settings, SetClock())
    assert health.schema_version(opened.database) == "9001"
    assert health.serves_this_program(opened.database)
    opened.close()


def test_a_program_too_old_for_the_database_says_so_and_does_not_start(
    database_url: str, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, database_url=database_url)
    running = open_stores(settings, SetClock())
    _changed_by_a_newer_program(database_url, tmp_path, "9001")
    assert not health.serves_this_program(running.database)
    running.close()
    with pytest.raises(ProgramTooOldError, match=f"9001; this one knows {newest_known()}"):
        open_stores(settings, SetClock())


def test_numbers_have_no_gap_and_no_double_whoever_asks_at_once(engine: Engine) -> None:
    upgrade(engine)
    database = Database(engine)

    def take(_: int) -> int:
        try:
            with database.writing() as session:
                return counters.next_numbers(session, "receipt", 1)[0]
        except AlreadyThereError:  # the very first number, asked for twice at the same moment
            with database.writing() as session:
                return counters.next_numbers(session, "receipt", 1)[0]

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(40))) == list(range(1, 41))


def test_what_one_reads_is_one_moment(engine: Engine) -> None:
    upgrade(engine)
    database = Database(engine)
    with database.reading() as session:
        assert session.get(AgencyRow, "A") is None
        with database.writing() as other:
            other.add(AgencyRow(code="A", name="A"))
        assert session.get(AgencyRow, "A") is None
    with database.reading() as session:
        assert session.get(AgencyRow, "A") is not None


def test_a_taken_key_is_told_from_a_database_that_is_away(engine: Engine) -> None:
    upgrade(engine)
    database = Database(engine)
    with database.writing() as session:
        session.add(AgencyRow(code="A", name="A"))

    def again() -> None:
        with database.writing() as session:
            session.add(AgencyRow(code="A", name="B"))

    with pytest.raises(AlreadyThereError):
        again()


def test_instances_that_start_together_on_an_empty_database_share_one_epoch(
    postgresql: PostgreSQL, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, database_url=postgresql.empty(), database_connections=2)
    together = threading.Barrier(3)

    def start(_: int) -> Stores:
        together.wait(30)
        return open_stores(settings, SetClock())

    with ThreadPoolExecutor(3) as pool:
        opened = list(pool.map(start, range(3)))
    assert len({each.keys.root_key for each in opened}) == 1
    assert len({each.keys.signing_kid for each in opened}) == 1
    with opened[0].database.reading() as session:
        service = session.get(ServiceRow, 1)
    assert service is not None
    assert service.root_key == opened[0].keys.root_key
    for each in opened:
        each.close()


def test_an_instance_with_other_keys_does_not_serve_this_database(database_url: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=database_url)
    open_stores(settings, SetClock()).close()
    (tmp_path / "keys").rename(tmp_path / "keys-put-away")
    with pytest.raises(OtherKeysError):
        open_stores(settings, SetClock())


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql+asyncpg://x/y", "nonsense", "sqlite:///x"])
def test_only_an_address_of_a_postgresql_server_is_one_and_its_password_is_never_said(url: str) -> None:
    assert not is_postgresql(url)
    with pytest.raises(SettingsError) as told:
        Settings.from_environment({"APPROVAL_DATABASE_URL": f"{url}?password=geheim"})
    assert "geheim" not in str(told.value)
    assert "geheim" not in repr(Settings(Path(), database_url="postgresql://x:geheim@y/z"))
