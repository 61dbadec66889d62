"""The station's schema: from nothing, again without effect, interrupted, and too new."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from desk.storage.database import Database
from desk.storage.migrations import upgrade
from desk.storage.rows import StationRow
from desk.storage.trouble import StationFileNewerError
from tests.fakes.power_cut import KILLED, PowerCut, in_a_child

KEY = secrets.token_bytes(32)


def _tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def _is_a_row_type(_object: object, name: str | None, kind: str, *_: object) -> bool:
    """The full-text index keeps tables of its own that no row type stands for."""
    return not (kind == "table" and str(name).split("_")[0] == "search")


def _upgrade_until_killed(path: Path, key: bytes, moment: int) -> None:
    database = Database(path, key)
    PowerCut(moment)
    upgrade(database.engine)


def test_the_schema_is_made_from_nothing_and_is_what_the_rows_say(tmp_path: Path) -> None:
    database = Database(tmp_path / "station.db", KEY)
    upgrade(database.engine)
    with database.engine.connect() as connection:
        opts = {"compare_type": True, "include_object": _is_a_row_type}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, StationRow.metadata) == []
    database.close()


def test_upgrading_twice_changes_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "station.db", KEY)
    upgrade(database.engine)
    with database.engine.connect() as connection:
        before = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").all()
    upgrade(database.engine)
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").all() == before
    database.close()


@pytest.mark.parametrize("moment", [3, 8, 15, 30])
def test_an_upgrade_that_was_killed_left_no_table_and_is_done_the_next_time(
    tmp_path: Path, moment: int
) -> None:
    path = tmp_path / "station.db"
    assert in_a_child(_upgrade_until_killed, path, KEY, moment) == KILLED
    database = Database(path, KEY)
    assert _tables(database) in (set(), {"alembic_version"})
    upgrade(database.engine)
    assert {"declaration", "draft", "revision", "audit"} <= _tables(database)
    database.close()


def test_a_file_of_a_newer_program_is_left_alone_and_said_to_be_newer(tmp_path: Path) -> None:
    database = Database(tmp_path / "station.db", KEY)
    upgrade(database.engine)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StationFileNewerError):
        upgrade(database.engine)
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "9999"
    database.close()
