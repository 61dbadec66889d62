"""May this record come in? Its form, its content, and what is known of its id already."""

from __future__ import annotations

from pydantic import ValidationError

from approval import dossiers
from approval.contents import Declared, read_declared
from approval.storage import records
from approval.storage.database import Session
from approval.storage.sign_in_rows import AgencyRow
from declaration.wire.day_record import DayRecord
from declaration.wire.declaration_content import KNOWN_FORM_VERSIONS
from declaration.wire.records import ConflictAnswer, Record, RecordKind, RefusalAnswer


def declared_in(session: Session, record: Record) -> Declared | RefusalAnswer | None:
    """The declared facts; None for a kind that declares nothing."""
    if record.kind == RecordKind.DAY and not _is_a_day(record):
        return RefusalAnswer(code="content_invalid", detail="day")
    if record.kind != RecordKind.DECLARATION:
        return None
    if record.form_version not in KNOWN_FORM_VERSIONS:
        return RefusalAnswer(code="form_version_unknown")
    declared = read_declared(record.content)
    if isinstance(declared, tuple):
        return RefusalAnswer(code="content_invalid", detail=" ".join(each.code for each in declared))
    if session.get(AgencyRow, declared.agency) is None:
        return RefusalAnswer(code="content_invalid", detail="agency_unknown")
    return declared


def _is_a_day(record: Record) -> bool:
    try:
        DayRecord.model_validate(record.content)
    except ValidationError:
        return False
    return True


def conflict_with(session: Session, record: Record) -> ConflictAnswer | None:
    """Why a new revision needs a person, or None."""
    owner = records.station_of(session, record.id)
    if owner is not None and owner != record.station:
        return ConflictAnswer(code="other_station")
    if record.kind == RecordKind.DECLARATION and dossiers.is_decided(session, record.id):
        return ConflictAnswer(code="already_decided")
    return None
