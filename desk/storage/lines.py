"""Declarations as lists show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from declaration.lifecycle import Delivery, Status
from desk.ports.store import DeclarationLine
from desk.storage.rows import DeclarationRow, RevisionRow


def lines_of(session: Session, rows: Sequence[DeclarationRow]) -> list[DeclarationLine]:
    """In the same order, each with how far its newest revision has come."""
    keys = [(row.id, row.revision) for row in rows]
    query = select(RevisionRow.record_id, RevisionRow.delivery).where(
        tuple_(col(RevisionRow.record_id), col(RevisionRow.revision)).in_(keys)
    )
    deliveries = dict(session.exec(query).all()) if keys else {}
    return [_line(row, deliveries.get(row.id)) for row in rows]


def _line(row: DeclarationRow, delivery: str | None) -> DeclarationLine:
    return DeclarationLine(
        id=UUID(row.id),
        revision=row.revision,
        status=Status(row.status),
        delivery=Delivery(delivery) if delivery else None,
        full_name=row.full_name,
        document_number=row.document_number,
        phone=row.phone,
        agency=row.agency,
        declared_on=date.fromisoformat(row.declared_on),
        finished_at=row.finished_at,
        registrar=row.registrar,
        dossier_number=row.dossier_number,
        user_name=row.user_name,
        changed_at=row.changed_at,
    )
