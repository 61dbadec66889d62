"""The dossier (hồ sơ) of a declaration: opened by the first revision, renewed by later ones."""

from __future__ import annotations

from datetime import datetime

from approval.clock import vietnam_date
from approval.contents import Declared
from approval.photo_checks import DUE
from approval.sealed import record_in
from approval.storage import counters
from approval.storage.database import Session
from approval.storage.declarations import Standing
from approval.storage.prepared import put
from approval.storage.rows import DeclarationRow, RecordRow
from declaration.deadlines import hand_in_by
from declaration.lifecycle import Event, Kind, Status, allowed
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.records import Record


def awaits_decision(row: DeclarationRow | Standing) -> bool:
    """Only what still waits, for the agency or for a correction, can lapse: one question to the table.

    What a decision (or the deadline) has ended takes no newer revision in silently.
    """
    return Event.LAPSE in allowed(Status(row.status), Kind(row.kind))


def content(session: Session, row: DeclarationRow) -> DeclarationContent:
    """What its newest revision declares."""
    stored = session.get_one(RecordRow, (row.id, row.revision))
    return DeclarationContent.model_validate(record_in(stored.sealed).content)


def receive(
    session: Session, record: Record, declared: Declared, known: Standing | None, now: datetime
) -> str:
    """Open the dossier, or bring it up to a newer revision; an older one that comes late changes nothing.

    ``known``: where it stands. Returns the dossier number (số hồ sơ), the same for all revisions.
    """
    row = session.get_one(DeclarationRow, record.id) if known else None
    if row is not None and row.revision >= record.revision:
        return row.dossier_number
    number = row.dossier_number if row else _new_number(session, now)
    last_day = hand_in_by(declared.declared_on)
    facts = {
        "revision": record.revision,
        "version": row.version + 1 if row else 1,
        "station": record.station,
        "agency": declared.agency,
        "kind": declared.kind,
        "status": str(Status.RECEIVED),
        "dossier_number": number,
        "full_name": declared.full_name,
        "search_name": declared.search_name,
        "birth": declared.birth,
        "document_number": declared.document_number,
        "insurance_code": declared.insurance_code,
        "phone": declared.phone,
        "guardian": declared.guardian,
        "email": declared.email,
        "declared_on": declared.declared_on,
        "hand_in_by": max(last_day, row.hand_in_by) if row else last_day,  # new days were given: they stay
        "received_at": now,
        "registry_answer": None,
        "registry_fields": "",
        "sound": declared.sound,
        "photo_state": DUE if record.blobs else "",
        "unreadable_photos": "",
    }
    if row is None:
        put(session, DeclarationRow, facts | {"id": record.id})
    else:
        row.sqlmodel_update(facts)
        session.add(row)
        session.flush()
    return number


def _new_number(session: Session, now: datetime) -> str:
    year = vietnam_date(now).year
    return f"TK-{year}-{counters.next_number(session, f'dossier-{year}'):06d}"
