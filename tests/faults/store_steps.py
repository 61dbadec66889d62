"""The steps of an act of storage, by name: every statement, commit, file renamed, removed or begun.

The names are found by doing the act once and listening; a schedule then says at which of them the power goes.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

_TABLE = re.compile(
    r"\b(?:INTO|FROM|UPDATE|TABLE|TRIGGER|INDEX|REINDEX)\s+(?:IF NOT EXISTS\s+)?\"?(\w+)", re.I
)
_FILES = {"os.rename": "rename", "os.remove": "remove", "os.mkdir": "mkdir", "open": "write"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class PowerCutError(BaseException):
    """The process would be gone here; nothing may catch it."""


class Steps:
    """Listens to one folder. ``heard`` are the names so far; at number ``at``, from 1, ``then`` is called."""

    def __init__(self, folder: Path, act: str, at: int = 0, then: Callable[[], None] = lambda: None) -> None:
        self.heard: list[str] = []
        self._folder = str(folder)
        self._act = act
        self._at, self._then = at, then

    def step(self, name: str) -> None:
        self.heard.append(f"{self._act}: {name}")
        if len(self.heard) == self._at:
            self._then()

    def touches(self, path: object) -> bool:
        return isinstance(path, str | bytes | Path) and os.fsdecode(path).startswith(self._folder)


_listening: list[Steps] = []


@contextmanager
def listening(steps: Steps) -> Iterator[Steps]:
    _listen_for_good()
    _listening.append(steps)
    try:
        yield steps
    finally:
        _listening.clear()


def _listen_for_good() -> None:
    """Audit hooks cannot be taken away again; this one says nothing while nobody listens."""
    if not _installed:
        _installed.append(True)
        sys.addaudithook(_file_event)
        event.listen(Engine, "before_cursor_execute", _statement)
        event.listen(Engine, "commit", _commit)


_installed: list[bool] = []


def _statement(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    if _listening:
        found = _TABLE.search(statement)
        _listening[0].step(f"{statement.split()[0].lower()} {found[1].lower() if found else ''}".strip())


def _commit(_connection: Any) -> None:
    if _listening:
        _listening[0].step("commit")


def _file_event(name: str, arguments: tuple[Any, ...]) -> None:
    if not _listening or name not in _FILES or not _listening[0].touches(arguments[0]):
        return
    if name == "open" and not (isinstance(arguments[2], int) and arguments[2] & _WRITING):
        return
    plain = re.sub(r"[0-9]+(?:-[0-9]+)*", "#", Path(os.fsdecode(arguments[0])).name)
    _listening[0].step(f"{_FILES[name]} {plain}")
