"""The station file's schema, from its first table on. Upgrading runs in one transaction a step."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine

from desk.storage.trouble import StationFileNewerError, translated


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the file to the schema this program knows; does nothing when it is there already.

    StationFileNewerError when a newer program has been here, StationFileError as in desk.storage.trouble.
    """
    config = Config()
    config.set_main_option("script_location", "desk.storage:migrations")
    with translated(), engine.connect() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, revision)
        except CommandError as error:
            raise StationFileNewerError("the station's file belongs to a newer version") from error
