"""Questions about the database itself, cheap enough to be asked every few seconds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.pool import QueuePool
from sqlmodel import col, func, select

from approval.storage.database import Database
from approval.storage.migrations.fitness import is_fit
from approval.storage.notices import PENDING
from approval.storage.rows import NoticeRow


def schema_version(database: Database) -> str:
    """The newest migration applied. Raises StorageUnavailableError when the database does not answer."""
    with database.reading() as session:
        return str(session.connection().execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def serves_this_program(database: Database) -> bool:
    """Whether no newer program has made the database unfit for this one."""
    with database.reading() as session:
        return is_fit(session.connection())


def connections_in_use(database: Database) -> int:
    pool = database.engine.pool
    return pool.checkedout() if isinstance(pool, QueuePool) else 0


def notices_due(database: Database, now: datetime) -> int:
    """Notices that should have gone out by now."""
    with database.reading() as session:
        due = col(NoticeRow.state) == PENDING, col(NoticeRow.due_at) <= now
        return session.exec(select(func.count()).select_from(NoticeRow).where(*due)).one()
