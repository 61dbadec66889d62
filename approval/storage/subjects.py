"""Whatever an act may be about, by its key: what it is called, and of which agency it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from sqlmodel import col, select

from approval.storage.database import Session
from approval.storage.rows import ComplaintRow, DeclarationRow, HandoverRow
from approval.storage.sign_in_rows import PersonRow, StationRow

COMPLAINT: Final = "complaint"


class Subject(NamedTuple):
    """``subject``: as the audit keeps it; ``kind``: declaration, papers, complaint, station or person."""

    subject: str
    kind: str
    called: str
    agency: str


def dossiers(session: Session, ids: Collection[UUID]) -> Sequence[Subject]:
    """Declarations, by their dossier numbers."""
    if not ids:
        return ()
    asked = select(DeclarationRow.id, DeclarationRow.dossier_number, DeclarationRow.agency)
    rows = session.exec(asked.where(col(DeclarationRow.id).in_(ids))).all()
    return [Subject(str(record_id), "declaration", number, agency) for record_id, number, agency in rows]


def papers(session: Session, ids: Collection[UUID]) -> Sequence[Subject]:
    """Batches of papers by number and desk; complaints by the desk that took them down."""
    if not ids:
        return ()
    batches = select(HandoverRow.id, HandoverRow.number, StationRow.name, HandoverRow.agency)
    batches = batches.join(StationRow, col(HandoverRow.station) == col(StationRow.id))
    found = [
        Subject(str(batch), "papers", f"{number} · {desk}", agency)
        for batch, number, desk, agency in session.exec(batches.where(col(HandoverRow.id).in_(ids)))
    ]
    complaints = select(ComplaintRow.id, StationRow.name, ComplaintRow.agency)
    complaints = complaints.join(StationRow, col(ComplaintRow.station) == col(StationRow.id))
    rows = session.exec(complaints.where(col(ComplaintRow.id).in_(ids))).all()
    return [*found, *(Subject(str(complaint), COMPLAINT, desk, agency) for complaint, desk, agency in rows)]


def named(session: Session, names: Collection[str]) -> Sequence[Subject]:
    """Stations by name and unit; people by full name and sign-in name."""
    if not names:
        return ()
    stations = select(StationRow.id, StationRow.name, StationRow.unit_name, StationRow.agency)
    found = [
        Subject(station, "station", f"{name} · {unit}", agency)
        for station, name, unit, agency in session.exec(stations.where(col(StationRow.id).in_(names)))
    ]
    people = select(PersonRow.name, PersonRow.display_name, PersonRow.agency)
    rows = session.exec(people.where(col(PersonRow.name).in_(names))).all()
    return [*found, *(Subject(name, "person", f"{full} ({name})", agency) for name, full, agency in rows)]
