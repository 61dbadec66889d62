"""The slots file as JSON: read whole, changed whole, written so that a power cut leaves old or new."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from declaration.privacy import Private
from desk.storage.atomic_file import write_atomically

FORMAT = 1
PATIENCE = 10.0
"""Seconds a change waits for another program's."""
_ONE_AT_A_TIME = threading.RLock()
"""The screen changes a passphrase while the engine notes a receipt; Windows replaces no file being read."""


class VaultDamagedError(Exception):
    """The slots file cannot be read; the message names no content."""


@dataclass(frozen=True, repr=False)
class SlotsDocument(Private):
    """The registrars' slots and, where a code was drawn, the recovery slot: JSON objects as they stand.

    An older program drops the recovery slot when it writes; a newer one then draws a new code.
    """

    slots: tuple[dict[str, Any], ...] = ()
    recovery: dict[str, Any] | None = None


class SlotsFile:
    """The slots file of one station. Every method raises VaultDamagedError for a file that makes no sense."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def exist(self) -> bool:
        return self._path.is_file()

    def read(self) -> SlotsDocument:
        """What stands there; nothing when there is no file."""
        try:
            with _ONE_AT_A_TIME:
                content = self._path.read_bytes()
            document = json.loads(content.decode("utf-8"))
            slots = document["slots"]
            sound = document["format"] == FORMAT and all(_names_somebody(slot) for slot in slots)
        except FileNotFoundError:
            return SlotsDocument()
        except (OSError, ValueError, KeyError, TypeError):
            sound = False
        if not sound:
            raise VaultDamagedError("slots file unreadable")
        recovery = document.get("recovery")
        return SlotsDocument(tuple(slots), recovery if isinstance(recovery, dict) else None)

    def change(self, act: Callable[[SlotsDocument], SlotsDocument]) -> None:
        """Replace the document by what ``act`` makes of it, durably, one change after the other, whichever
        program makes it: the command line works beside an open desk. OSError when another never ends."""
        with _ONE_AT_A_TIME, self._alone():
            document = act(self.read())
            content: dict[str, Any] = {"format": FORMAT, "slots": document.slots}
            if document.recovery is not None:
                content["recovery"] = document.recovery
            write_atomically(self._path, json.dumps(content, ensure_ascii=False, indent=1).encode())

    def _alone(self) -> FileLock:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self._path.with_suffix(".lock"), timeout=PATIENCE)


def _names_somebody(slot: dict[str, Any]) -> bool:
    return isinstance(slot["name"], str) and isinstance(slot["display_name"], str)
