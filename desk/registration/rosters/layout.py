"""Where in a sheet the list begins: the heading is looked for below the titles.

A heading in two rows (a merged cell over "Nam" and "Nữ") is read as one: what stands above is joined with
what stands below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from declaration.person import tidy_name
from declaration.privacy import Private
from desk.ports.tables import Row
from desk.registration.rosters.columns import Column, heading_key, recognised

ROWS_LOOKED_AT: Final = 40
_ENOUGH: Final = 2  # columns known, one of them a name
_NAMES: Final = (Column.FULL_NAME, Column.GIVEN_NAME)
_UNIT: Final = re.compile(
    r"(?:tên )?(?:đơn vị|công ty|doanh nghiệp|trường|cơ quan|cơ sở)(?: sử dụng lao động)? ?: ?(?P<name>.+)",
    re.IGNORECASE,
)
_UNIT_ITSELF: Final = re.compile(
    r"(?:công ty|trường|bệnh viện|trạm y tế|trung tâm y tế|xí nghiệp|nhà máy)\b.+", re.I
)


@dataclass(frozen=True, repr=False)
class Layout(Private):
    """``first`` is the number of the first row after the heading, from 1; 0 for a heading nobody found.
    ``samples`` are the rows after it; ``unit`` is what a title says the unit is, or ""."""

    headings: tuple[str, ...]
    columns: tuple[Column | None, ...]
    first: int
    samples: tuple[Row, ...]
    unit: str = ""

    @property
    def is_found(self) -> bool:
        return any(name in self.columns for name in _NAMES)


def laid_out(rows: Iterator[Row]) -> Layout:
    """The layout of a sheet, from its first rows."""
    head = list(islice(rows, ROWS_LOOKED_AT))
    scores = [_score(row) for row in head]
    best = max(range(len(head)), key=lambda at: (scores[at], -at), default=0)
    if not head or scores[best] < _ENOUGH:
        return _unknown(head)
    headings, height = head[best], 1
    below = head[best + 1] if best + 1 < len(head) else ()
    if _is_second_row(headings, below):
        headings, height = _joined(headings, below), 2
    first = best + height
    samples = tuple(row for row in head[first:] if any(row))[:3]
    return Layout(headings, recognised(headings), first + 1, samples, _unit(head[:best]))


def _score(row: Row) -> int:
    found = {column for column in recognised(row) if column is not None}
    return len(found) if found & set(_NAMES) else 0


def _unknown(head: Sequence[Row]) -> Layout:
    """The fullest row is offered as the heading; a person says what its columns mean."""
    at = max(range(len(head)), key=lambda row: (sum(map(bool, head[row])), -row), default=-1)
    if at < 0:
        return Layout((), (), 0, ())
    samples = tuple(row for row in head[at + 1 :] if any(row))[:3]
    return Layout(head[at], (None,) * len(head[at]), at + 2, samples, _unit(head[:at]))


def _is_second_row(above: Row, below: Row) -> bool:
    """It fills only what the merged cells above left, names no person, and says more of what is above."""
    if not any(below) or any(sign.isdigit() for cell in below for sign in cell):
        return False
    names = [at for at, column in enumerate(recognised(above)) if column in _NAMES]
    if any(at < len(below) and below[at] for at in names):
        return False
    return any(heading_key(cell) in ("nam", "nu") or _meant_alone(cell) for cell in below)


def _meant_alone(cell: str) -> bool:
    return recognised((cell,))[0] is not None


def _joined(above: Row, below: Row) -> Row:
    """A merged cell's words stand in its first column only: they hold until the next heading."""
    said, over = [], ""
    for at in range(max(len(above), len(below))):
        top = above[at] if at < len(above) else ""
        bottom = below[at] if at < len(below) else ""
        over = top or (over if bottom else "")
        said.append(f"{over} {bottom}".strip() if bottom else top)
    return tuple(said)


def _unit(titles: Sequence[Row]) -> str:
    cells = [tidy_name(cell) for row in titles for cell in row if cell]
    for shape in (_UNIT, _UNIT_ITSELF):
        for cell in cells:
            if found := shape.fullmatch(cell):
                return (found.groupdict().get("name") or cell).strip()
    return ""
