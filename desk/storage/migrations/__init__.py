"""The station file's schema, from its first table on. Upgrading runs in one transaction a step."""

from __future__ import annotations

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from desk.storage.trouble import StationFileDamagedError, StationFileNewerError, translated


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the file to the schema this program knows; does nothing when it is there already.

    StationFileNewerError when a newer program has been here, StationFileError as in desk.storage.trouble.
    """
    config = _config()
    with translated(), engine.connect() as connection:
        if _schema(connection) == newest_schema():
            return
    check_names(engine, on=False)
    try:
        with translated(), engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise StationFileDamagedError("a picture that is named is not there")
    except CommandError as error:
        raise StationFileNewerError("the station's file belongs to a newer version") from error
    finally:
        check_names(engine, on=True)


def check_names(engine: Engine, *, on: bool) -> None:
    """Whether the writing connection minds names of what is not there. Within a transaction the pragma is not
    heard, so it is the driver that is told."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None, "a connection that is open"
        driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _schema(connection: Connection) -> str | None:
    found = MigrationContext.configure(connection).get_current_revision()
    connection.rollback()  # a transaction begun here would become the upgrade's own, and never be committed
    return found


@cache
def newest_schema() -> str:
    """The schema this program writes."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None, "there are migrations"
    return head


@cache
def known_schemas() -> frozenset[str]:
    """Every schema this program can open, its own included."""
    return frozenset(step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "desk.storage:migrations")
    return config
