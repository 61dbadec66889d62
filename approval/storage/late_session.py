"""A session that asks nothing of SQLAlchemy until somebody asks something of it (docs/decisions/0075)."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Engine, PoolProxiedConnection
from sqlmodel import Session

from approval.storage.engines import BEGUN, begin_writing

DRIVER: Final = "driver"
"""Where a session keeps the driver's own connection and its dialect."""


class LateSession(Session):
    """On a connection of its own, whose transaction it begins and ends."""

    def __init__(self, engine: Engine, given: PoolProxiedConnection) -> None:
        super().__init__(expire_on_commit=False)
        self._engine = engine
        self._given = given
        self._asked: Connection | None = None
        self.info[DRIVER] = given.driver_connection, engine.dialect
        begin_writing(given.driver_connection, engine.dialect)

    def get_bind(self, *_: Any, **__: Any) -> Connection:
        """SQLAlchemy's way to the same transaction."""
        if self._asked is None:
            self._asked = Connection(self._engine, self._given).execution_options(**BEGUN)
            self._asked.begin()
        return self._asked

    def finish(self) -> None:
        """Commit, whichever way the work took."""
        if self.is_asked:
            self.commit()  # flushes; a transaction that it did not begin it leaves to us
        self._given.commit()

    @property
    def is_asked(self) -> bool:
        return self._asked is not None or bool(self.new)
