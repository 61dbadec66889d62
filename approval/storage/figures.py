"""Declarations counted where they lie: one statement over one covering index, whatever it is added up by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    CTE,
    CompoundSelect,
    Date,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from approval.storage.database import Session
from approval.storage.rows import DeclarationRow
from approval.storage.sign_in_rows import StationRow

LARGEST: Final = 1000
"""Rows of one table that are told."""
STAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "waiting": ("received",),
    "approved": ("approved", "issued", "activated", "applied"),
    "returned": ("returned",),
    "refused": ("rejected",),
    "lapsed": ("lapsed",),
    "withdrawn": ("withdrawn",),
}
_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "whole": (),
    "days": ("day",),
    "agencies": ("agency",),
    "units": ("home", "unit"),
    "stations": ("home", "unit", "station", "station_name"),
    "registrars": ("home", "unit", "station", "station_name", "registrar"),
}
"""``home``: the agency of the station, whichever agency its declarations are for."""
_NAMES: Final = ("day", "agency", "unit", "station", "station_name", "registrar")


def added_up(
    session: Session, agencies: Collection[str], first: date, last: date
) -> dict[str, list[dict[str, Any]]]:
    """By table, its rows: the largest first (days in order), each with how many rows its table would have in
    all as ``rows``."""
    asked = {"agencies": list(agencies), "first": first, "last": last, "largest": LARGEST}
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in _BY}
    for row in session.connection().execute(_every_table(), asked).mappings():
        said = {key: value for key, value in row.items() if key not in ("of", "declared")}
        found[row["of"]].append(said)
    return found


@cache
def _every_table() -> CompoundSelect[Any]:
    """Written once: putting it together takes longer than a small agency's answer."""
    counted = _counted()
    tables = [_table(name, by, counted).subquery() for name, by in _BY.items()]
    return union_all(*(select(each) for each in tables))


def _counted() -> CTE:
    """How many are alike in all one may ask about; the index has everything."""
    alike: list[ColumnElement[Any]] = [
        col(DeclarationRow.agency).label("agency"),
        col(DeclarationRow.station).label("station"),
        col(DeclarationRow.registrar).label("registrar"),
        col(DeclarationRow.declared_on).label("day"),
        col(DeclarationRow.status).label("status"),
        col(DeclarationRow.decided_after).label("decided_after"),
    ]
    of_them = col(DeclarationRow.agency).in_(bindparam("agencies", expanding=True))
    in_days = col(DeclarationRow.declared_on).between(bindparam("first"), bindparam("last"))
    few = select(*alike, func.count().label("many")).where(of_them, in_days).group_by(*alike).cte("few")
    named: list[ColumnElement[Any]] = [
        col(StationRow.agency).label("home"),
        col(StationRow.unit_name).label("unit"),
        col(StationRow.name).label("station_name"),
    ]
    return select(few, *named).join(StationRow, col(StationRow.id) == few.c.station).cte("counted")


def _table(name: str, by: tuple[str, ...], counted: CTE) -> Select[Any]:
    keys = [counted.c[each] for each in by]
    stages = [
        func.sum(case((counted.c.status.in_(stage), counted.c.many), else_=0)).label(called)
        for called, stage in STAGES.items()
    ]
    declared = func.sum(counted.c.many).label("declared")
    rows = select(*keys, *stages, declared, func.count().over().label("rows"))
    rows = rows.group_by(*keys) if keys else rows.having(declared > 0)
    order = [*keys] if by == ("day",) else [declared.desc(), *keys]
    largest = rows.order_by(*order).limit(bindparam("largest")).subquery()
    median = _medians(by, counted).subquery()
    same = and_(true(), *(median.c[each] == largest.c[each] for each in by))
    said = [
        literal(name).label("of"),
        *(_told(largest, by, each).label(each) for each in _NAMES),
        *(largest.c[stage] for stage in STAGES),
        largest.c.declared,
        largest.c.rows,
        median.c.median_days,
    ]
    order = [largest.c.day] if by == ("day",) else [largest.c.declared.desc(), *(largest.c[k] for k in by)]
    return select(*said).select_from(largest.outerjoin(median, same)).order_by(*order)


def _medians(by: tuple[str, ...], counted: CTE) -> Select[Any]:
    """The fewest days within which half of what was decided was decided."""
    keys = [counted.c[each] for each in by]
    days = counted.c.decided_after
    each = (
        select(*keys, days, func.sum(counted.c.many).label("many"))
        .where(days.is_not(None))
        .group_by(*keys, days)
        .subquery()
    )
    theirs = [each.c[key] for key in by]
    so_far = func.sum(each.c.many).over(partition_by=theirs or None, order_by=each.c.decided_after)
    of_all = func.sum(each.c.many).over(partition_by=theirs or None)
    run = select(each, so_far.label("so_far"), of_all.label("of_all")).subquery()
    keys = [run.c[key] for key in by]
    half = run.c.so_far * 2 >= run.c.of_all
    return select(*keys, func.min(run.c.decided_after).label("median_days")).where(half).group_by(*keys)


def _told(largest: Subquery, by: tuple[str, ...], name: str) -> ColumnElement[Any]:
    key = "home" if name == "agency" and "home" in by else name
    if key in by:
        return largest.c[key]
    return cast(null(), Date) if name == "day" else literal("")
