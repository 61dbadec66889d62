"""The gate between one person's table and the file: closed by locking, and never opened again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlmodel import Session

from desk.ports.store import LockedError
from desk.storage.database import Transactions

T = TypeVar("T")


class Gate:
    """Open from one person's unlocking until the next lock."""

    def __init__(self) -> None:
        self._is_open = True

    def close(self) -> None:
        self._is_open = False

    def check(self) -> None:
        if not self._is_open:
            raise LockedError("locked")


class Gated:
    """A file as one table may use it. Implements Transactions; LockedError once the gate is closed.

    What was read before the lock and comes back after it is not handed out; what began to be written before
    it comes to its end.
    """

    def __init__(self, file: Transactions, gate: Gate) -> None:
        self._file = file
        self._gate = gate

    def write(self, act: Callable[[Session], T]) -> T:
        self._gate.check()

        def checked(session: Session) -> T:
            self._gate.check()  # it may have waited for the writer while somebody locked
            return act(session)

        return self._file.write(checked)

    def read(self, look: Callable[[Session], T]) -> T:
        self._gate.check()
        found = self._file.read(look)
        self._gate.check()
        return found
