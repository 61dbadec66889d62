"""The schema's history; ``upgrade`` brings any older file to the newest form."""

from __future__ import annotations

from typing import Final

from alembic import command
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_random_exponential

from approval.storage.migrations.fitness import alembic_config, insist_fit, is_newer, say_fit

_TRIES: Final = 5


def _others_were_in_the_way(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and isinstance(error.orig, DeadlockDetected | LockNotAvailable)


@retry(
    retry=retry_if_exception(_others_were_in_the_way),
    stop=stop_after_attempt(_TRIES),
    wait=wait_random_exponential(multiplier=0.2, max=5),
    reraise=True,
)
def upgrade(engine: Engine, to: str = "head") -> None:
    """Apply every migration not yet applied, up to that one, all or nothing. A newer program's database is
    left as it is; ProgramTooOldError where it is not fit for this one.

    Instances that serve meanwhile, or start, may hold what it needs: it is tried again, a few times."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")  # a large table takes its time
        if is_newer(connection):
            insist_fit(connection)
            return
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        if to == "head":
            say_fit(connection)
