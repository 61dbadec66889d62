"""The schema's history; ``upgrade`` brings any older file to the newest form.

Two versions of the program may serve one database while instances are replaced one by one: migrations only
add. The database says itself which programs it is still fit for (docs/decisions/0082).
"""

from __future__ import annotations

from functools import cache
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

FIT_FOR: Final = "0025"
"""The oldest program that can serve what this one's migrations make, by the newest migration it knows. A
migration that takes away what the program before still uses raises it, to the first that does without."""


class ProgramTooOldError(RuntimeError):
    """A newer program has changed this database in a way that this one cannot serve."""


@cache
def newest_known() -> str:
    """The newest migration of this program: the form it was written for."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None, "there are migrations"
    return head


def upgrade(engine: Engine, to: str = "head") -> None:
    """Apply every migration not yet applied, up to that one, all or nothing. A newer program's database is
    left as it is. Raises ProgramTooOldError when it is not fit for this program."""
    config = _config()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")  # a large table takes its time
        if _is_newer(connection, config):
            insist_fit(fit_for(connection))
            return
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        if to == "head":
            said = text("UPDATE service SET fit_for = :oldest WHERE fit_for < :oldest")
            connection.execute(said, {"oldest": FIT_FOR})


def fit_for(connection: Connection) -> str:
    """The oldest program this database is fit for; "" where it was never said."""
    return str(connection.execute(text("SELECT max(fit_for) FROM service")).scalar() or "")


def is_fit(oldest: str) -> bool:
    """Whether this program may serve a database that is fit from that one on."""
    return newest_known() >= oldest


def insist_fit(oldest: str) -> None:
    """Raises ProgramTooOldError, with what to do about it."""
    if not is_fit(oldest):
        raise ProgramTooOldError(
            f"a newer program has changed this database: it is fit for programs that know migration {oldest};"
            f" this one knows {newest_known()}. Start the newer program"
        )


def _is_newer(connection: Connection, config: Config) -> bool:
    if not inspect(connection).has_table("alembic_version"):
        return False
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    return found is not None and found not in known


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "approval.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config
