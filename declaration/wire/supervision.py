"""What stations report about themselves, and what a supervisor sees of all of them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from declaration.wire.model import Message
from declaration.wire.sign_in import ServiceState


class StationReport(Message):
    """Not sealed, latest wins: makes visible what has *not* arrived. Seconds and bytes.

    ``audit_lines`` and ``audit_head``: how long the station's audit trail is and the hash of its last line,
    so that a trail changed afterwards no longer agrees with what was reported. 0 and "" from older stations.
    ``registrars``: full names by the sign-in names its records bear.
    """

    waiting: int
    oldest_age: int
    at_risk: int
    refused: dict[str, int]
    set_aside: int
    clock_error: float | None
    app_version: str
    free_space: int
    audit_lines: int = 0
    audit_head: str = ""
    registrars: dict[str, str] = Field(default_factory=dict)


class StationDay(Message):
    """One day of a station as the service knows it. ``received``: revisions it signed for. ``closed_at`` and
    ``finished``: what the station closed it with last, None while it has not.

    ``balanced``: the last comparison's outcome, None without one; ``lacking`` and ``unknown`` count what was
    missing at the service and at the station."""

    day: date
    received: int
    closed_at: datetime | None = None
    finished: int | None = None
    compared_at: datetime | None = None
    balanced: bool | None = None
    lacking: int = 0
    unknown: int = 0

    @property
    def is_green(self) -> bool:
        """Closed, nothing more received since, and equal on both sides when they were last compared."""
        return self.balanced is True and self.finished is not None and self.received <= self.finished


class StationDays(Message):
    """A station's days, newest first. ``broken``: numbers of closings that do not follow the one before."""

    station: str
    days: tuple[StationDay, ...]
    broken: tuple[int, ...] = ()


class DaysOverview(Message):
    """A station's days in short, over those of the last month: how many are closed and equal on both sides,
    how many do not balance, how many before today are not closed, and whether the chain is broken."""

    green: int = 0
    unbalanced: int = 0
    open: int = 0
    broken: bool = False


class StationOverview(Message):
    """One row of the supervisor's table. ``report`` is None for a station that has never reported.
    ``trail_broken_at``: when the station's audit trail last did not continue what it had reported before.
    ``trail_restored_at``: when it last went on from a restored copy, moved by a code of the office.
    ``days``: its days in short. ``state``: one of ServiceState, what is asked of it."""

    station: str
    station_name: str
    unit_name: str
    agency: str
    enrolled_at: datetime
    last_contact: datetime | None
    received: int
    returned: int
    activated: int
    report: StationReport | None
    trail_broken_at: datetime | None = None
    trail_restored_at: datetime | None = None
    days: DaysOverview = DaysOverview()
    state: str = ServiceState.NORMAL


class Draining(Message):
    """Whether a station takes nothing new and only sends what it holds."""

    draining: bool


class StationsPage(Message):
    stations: tuple[StationOverview, ...]
    as_of: datetime


class LapsedDeclaration(Message):
    """One whose ten days ran out; ``hand_in_by`` was its last."""

    id: UUID
    dossier_number: str
    full_name: str
    unit_name: str
    station: str
    hand_in_by: date


class LapsedPage(Message):
    """The newest first, at most two hundred."""

    items: tuple[LapsedDeclaration, ...]


class RestoreRequest(Message):
    """Why a lapse is taken back; audited, and told to the desk."""

    reason: str = Field(pattern=r"\S", max_length=500)


class Restored(Message):
    """The declaration's new last day."""

    hand_in_by: date


class PracticeMessage(Message):
    """A message of the practice unit's reference carrier; no real telephone ever got it."""

    at: datetime
    channel: str
    to: str
    text: str


class PracticeMessages(Message):
    messages: tuple[PracticeMessage, ...]
