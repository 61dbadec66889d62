"""A list typed in an old font's letters: some of its names as they stand and as they become."""

from __future__ import annotations

from itertools import islice
from typing import Final

from declaration.person import tidy_name
from desk.ports.tables import Row, TableFile
from desk.registration.rosters.columns import Column
from desk.registration.rosters.layout import Layout

_ROWS_LOOKED_AT: Final = 500
_SHOWN: Final = 3
_NAMES: Final = (Column.FULL_NAME, Column.SURNAME, Column.GIVEN_NAME)


def before_and_after(file: TableFile, sheet: int, layout: Layout) -> tuple[tuple[str, str], ...]:
    """The first names that change, of the layout in Unicode; whatever changes where no name is known."""
    places = [at for name in _NAMES for at, column in enumerate(layout.columns) if column is name]
    rows = zip(file.rows(sheet), file.in_unicode().rows(sheet), strict=True)
    first = max(0, layout.first - 1)
    shown: dict[str, str] = {}
    for before, after in islice(rows, first, first + _ROWS_LOOKED_AT):
        said, becomes = _words(before, places), _words(after, places)
        if said != becomes:
            shown[said] = becomes
        if len(shown) == _SHOWN:
            break
    return tuple(shown.items())


def _words(row: Row, places: list[int]) -> str:
    cells = [row[at] for at in places if at < len(row)] if places else row
    return tidy_name(" ".join(cells))
