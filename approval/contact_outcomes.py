"""What came of telling a person (kết quả liên hệ): kept as it came, and a line of its history."""

from __future__ import annotations

from datetime import datetime

from pydantic import ValidationError

from approval import audit
from approval.storage.database import Session
from approval.storage.sign_in_rows import StationRow
from declaration.wire.contact_outcome import CONTACT_VERSION, ContactContent
from declaration.wire.records import Record, RefusalAnswer

CONTACT = "contact"


def read_outcome(record: Record) -> ContactContent | RefusalAnswer:
    """What it says, or why it is refused for good."""
    if record.form_version != CONTACT_VERSION:
        return RefusalAnswer(code="form_version_unknown")
    try:
        return ContactContent.model_validate(record.content)
    except ValidationError:
        return RefusalAnswer(code="content_invalid", detail="content_shape")


def receive(session: Session, record: Record, content: ContactContent, now: datetime) -> None:
    """Reviewers read it in the history: which steps the person is past."""
    at = session.get_one(StationRow, record.station).agency
    said = " ".join((content.outcome, *content.steps))
    audit.record(session, now, record.registrar, CONTACT, str(content.declaration), said, agency=at)
