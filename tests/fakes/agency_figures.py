"""Figures of what lies before reviewers, counted one by one as the service's database counts them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from statistics import median_low

from declaration.wire.figures import AgencyFigures, FigureQuery, FigureRow, FigureTable
from tests.fakes.for_review import STATION, UNIT, Lying

_STAGE = {
    "received": "waiting",
    "issued": "approved",
    "activated": "approved",
    "applied": "approved",
    "rejected": "refused",
}
_DECIDED = ("approved", "returned", "rejected")
NAMES = {"MAU01": "BHXH cơ sở Mẫu"}
REGISTRARS = {"mau": "Lê Thị Mẫu"}


def figures_of(lying: Iterable[Lying], query: FigureQuery) -> AgencyFigures:
    """All lie at one unit's one station."""
    within = [
        each
        for each in lying
        if query.first_day <= each.declared_on <= query.last_day and query.agency in ("", each.content.agency)
    ]
    here: dict[str, object] = {
        "agency": "MAU01",
        "unit": UNIT,
        "station": "station-3",
        "station_name": STATION,
    }
    unit: dict[str, object] = {key: here[key] for key in ("agency", "unit")}
    return AgencyFigures(
        first_day=query.first_day,
        last_day=query.last_day,
        agency=query.agency,
        names=NAMES,
        whole=_row(within),
        days=tuple(
            sorted(_grouped(within, lambda each: {"day": each.declared_on}), key=lambda row: str(row.day))
        ),
        agencies=_table(within, lambda each: {"agency": each.content.agency}),
        units=_table(within, lambda _: unit),
        stations=_table(within, lambda _: here),
        registrars=_table(within, lambda each: here | _registrar(each.content.verification.by)),
    )


def _registrar(name: str) -> dict[str, object]:
    return {"registrar": name, "registrar_name": REGISTRARS.get(name, "")}


def _table(within: Sequence[Lying], of: Callable[[Lying], dict[str, object]]) -> FigureTable:
    return FigureTable(rows=tuple(sorted(_grouped(within, of), key=lambda row: -row.declared)))


def _grouped(within: Sequence[Lying], of: Callable[[Lying], dict[str, object]]) -> list[FigureRow]:
    groups: dict[tuple[tuple[str, object], ...], list[Lying]] = defaultdict(list)
    for each in within:
        groups[tuple(of(each).items())].append(each)
    return [_row(some, **dict(key)) for key, some in groups.items()]


def _row(within: Sequence[Lying], **of: object) -> FigureRow:
    stages: dict[str, int] = defaultdict(int)
    for each in within:
        stages[_STAGE.get(each.status, each.status)] += 1
    days = [
        max(0, (line.at.date() - each.received_at.date()).days)
        for each in within
        for line in each.history
        if line.event in _DECIDED
    ]
    return FigureRow.model_validate(of | stages | {"median_days": median_low(days) if days else None})
