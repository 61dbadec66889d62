"""What an item of the queue is called."""

from __future__ import annotations

from datetime import date

from declaration.wire.records import RecordKind
from desk.i18n import has, t
from desk.ports.outbox import OutboxLine
from desk.views import shown

_OF_SOMEBODY = (RecordKind.WITHDRAWAL, RecordKind.CONTACT_OUTCOME, RecordKind.CONSENT_WITHDRAWN)


def name_of(line: OutboxLine) -> str:
    """Whose it is, or what."""
    if line.kind == RecordKind.DECLARATION:
        return line.full_name.upper()
    if line.kind == RecordKind.DAY and line.full_name:
        return t("sync.day.record", day=shown.day(date.fromisoformat(line.full_name)))
    if line.kind in _OF_SOMEBODY:
        return t(f"sync.{line.kind}", name=line.full_name.upper())
    key = "sync.complaint_closing" if line.revision > 1 else f"sync.{line.kind}"
    if line.kind in (RecordKind.HANDOVER, RecordKind.COMPLAINT) and has(key):
        return t(key)
    return t("sync.other_record", kind=line.kind)
