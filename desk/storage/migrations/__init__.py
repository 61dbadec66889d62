"""The station file's schema, from its first table on. Upgrading runs in one transaction a step."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the file to the schema this program knows; does nothing when it is there already."""
    config = Config()
    config.set_main_option("script_location", "desk.storage:migrations")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
