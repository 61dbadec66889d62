"""Merged cells are filled down: what is written once over several rows holds for each of them."""

from __future__ import annotations

from collections.abc import Sequence

from desk.ports.tables import Merged, Row


class CellsAbove:
    """Sees the rows of one list in their order."""

    def __init__(self, merged: Sequence[Merged]) -> None:
        self._begins: dict[int, list[Merged]] = {}
        for each in merged:
            self._begins.setdefault(each.first, []).append(each)
        self._holds: dict[int, tuple[int, str]] = {}

    def filled(self, number: int, row: Row) -> Row:
        """The row with this number; an empty cell under one that reaches down to it has its words."""
        for each in self._begins.get(number, ()):
            words = row[each.column] if each.column < len(row) else ""
            self._holds[each.column] = each.last, words
        if not self._holds:
            return row
        self._holds = {at: (last, words) for at, (last, words) in self._holds.items() if number <= last}
        cells = [*row, *[""] * (max(self._holds, default=-1) + 1 - len(row))]
        for at, (_, words) in self._holds.items():
            cells[at] = cells[at] or words
        return tuple(cells)
