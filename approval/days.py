"""A station's exported day as the agency sees it: the station's own word, held against what it reported.

Every day's last head of a trail is kept (approval.trails). Lines that were changed and signed anew by whoever
holds the station's file still differ from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import ValidationError

from approval.moving import former_keys
from approval.signatures import verified
from approval.storage import sign_in
from approval.storage.database import Session
from approval.storage.sign_in_rows import StationRow
from approval.trails import HEAD, RESTORED
from declaration.audit_chain import AuditHead
from declaration.wire.day_record import DayFile, DayRecord, check_lines
from declaration.wire.signed import Purpose
from declaration.wire.supervision import StationReport


class DayVerdict(StrEnum):
    """GENUINE: signed by a station of ours, whole, as reported. FOREIGN: no station of ours. TAMPERED: not
    what it signed. DIFFERS: signed and whole, but not the trail it reported. UNREADABLE: no such file."""

    GENUINE = "genuine"
    FOREIGN = "foreign"
    TAMPERED = "tampered"
    DIFFERS = "differs"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class DaySeen:
    """``record`` for a genuine day and for one that differs: a person must see what it says."""

    verdict: DayVerdict
    record: DayRecord | None = None


def look_at_day(session: Session, data: bytes) -> DaySeen:
    """What these bytes are, by the keys and heads this service keeps."""
    try:
        file = DayFile.model_validate_json(data)
    except ValidationError:
        return DaySeen(DayVerdict.UNREADABLE)
    record = file.record.read(DayRecord)
    if record is None:
        return DaySeen(DayVerdict.UNREADABLE)
    row = session.get(StationRow, record.station)
    if row is None:
        return DaySeen(DayVerdict.FOREIGN)
    keys = (row.public_key, *former_keys(session, row.id))
    if not any(verified(key, Purpose.DAY, file.record) for key in keys):
        return DaySeen(DayVerdict.TAMPERED)
    if check_lines(record.lines).broken is not None:
        return DaySeen(DayVerdict.TAMPERED)
    differs = check_lines(record.lines, _heads(session, row)).broken is not None
    return DaySeen(DayVerdict.DIFFERS if differs else DayVerdict.GENUINE, record)


def _heads(session: Session, row: StationRow) -> Sequence[AuditHead]:
    """Those kept since the station last went on from a restored copy, and the newest report's."""
    notes = sign_in.notes_since(session, row.id, HEAD, RESTORED)
    heads = [AuditHead(int(lines), digest) for lines, _, digest in (note.partition(":") for note in notes)]
    if row.report is not None:
        report = StationReport.model_validate_json(row.report)
        heads.append(AuditHead(report.audit_lines, report.audit_head))
    return heads
