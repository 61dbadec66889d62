"""The stores of one station together: over the file itself, or over what a gate lets through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from desk.storage.calls import StationCalls
from desk.storage.complaints import StationComplaints
from desk.storage.consents import StationConsents
from desk.storage.database import Transactions
from desk.storage.days import DaysTable
from desk.storage.declarations import Declarations
from desk.storage.drafts import Drafts
from desk.storage.figures import StationFigures
from desk.storage.handovers import StationHandovers
from desk.storage.online import StationOnline
from desk.storage.outbox import OutboxTable
from desk.storage.reserve import Reserve
from desk.storage.roster import Roster
from desk.storage.unit_lists import StationLists


@dataclass(frozen=True)
class Stores:
    """What is kept of declarations and of days, and the lists of units."""

    drafts: Drafts
    declarations: Declarations
    outbox: OutboxTable
    roster: Roster
    lists: StationLists
    days: DaysTable
    figures: StationFigures
    calls: StationCalls
    handovers: StationHandovers
    complaints: StationComplaints
    online: StationOnline
    consents: StationConsents

    @staticmethod
    def over(file: Transactions, now: Callable[[], datetime], reserve: Reserve) -> Stores:
        return Stores(
            drafts=Drafts(file, now, reserve),
            declarations=Declarations(file),
            outbox=OutboxTable(file, now),
            roster=Roster(file, now),
            lists=StationLists(file, now),
            days=DaysTable(file, now),
            figures=StationFigures(file),
            calls=StationCalls(file),
            handovers=StationHandovers(file),
            complaints=StationComplaints(file),
            online=StationOnline(file),
            consents=StationConsents(file),
        )
