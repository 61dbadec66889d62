"""The steps of sending and taking by name: what is asked and heard, every write, commit and file.

``station deliver: update revision`` · ``service PUT record: commit`` · ``station hears: POST records``
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.faults.store_steps import Steps
from tests.faults.sync_schedule import Crash

_WRITES = ("insert", "update", "delete", "commit", "rename", "remove", "mkdir", "write")
_OF_CONTENT = re.compile(r"(?<=[ ])(?:station-)?[#0-9a-f.-]+$")
"""Names that differ from one schedule to the next: a photo's, its folder's, a station's."""


class NamedSteps(Steps):
    """``doing`` says in the course of what a write is made; what is done outside of anything is no step."""

    def __init__(
        self,
        folder: Path,
        side: str,
        doing: Callable[[], str],
        tell: Callable[[str], None],
        crash: Crash | None,
        die: Callable[[], None],
    ) -> None:
        super().__init__(folder, side)
        self._doing = doing
        self._tell = tell
        self._crash = crash
        self._die = die
        self._counted: Counter[str] = Counter()

    def step(self, name: str) -> None:
        """A write, by what the store's listeners call it."""
        doing = self._doing()
        if doing and name.startswith(_WRITES):
            self.named(f"{self._act} {doing}: {_OF_CONTENT.sub('#', name)}")

    def named(self, name: str) -> None:
        self._counted[name] += 1
        if self._counted[name] == 1:
            self._tell(f"heard {name}")
        crash = self._crash
        if crash is not None and (name, self._counted[name]) == (crash.step, crash.nth):
            self._tell(f"hit {name}")
            self._die()


def route_of(method: str, path: str) -> str:
    """What a request is about, without its names: ``PUT blob``."""
    parts = path.split("/")[2:]
    match parts:
        case ["blobs", _]:
            return f"{method} blob"
        case ["records", _, _]:
            return f"{method} record"
        case _:
            return f"{method} {parts[-1]}"
