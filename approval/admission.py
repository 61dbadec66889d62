"""May this record come in? Its form, its content, and what is known of its id already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError

from approval import complaints, consents, contact_outcomes, dossiers, handovers, withdrawals
from approval.contents import Declared, read_declared
from approval.sealed import Opened
from approval.storage import records, sign_in
from approval.storage.database import Session
from approval.storage.declarations import Standing
from declaration.privacy import Private
from declaration.wire.complaint import ComplaintContent
from declaration.wire.consent_withdrawn import ConsentWithdrawnContent
from declaration.wire.contact_outcome import ContactContent
from declaration.wire.days import DayClosing
from declaration.wire.form_versions import FORM_VERSIONS
from declaration.wire.handover import HandoverContent
from declaration.wire.records import ConflictAnswer, Record, RecordKind, RefusalAnswer
from declaration.wire.withdrawal import WithdrawalContent

Content = (
    Declared
    | WithdrawalContent
    | ContactContent
    | HandoverContent
    | ComplaintContent
    | ConsentWithdrawnContent
    | None
)
_NO_AGENCY: Final = RefusalAnswer(code="content_invalid", detail="agency_unknown")
_READ: Final[Mapping[str, Callable[[Record], Content | RefusalAnswer]]] = {
    RecordKind.WITHDRAWAL: withdrawals.read_withdrawal,
    RecordKind.CONTACT_OUTCOME: contact_outcomes.read_outcome,
    RecordKind.HANDOVER: handovers.read_handover,
    RecordKind.COMPLAINT: complaints.read_complaint,
    RecordKind.CONSENT_WITHDRAWN: consents.read_taken_back,
}


@dataclass(frozen=True)
class Arrived:
    """A photo that this process has just made durable, as it was looked at then."""

    size: int
    is_picture: bool


@dataclass(frozen=True, repr=False)
class Offered(Private):
    """A record whose seal holds, and what it says, read once. ``here``: those of its photos, by their names,
    that were seen arriving while it waited; of the others the store is asked."""

    opened: Opened
    content: Content | RefusalAnswer
    here: Mapping[str, Arrived] = field(default_factory=dict)

    def with_photo(self, name: str, seen: Arrived) -> Offered:
        """The same, with one more seen."""
        return Offered(self.opened, self.content, {**self.here, name: seen})


def read(opened: Opened) -> Offered:
    """Read what is in it; nothing is decided, and nobody asked."""
    return Offered(opened, _content_in(opened.record))


def content_for(session: Session, offered: Offered, agencies: set[str]) -> Content | RefusalAnswer:
    """What it says, when the agency it is for exists; None for a kind that is only kept. ``agencies``: codes
    known to exist, which is added to, for no agency is ever removed."""
    content = offered.content
    if not isinstance(content, Declared | HandoverContent) or content.agency in agencies:
        return content
    if not sign_in.is_agency(session, content.agency):
        return _NO_AGENCY
    agencies.add(content.agency)
    return content


def _content_in(record: Record) -> Content | RefusalAnswer:
    if record.kind == RecordKind.DAY and not _is_a_day(record):
        return RefusalAnswer(code="content_invalid", detail="day")
    if record.kind in _READ:
        return _READ[record.kind](record)
    if record.kind != RecordKind.DECLARATION:
        return None
    if record.form_version not in FORM_VERSIONS.names:
        return RefusalAnswer(code="form_version_unknown")
    declared = read_declared(record.content)
    if isinstance(declared, tuple):
        return RefusalAnswer(code="content_invalid", detail=" ".join(each.code for each in declared))
    return declared


def _is_a_day(record: Record) -> bool:
    try:
        DayClosing.model_validate(record.content)
    except ValidationError:
        return False
    return True


def conflict_with(
    session: Session, record: Record, content: Content, kept_for: str | None, known: Standing | None
) -> ConflictAnswer | None:
    """Why this revision needs a person, or None; ``kept_for``: the station any revision of it is kept for;
    ``known``: where its declaration stands."""
    owners = {kept_for}
    if isinstance(content, WithdrawalContent | ContactContent | ConsentWithdrawnContent):
        owners.add(records.station_of(session, content.declaration))
    if owners - {None, record.station}:
        return ConflictAnswer(code="other_station")
    if known is not None and not dossiers.awaits_decision(known):
        return None if withdrawals.is_taken_back(session, record) else ConflictAnswer(code="already_decided")
    return None
