"""One schema, one start, one way of writing, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from approval.settings import Settings, SettingsError
from approval.storage import counters
from approval.storage.columns import Row
from approval.storage.database import AlreadyThereError, Database
from approval.storage.engines import is_postgresql, postgresql_engine, sqlite_engine
from approval.storage.migrations import upgrade
from approval.storage.rows import ServiceRow
from approval.storage.sign_in_rows import AgencyRow
from approval.stores import OtherKeysError, Stores, open_stores
from tests.fakes.field_station import SetClock
from tests.fakes.postgresql import PostgreSQL


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


def test_numbers_have_no_gap_and_no_double_whoever_asks_at_once(engine: Engine) -> None:
    upgrade(engine)
    database = Database(engine)

    def take(_: int) -> int:
        try:
            with database.writing() as session:
                return counters.next_number(session, "receipt")
        except AlreadyThereError:  # the very first number, asked for twice at the same moment
            with database.writing() as session:
                return counters.next_number(session, "receipt")

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
