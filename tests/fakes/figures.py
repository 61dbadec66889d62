"""Figures in memory, counted from the same shelf."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from desk.ports.clock import VIETNAM
from desk.ports.figures import STAGES, Count, Stage
from tests.fakes.shelf import Shelf


class MemoryFigures:
    """Implements ports.figures.FigureStore."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def counts(self, first: date, last: date) -> Sequence[Count]:
        alike: Counter[tuple[date, int, str, str, str, str]] = Counter()
        for filed in self._shelf.filed.values():
            begun = self._shelf.sealed[filed.id, 1].created_at.astimezone(VIETNAM)
            if first <= begun.date() <= last:
                stage = STAGES[filed.status].value
                alike[begun.date(), begun.hour, filed.unit, filed.agency, filed.registrar, stage] += 1
        return [
            Count(day, hour, unit, agency, who, Stage(stage), many)
            for (day, hour, unit, agency, who, stage), many in sorted(alike.items())
        ]
