"""A process that dies without a word, at a chosen moment: a real child and a real kill."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from tests.fakes.forked import process

KILLED = -9 if sys.platform != "win32" else 15
PATIENCE = 120.0
"""Seconds after which a child that is not at its end hangs."""


def in_a_child(act: Callable[..., None], *arguments: Any) -> int:
    """Run a module's function in a process of its own; its exit code, KILLED when it was killed."""
    child = process(act, *arguments)
    child.start()
    child.join(PATIENCE)
    if child.exitcode is None:
        child.kill()
        raise AssertionError("the child hangs")
    return child.exitcode


def die() -> None:
    """kill -9 of oneself: nothing is flushed, nothing is tidied. Windows: TerminateProcess."""
    os.kill(os.getpid(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)


class PowerCut:
    """Dies before the ``moment``-th thing asked of any database from now on: a statement or a commit."""

    def __init__(self, moment: int) -> None:
        self._left = moment
        event.listen(Engine, "before_cursor_execute", self._statement)
        event.listen(Engine, "commit", self._commit)

    def _statement(self, *_: Any) -> None:
        self._step()

    def _commit(self, _: Any) -> None:
        self._step()

    def _step(self) -> None:
        self._left -= 1
        if self._left == 0:
            die()
