"""The full names of people whose acts are kept under their sign-in names.

Two kinds, and one sign-in name may be of both: whoever signs in here, and a desk's registrars, whom only
their station knows and names in its report (0095).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from approval.storage import sign_in
from approval.storage.database import Session
from approval.storage.sign_in_rows import StationRow
from declaration.naming import told_apart
from declaration.wire.supervision import StationReport

BY_REGISTRARS: Final = frozenset(
    {"received", "withdrawn", "withdrawal_too_late", "consent_withdrawn", "contact"}
)
"""Acts whose line names a registrar of the station; of others, who signs in here did it, or nobody."""


def full_names(session: Session, names: Iterable[str]) -> dict[str, str]:
    """Of those who sign in here, asked for at once."""
    return told_apart(sign_in.display_names(session, frozenset(names)))


def registrars_of(station: StationRow) -> dict[str, str]:
    """As the station's newest report names them."""
    return _named_in(station.report) if station.report else {}


def registrars_at(session: Session, stations: Iterable[str]) -> dict[str, dict[str, str]]:
    """The same of several stations, by their ids, asked for at once."""
    reports = sign_in.station_reports(session, frozenset(stations))
    return {station: _named_in(report) for station, report in reports.items()}


def name_of(act: str, actor: str, people: Mapping[str, str], registrars: Mapping[str, str]) -> str:
    """Who did that act, "" where nobody knows the full name."""
    return (registrars if act in BY_REGISTRARS else people).get(actor, "")


def _named_in(report: str) -> dict[str, str]:
    return StationReport.model_validate_json(report).registrars
