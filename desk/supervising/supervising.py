"""All stations at a glance: what has not arrived, who needs someone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from declaration.problems import Problem, blocking
from declaration.wire.notices import FailedNotices
from declaration.wire.reasons import ReasonLists
from declaration.wire.recovery import LONGEST_REASON, SHORTEST_REASON, RecoveryAnswer
from declaration.wire.sign_in import ServiceState
from declaration.wire.supervision import (
    LapsedPage,
    PracticeMessages,
    Restored,
    StationDays,
    StationOverview,
    StationReport,
    StationsPage,
)
from desk.ports.service import Denied, NoAnswer, PeopleService

SILENT_AFTER = timedelta(hours=4)
CLOCK_TOLERANCE = 120.0
LEAST_SPACE = 2_000_000_000


class Attention(StrEnum):
    """Why a station needs someone, worst first."""

    REFUSED = "refused"
    SET_ASIDE = "set_aside"
    AT_RISK = "at_risk"
    DAYS = "days"
    NEVER_SEEN = "never_seen"
    SILENT = "silent"
    TRAIL = "trail"
    CLOCK = "clock"
    SPACE = "space"
    RESTORED = "restored"
    DRAINED = "drained"
    LOCKED = "locked"


@dataclass(frozen=True)
class Totals:
    """What the cards on top count, over all stations."""

    stations: int
    waiting: int
    at_risk: int
    refused: int
    received: int
    activated: int


class Supervising:
    """One signed-in supervisor."""

    def __init__(self, service: PeopleService) -> None:
        self._service = service

    async def stations(self) -> StationsPage | Denied | NoAnswer:
        return await self._service.stations()

    async def station_days(self, station: StationOverview) -> StationDays | Denied | NoAnswer:
        return await self._service.station_days(station.station)

    async def recovery_code(
        self, station: StationOverview, reason: str
    ) -> RecoveryAnswer | Denied | NoAnswer | Problem:
        """The station's recovery code, to be read out; a Problem when the reason says nothing."""
        reason = reason.strip()
        if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
            return blocking("reason", "recovery_reason_missing")
        return await self._service.recovery_code(station.station, reason)

    async def drain(self, station: StationOverview, draining: bool) -> Denied | NoAnswer | None:
        """Let it send what it holds and take nothing new, or let it work again; None once it is so."""
        return await self._service.drain(station.station, draining)

    async def lapsed(self) -> LapsedPage | Denied | NoAnswer:
        return await self._service.lapsed()

    async def restore(self, record_id: UUID, reason: str) -> Restored | Denied | NoAnswer | Problem:
        """Take a lapse back; a Problem when no reason is given."""
        if not reason.strip():
            return blocking("reason", "restore_needs_a_reason")
        return await self._service.restore(record_id, reason.strip())

    async def failed_notices(self) -> FailedNotices | Denied | NoAnswer:
        return await self._service.failed_notices()

    async def retry_notice(self, notice: int) -> Denied | NoAnswer | None:
        return await self._service.retry_notice(notice)

    async def reasons(self) -> ReasonLists | Denied | NoAnswer:
        return await self._service.reasons()

    async def change_reasons(self, lists: ReasonLists) -> ReasonLists | Denied | NoAnswer:
        return await self._service.change_reasons(lists)

    async def practice_messages(self) -> PracticeMessages | Denied | NoAnswer:
        return await self._service.practice_messages()


def attention(station: StationOverview, page: StationsPage) -> tuple[Attention, ...]:
    """What somebody should look into at this station now."""
    silent = None if station.last_contact is None else page.as_of - station.last_contact
    found = {
        Attention.DAYS: station.days.unbalanced > 0 or station.days.broken,
        Attention.NEVER_SEEN: silent is None,
        Attention.SILENT: silent is not None and silent > SILENT_AFTER,
        Attention.TRAIL: station.trail_broken_at is not None,
        Attention.RESTORED: station.trail_restored_at is not None,
        Attention.DRAINED: station.state == ServiceState.DRAIN,
        Attention.LOCKED: station.state == ServiceState.LOCKED,
    }
    if station.report is not None:
        found |= _reported(station.report)
    return tuple(kind for kind in Attention if found.get(kind))


def _reported(report: StationReport) -> dict[Attention, bool]:
    """What the station says of itself; one that was in contact may not have said anything yet."""
    return {
        Attention.REFUSED: bool(report.refused),
        Attention.SET_ASIDE: report.set_aside > 0,
        Attention.AT_RISK: report.at_risk > 0,
        Attention.CLOCK: abs(report.clock_error or 0.0) > CLOCK_TOLERANCE,
        Attention.SPACE: report.free_space < LEAST_SPACE,
    }


def totals(page: StationsPage) -> Totals:
    reports = [station.report for station in page.stations if station.report]
    return Totals(
        stations=len(page.stations),
        waiting=sum(report.waiting for report in reports),
        at_risk=sum(report.at_risk for report in reports),
        refused=sum(sum(report.refused.values()) for report in reports),
        received=sum(station.received for station in page.stations),
        activated=sum(station.activated for station in page.stations),
    )
