"""The bell between instances on one PostgreSQL: LISTEN and NOTIFY, and nothing that must not be lost.

Rung after the commit and outside it: NOTIFY within a transaction makes all commits of a database queue for
one lock. Whoever hears a bell asks the database; a bell that is lost costs a waiting desk a minute and its
long poll's length, never an answer.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any

import psycopg
from sqlalchemy import URL

_log = logging.getLogger(__name__)
_CHANNEL = "approval_bells"
_NAMES_AT_ONCE = 100  # a payload holds 8,000 bytes
_TICK_SECONDS = 0.2  # how soon the listening thread notices that it is to stop
_AGAIN_AFTER_SECONDS = 1.0
_ALIVE: dict[str, Any] = {  # a server that vanished without a word is noticed within twenty seconds
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "connect_timeout": 5,
}


class Chime:
    """Rings other instances' bells and hears theirs; two threads for the whole instance.

    ``heard`` gets the name of each bell rung elsewhere, and None when some may have been missed.
    """

    def __init__(self, url: URL, heard: Callable[[str | None], None]) -> None:
        self._url = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._heard = heard
        self._me = secrets.token_hex(8)
        self._waiting: SimpleQueue[str | None] = SimpleQueue()
        self._closed = threading.Event()
        self._threads = [
            threading.Thread(target=self._repeat, args=(work,), name=name, daemon=True)
            for name, work in (("chime-listens", self._listen), ("chime-rings", self._pass_on))
        ]
        for thread in self._threads:
            thread.start()

    def ring(self, name: str) -> None:
        """Have every other instance told; returns at once."""
        self._waiting.put(name)

    def close(self) -> None:
        """Stop both threads; what was rung before is still passed on when the server answers."""
        self._closed.set()
        self._waiting.put(None)
        for thread in self._threads:
            thread.join(5 * _TICK_SECONDS)

    def _repeat(self, work: Callable[[psycopg.Connection], None]) -> None:
        while not self._closed.is_set():
            try:
                with self._connection() as connection:
                    work(connection)
            except psycopg.Error as error:
                _log.warning("chime_interrupted error=%s", type(error).__name__)
                self._closed.wait(_AGAIN_AFTER_SECONDS)

    def _listen(self, connection: psycopg.Connection) -> None:
        connection.execute(f"LISTEN {_CHANNEL}")
        self._heard(None)
        while not self._closed.is_set():
            for notice in connection.notifies(timeout=_TICK_SECONDS):
                sender, *names = notice.payload.split(",")
                for name in names if sender != self._me else ():
                    self._heard(name)

    def _pass_on(self, connection: psycopg.Connection) -> None:
        while names := self._next_names():
            payload = ",".join((self._me, *sorted(names)))
            try:
                connection.execute("SELECT pg_notify(%s, %s)", (_CHANNEL, payload))
            except psycopg.Error:  # the connection died while nobody rang; the next one rings for it
                for name in names:
                    self._waiting.put(name)
                raise

    def _next_names(self) -> set[str]:
        """What waits to be rung, each name once; empty when it is time to stop."""
        names: set[str] = set()
        name = self._waiting.get()
        while name is not None and len(names) < _NAMES_AT_ONCE:
            names.add(name)
            try:
                name = self._waiting.get_nowait()
            except Empty:
                return names
        self._waiting.put(name)  # the end, or one more than a payload holds: both come again
        return names

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(self._url, autocommit=True, application_name="approval-chime", **_ALIVE) as made:
            yield made
