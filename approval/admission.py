"""May this record come in? Its form, its content, and what is known of its id already."""

from __future__ import annotations

from pydantic import ValidationError

from approval import contact_outcomes, dossiers, withdrawals
from approval.contents import Declared, read_declared
from approval.storage import records, sign_in
from approval.storage.database import Session
from declaration.wire.contact_outcome import ContactContent
from declaration.wire.days import DayClosing
from declaration.wire.declaration_content import KNOWN_FORM_VERSIONS
from declaration.wire.records import ConflictAnswer, Record, RecordKind, RefusalAnswer
from declaration.wire.withdrawal import WithdrawalContent

Content = Declared | WithdrawalContent | ContactContent | None


def content_in(session: Session, record: Record) -> Content | RefusalAnswer:
    """What it says; None for a kind that is only kept."""
    if record.kind == RecordKind.DAY and not _is_a_day(record):
        return RefusalAnswer(code="content_invalid", detail="day")
    if record.kind == RecordKind.WITHDRAWAL:
        return withdrawals.read_withdrawal(record)
    if record.kind == RecordKind.CONTACT_OUTCOME:
        return contact_outcomes.read_outcome(record)
    if record.kind != RecordKind.DECLARATION:
        return None
    if record.form_version not in KNOWN_FORM_VERSIONS:
        return RefusalAnswer(code="form_version_unknown")
    declared = read_declared(record.content)
    if isinstance(declared, tuple):
        return RefusalAnswer(code="content_invalid", detail=" ".join(each.code for each in declared))
    if not sign_in.is_agency(session, declared.agency):
        return RefusalAnswer(code="content_invalid", detail="agency_unknown")
    return declared


def _is_a_day(record: Record) -> bool:
    try:
        DayClosing.model_validate(record.content)
    except ValidationError:
        return False
    return True


def conflict_with(
    session: Session, record: Record, content: Content, kept_for: str | None
) -> ConflictAnswer | None:
    """Why this revision needs a person, or None; ``kept_for``: the station it is already kept for."""
    owners = {kept_for or records.station_of(session, record.id)}
    if isinstance(content, WithdrawalContent | ContactContent):
        owners.add(records.station_of(session, content.declaration))
    if owners - {None, record.station}:
        return ConflictAnswer(code="other_station")
    if isinstance(content, Declared) and dossiers.is_decided(session, record.id):
        return None if withdrawals.is_taken_back(session, record) else ConflictAnswer(code="already_decided")
    return None
