"""Which programs may serve a database, by the migrations they know (docs/decisions/0082)."""

from __future__ import annotations

from functools import cache
from typing import Final

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

FIT_FOR: Final = "0025"
"""The oldest program that can serve what this one's migrations make, by the newest migration it knows. A
migration that takes away what the program before still uses raises it, to the first that does without."""


class ProgramTooOldError(RuntimeError):
    """A newer program has changed this database in a way that this one cannot serve."""


def alembic_config() -> Config:
    """Where the migrations are."""
    config = Config()
    config.set_main_option("script_location", "approval.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


@cache
def _known() -> tuple[str, ...]:
    """This program's migrations, the newest first."""
    return tuple(each.revision for each in ScriptDirectory.from_config(alembic_config()).walk_revisions())


def newest_known() -> str:
    """The form of the database this program was written for."""
    return _known()[0]


def is_newer(connection: Connection) -> bool:
    """Whether a newer program has brought the database to a form this one does not know."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found is not None and found not in _known()


def say_fit(connection: Connection) -> None:
    """Have the database say which programs may serve it now; it never says less than before."""
    said = text("UPDATE service SET fit_for = :oldest WHERE fit_for < :oldest")
    connection.execute(said, {"oldest": FIT_FOR})


def is_fit(connection: Connection) -> bool:
    """Whether this program may serve the database."""
    return newest_known() >= _oldest(connection)


def insist_fit(connection: Connection) -> None:
    """Raises ProgramTooOldError, with what to do about it."""
    if not is_fit(connection):
        raise ProgramTooOldError(
            "a newer program has changed this database: it is fit for programs that know migration"
            f" {_oldest(connection)}; this one knows {newest_known()}. Start the newer program"
        )


def _oldest(connection: Connection) -> str:
    return str(connection.execute(text("SELECT max(fit_for) FROM service")).scalar() or "")
