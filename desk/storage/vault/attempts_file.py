"""The file of wrong tries beside the slots: one program at a time reads and changes it, none is kept out."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from desk.storage.atomic_file import write_atomically

log = logging.getLogger(__name__)
PATIENCE = 10.0
"""Seconds to wait for another program, which only ever holds it for a moment."""


@dataclass(frozen=True)
class Failures:
    """How many in a row, and when the last one was by the wall clock."""

    count: int
    last: datetime


class AttemptsFile:
    """What cannot be read counts as nothing: neither a full disk nor a torn file keeps the rightful out."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Other programs at this station wait meanwhile. Windows replaces no file that is being read."""
        with ExitStack() as held:
            try:
                held.enter_context(FileLock(self._path.with_suffix(".lock"), timeout=PATIENCE))
            except OSError as error:
                log.error("attempts not locked: %s", type(error).__name__)
            yield

    def read(self) -> dict[str, Failures]:
        """By whose slot they were made at; nothing when the file says nothing that makes sense."""
        try:
            document = json.loads(self._path.read_text(encoding="utf-8"))
            return {whose: _failures(value) for whose, value in document.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            log.error("attempts unreadable")
            return {}

    def write(self, failures: Mapping[str, Failures]) -> bool:
        """Durably; False when the disk did not take it."""
        document = {
            whose: {"count": each.count, "last": each.last.isoformat()} for whose, each in failures.items()
        }
        try:
            write_atomically(self._path, json.dumps(document, ensure_ascii=False, indent=1).encode())
        except OSError as error:
            log.error("attempts not kept: %s", type(error).__name__)
            return False
        return True


def _failures(value: Any) -> Failures:
    last = datetime.fromisoformat(value["last"])
    if not isinstance(value["count"], int) or last.tzinfo is None:
        raise ValueError("no attempts")
    return Failures(value["count"], last)
