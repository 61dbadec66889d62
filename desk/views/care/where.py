"""The question into which folder something goes: a stick that is there, or a folder that is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from desk.ports.standing import BackupPlace

ELSEWHERE: Final = ""
"""The choice of a folder that is typed."""


@dataclass(frozen=True)
class Where:
    """The places there are, the one chosen, and what was typed instead. ``waits`` grows whenever a folder is
    to be typed: a press takes the cursor away."""

    places: tuple[BackupPlace, ...]
    chosen: str
    typed: str = ""
    is_missing: bool = False
    waits: int = 0

    @property
    def folder(self) -> str:
        return self.typed.strip() if self.chosen == ELSEWHERE else self.chosen

    @property
    def is_whole(self) -> bool:
        """A part of a path would be looked for wherever the program was started."""
        return Path(self.folder).is_absolute()

    def choosing(self, folder: str) -> Where:
        waits = self.waits + (folder == ELSEWHERE)
        return replace(self, chosen=folder, is_missing=False, waits=waits)

    def typing(self, typed: str) -> Where:
        return replace(self, chosen=ELSEWHERE, typed=typed, is_missing=False)

    def missed(self) -> Where:
        """Nothing was chosen, or what was typed is no whole path."""
        return replace(self, is_missing=True, waits=self.waits + 1)


def asked(places: Sequence[BackupPlace], last: Path | None) -> Where:
    """The question as it begins: the place of the last time when it is there, else the first one."""
    known = [str(place.folder) for place in places]
    before = str(last) if last is not None else ELSEWHERE
    is_there = before in known
    chosen = before if is_there else next(iter(known), ELSEWHERE)
    return Where(tuple(places), chosen, typed="" if is_there else before)
