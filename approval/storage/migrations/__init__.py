"""The schema's history; ``upgrade`` brings any older file to the newest form."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def upgrade(engine: Engine, to: str = "head") -> None:
    """Apply every migration not yet applied, up to that one, all or nothing."""
    config = Config()
    config.set_main_option("script_location", "approval.storage:migrations")
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")  # a large table takes its time
        config.attributes["connection"] = connection
        command.upgrade(config, to)
