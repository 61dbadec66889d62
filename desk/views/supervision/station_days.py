"""A station's days, asked for when a supervisor opens them."""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from declaration.privacy import Private
from declaration.wire.supervision import StationDays, StationOverview
from desk.supervising.supervising import Supervising
from desk.views.review.trouble import Trouble


@ft.observable
@dataclass(eq=False, repr=False)
class StationDaysModel(Private):
    """``station``: the one it is about, None while no dialog is open; ``days`` None until they came."""

    supervising: Supervising
    station: StationOverview | None = None
    days: StationDays | None = None
    trouble: Trouble | None = None

    async def begin(self, station: StationOverview) -> None:
        """Open the dialog and ask."""
        self.station, self.days, self.trouble = station, None, None
        answer = await self.supervising.station_days(station)
        if self.station is not station:
            return  # closed meanwhile
        if isinstance(answer, StationDays):
            self.days = answer
        else:
            self.trouble = answer

    def dismiss(self) -> None:
        self.station = self.days = self.trouble = None
