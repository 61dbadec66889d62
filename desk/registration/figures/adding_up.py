"""Counts added up for a span of days and one unit or all: the total, the bars, the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from desk.ports.figures import Count, Stage

ALL_UNITS: Final = None
_OPEN_HOURS: Final = (8, 17)


@dataclass(frozen=True)
class Row:
    """One line of a table, or one bar: what it is of, and how many are how far."""

    of: str
    stages: Mapping[Stage, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.stages.values())


@dataclass(frozen=True)
class Figures:
    """``unit``: of which, None for all. Rows of ``days`` and ``hours`` are of ISO dates and whole hours, in
    order and without a gap; the other tables begin with the largest. ``units``: every one that has a figure
    in these days, whichever is looked at."""

    first: date
    last: date
    unit: str | None
    whole: Row
    days: tuple[Row, ...]
    hours: tuple[Row, ...]
    of_units: tuple[Row, ...]
    of_agencies: tuple[Row, ...]
    of_registrars: tuple[Row, ...]
    units: tuple[str, ...]

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


def added_up(counts: Sequence[Count], first: date, last: date, unit: str | None = ALL_UNITS) -> Figures:
    """``first`` to ``last``: those the counts are of."""
    mine = [count for count in counts if unit in (ALL_UNITS, count.unit)]
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    hours = {count.hour for count in mine} | set(_OPEN_HOURS)
    by_day, by_hour = _by(mine, lambda c: c.day.isoformat()), _by(mine, lambda c: str(c.hour))
    return Figures(
        first=first,
        last=last,
        unit=unit,
        whole=Row("", _stages(mine)),
        days=tuple(Row(day.isoformat(), by_day.get(day.isoformat(), {})) for day in days),
        hours=tuple(Row(str(h), by_hour.get(str(h), {})) for h in range(min(hours), max(hours) + 1)),
        of_units=_largest_first(_by(mine, lambda c: c.unit)),
        of_agencies=_largest_first(_by(mine, lambda c: c.agency)),
        of_registrars=_largest_first(_by(mine, lambda c: c.registrar)),
        units=tuple(sorted({count.unit for count in counts})),
    )


def _by(counts: Iterable[Count], of: Callable[[Count], str]) -> dict[str, Mapping[Stage, int]]:
    groups: dict[str, list[Count]] = defaultdict(list)
    for count in counts:
        groups[of(count)].append(count)
    return {name: _stages(group) for name, group in groups.items()}


def _stages(counts: Iterable[Count]) -> Mapping[Stage, int]:
    stages: dict[Stage, int] = defaultdict(int)
    for count in counts:
        stages[count.stage] += count.many
    return dict(stages)


def _largest_first(groups: Mapping[str, Mapping[Stage, int]]) -> tuple[Row, ...]:
    rows = (Row(name, stages) for name, stages in groups.items())
    return tuple(sorted(rows, key=lambda row: (-row.total, row.of)))
