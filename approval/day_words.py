"""An exported day as lines of text, for whoever has it looked at from the command line."""

from __future__ import annotations

from collections.abc import Iterator

from approval.clock import VIETNAM
from approval.days import DaySeen, DayVerdict
from declaration.wire.day_record import AuditEntry

_JUDGED = {
    DayVerdict.GENUINE: "genuine: signed by the station, whole, and as it reported",
    DayVerdict.FOREIGN: "foreign: of no station of this service",
    DayVerdict.TAMPERED: "tampered: not as the station signed it",
    DayVerdict.DIFFERS: "differs: signed and whole, but not the trail the station reported",
    DayVerdict.UNREADABLE: "unreadable: no exported day",
}


def day_in_words(seen: DaySeen) -> Iterator[str]:
    """Its lines, what it counts, and last the verdict."""
    record = seen.record
    if record is not None:
        yield from map(_line, record.lines)
        where = f"{record.station}  {record.unit_name}  {record.station_name}"
        yield f"{where}  {record.day.isoformat()}  lines {len(record.lines)}  finished {record.finished}"
    yield _JUDGED[seen.verdict]


def _line(entry: AuditEntry) -> str:
    at = f"{entry.at.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S}"
    words = (str(entry.number), at, entry.who or "-", entry.action, entry.subject, entry.detail)
    return "  ".join(words).rstrip()
