"""How many declarations came to agencies and how far they are, for supervisors: numbers, no declarant."""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import Field, model_validator

from declaration.wire.model import Message

LONGEST_SPAN = 366
"""Days that may be asked about at once."""
_EARLIEST, _LATEST = date(2000, 1, 1), date(3000, 1, 1)


class FigureQuery(Message):
    """Days of declaring, both included. ``agency`` "": all of one's agencies."""

    first_day: date = Field(ge=_EARLIEST)
    last_day: date = Field(lt=_LATEST)
    agency: str = Field(default="", max_length=64)

    @model_validator(mode="after")
    def _is_a_span(self) -> FigureQuery:
        if not timedelta(0) <= self.last_day - self.first_day < timedelta(days=LONGEST_SPAN):
            raise ValueError("not a span of days, or too long a one")
        return self


class FigureRow(Message):
    """Declarations alike in what the row names, by where they stand now. ``agency``: which they are for; of a
    unit, a station, a registrar: its own. ``median_days``: whole days from receipt to the reviewer's
    decision, half of the decided took no longer; None where none was decided. ``registrar_name``: the full
    name, "" where the station has not told it."""

    day: date | None = None
    agency: str = ""
    unit: str = ""
    station: str = ""
    station_name: str = ""
    registrar: str = ""
    registrar_name: str = ""
    waiting: int = 0
    approved: int = 0
    returned: int = 0
    refused: int = 0
    lapsed: int = 0
    withdrawn: int = 0
    median_days: int | None = None

    @property
    def declared(self) -> int:
        """All of them."""
        return self.waiting + self.approved + self.returned + self.refused + self.lapsed + self.withdrawn


class FigureTable(Message):
    """The largest rows first; so many more there are than an answer carries."""

    rows: tuple[FigureRow, ...] = ()
    left_out: int = 0


class AgencyFigures(Message):
    """The same declarations, added up in several ways. ``days``: those that have any, in order. ``names``: of
    all agencies one may ask about, by code."""

    first_day: date
    last_day: date
    agency: str
    names: dict[str, str]
    whole: FigureRow
    days: tuple[FigureRow, ...]
    agencies: FigureTable
    units: FigureTable
    stations: FigureTable
    registrars: FigureTable
