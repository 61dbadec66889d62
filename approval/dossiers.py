"""The dossier (hồ sơ) of a declaration: opened by the first revision, renewed by later ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

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


def new_numbers(session: Session, count: int, now: datetime) -> list[str]:
    """Numbers (số hồ sơ) for so many new dossiers."""
    if not count:
        return []
    year = vietnam_date(now).year
    return [f"TK-{year}-{each:06d}" for each in counters.next_numbers(session, f"dossier-{year}", count)]


def open_new(session: Session, new: Sequence[tuple[Record, Declared, str]], now: datetime) -> None:
    """Dossiers of declarations that came for the first time, under their numbers."""
    rows = [
        _facts(record, declared, now)
        | {
            "id": record.id,
            "version": 1,
            "dossier_number": number,
            "hand_in_by": _last_day(declared, now),
        }
        for record, declared, number in new
    ]
    put(session, DeclarationRow, *rows)


def renew(session: Session, record: Record, declared: Declared, now: datetime) -> str:
    """Bring a dossier up to a newer revision; an older one that comes late changes nothing. Its number."""
    row = session.get_one(DeclarationRow, record.id)
    if row.revision < record.revision:
        row.sqlmodel_update(_facts(record, declared, now) | {"ask_after": None, "look_after": None})
        row.version += 1
        # new days that were given stay
        row.hand_in_by = max(_last_day(declared, now), row.hand_in_by)
        session.add(row)
        session.flush()
    return row.dossier_number


def _last_day(declared: Declared, now: datetime) -> date:
    """Ten days from the day of declaring; a station whose clock is ahead gets no more than others."""
    return hand_in_by(min(declared.declared_on, vietnam_date(now)))


def _facts(record: Record, declared: Declared, now: datetime) -> dict[str, Any]:
    return {
        "revision": record.revision,
        "station": record.station,
        "registrar": record.registrar,
        "decided_after": None,
        "agency": declared.agency,
        "kind": declared.kind,
        "status": str(Status.RECEIVED),
        "full_name": declared.full_name,
        "search_name": declared.search_name,
        "birth": declared.birth,
        "document_number": declared.document_number,
        "insurance_code": declared.insurance_code,
        "phone": declared.phone,
        "guardian": declared.guardian,
        "email": declared.email,
        "declared_on": declared.declared_on,
        "received_at": now,
        "registry_answer": None,
        "registry_fields": "",
        "sound": declared.sound,
        "photo_state": DUE if record.blobs else "",
        "unreadable_photos": "",
    }
