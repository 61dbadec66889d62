"""Stations' audit trails as the agency sees them: how long, which last hash, and whether they go on.

A trail only ever grows. One that is shorter than reported before, or as long with another hash, was changed
at the station or comes from a copy: both are for a person to look into. Which of the two is known where the
office gave a moving code: the first report after it goes on from a restored copy, and is called so. Of every
day the last head is kept, so that a trail exported later can be held against it.
"""

from __future__ import annotations

from datetime import datetime

from approval import audit
from approval.clock import VIETNAM
from approval.moving import MOVED
from approval.storage import sign_in
from approval.storage.database import Session
from approval.storage.sign_in_rows import StationRow
from declaration.wire.supervision import StationReport

BROKEN, RESTORED, HEAD = "audit_trail_broken", "audit_trail_restored", "audit_head"


def compare(session: Session, row: StationRow | None, report: StationReport, now: datetime) -> None:
    """Hold a new report against the one before, within the caller's transaction."""
    if row is None or row.report is None:
        return
    before = StationReport.model_validate_json(row.report)
    if not before.audit_lines:
        return  # from a program that kept no chain yet
    today = now.astimezone(VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    if row.id not in sign_in.last_done(session, HEAD, today, [row.id]):
        audit.record(session, now, row.id, HEAD, row.id, _head(before), agency=row.agency)
    if sign_in.newest_act(session, row.id, (MOVED, RESTORED)) == MOVED:
        audit.record(
            session, now, row.id, RESTORED, row.id, f"{_head(before)} > {_head(report)}", agency=row.agency
        )
    elif not _goes_on(before, report):
        audit.record(
            session, now, row.id, BROKEN, row.id, f"{_head(before)} > {_head(report)}", agency=row.agency
        )


def _goes_on(before: StationReport, after: StationReport) -> bool:
    if after.audit_lines == before.audit_lines:
        return after.audit_head == before.audit_head
    return after.audit_lines > before.audit_lines


def _head(report: StationReport) -> str:
    return f"{report.audit_lines}:{report.audit_head}"
