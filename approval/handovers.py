"""Hand-over batches (bàn giao): papers a desk says it handed in, and the agency's word that they are here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import col, func, select

from approval import audit
from approval.clock import Clock
from approval.feed import Feed
from approval.identities import Person
from approval.naming import full_names, registrars_of
from approval.storage import sign_in
from approval.storage.database import Database, Session
from approval.storage.rows import DeclarationRow, HandoverRow
from declaration.wire.changes import ChangeKind
from declaration.wire.handover import (
    HANDOVER_VERSION,
    HandedPaper,
    HandoverContent,
    HandoverPage,
    HandoverSummary,
    PaperReceived,
)
from declaration.wire.records import Record, RefusalAnswer

SHOWN: Final = 50


LISTED = "papers_listed"


@dataclass(frozen=True)
class NotReceived:
    """Nothing was changed; ``code``: not_found · already_received · not_in_the_batch."""

    code: str


def read_handover(record: Record) -> HandoverContent | RefusalAnswer:
    """What it says, or why it is refused for good."""
    if record.form_version != HANDOVER_VERSION:
        return RefusalAnswer(code="form_version_unknown")
    try:
        return HandoverContent.model_validate(record.content)
    except ValidationError:
        return RefusalAnswer(code="content_invalid", detail="content_shape")


def keep(session: Session, record: Record, content: HandoverContent) -> None:
    """It waits for somebody to look through the papers."""
    row = HandoverRow(
        id=record.id,
        station=record.station,
        agency=content.agency,
        number=content.number,
        registrar=record.registrar,
        handed_at=record.sealed_at,
        declarations=[str(each) for each in content.declarations],
    )
    session.add(row)


@dataclass(frozen=True)
class Handovers:
    """For reviewers of the agency a batch was handed to; to others it does not exist."""

    database: Database
    feed: Feed
    clock: Clock

    def page(self, person: Person) -> HandoverPage:
        """Those to be received first."""
        mine, here = col(HandoverRow.agency).in_(person.agencies), col(HandoverRow.received_at).is_not(None)
        newest = select(HandoverRow).order_by(col(HandoverRow.handed_at).desc())
        with self.database.writing() as session:
            rows = list(session.exec(newest.where(mine, ~here).limit(SHOWN)))
            rows += session.exec(newest.where(mine, here).limit(SHOWN - len(rows)))
            to_receive = session.exec(select(func.count()).where(mine, ~here)).one()
            items = _summaries(session, rows)
            now, at = self.clock(), person.agency
            audit.record(session, now, person.name, LISTED, at, f"shown {len(items)}", agency=at)
        return HandoverPage(items=items, to_receive=to_receive)

    def receive(
        self, person: Person, handover: UUID, received: PaperReceived
    ) -> HandoverSummary | NotReceived:
        """The station is told, with what was missing."""
        with self.database.writing() as session:
            wanted = select(HandoverRow).where(col(HandoverRow.id) == handover)
            row = session.exec(wanted.with_for_update()).first()
            if row is None or row.agency not in person.agencies:
                return NotReceived("not_found")
            if row.received_at is not None:
                return NotReceived("already_received")
            missing = [str(each) for each in received.missing]
            if not set(missing) <= set(row.declarations):
                return NotReceived("not_in_the_batch")
            now = self.clock()
            row.received_at, row.received_by = now, person.name
            row.missing, row.note = missing, received.note.strip()
            session.add(row)
            self._tell(session, row, now)
            return _summaries(session, [row])[0]

    def _tell(self, session: Session, row: HandoverRow, now: datetime) -> None:
        data = {"missing": row.missing, "note": row.note}
        self.feed.append(session, row.station, ChangeKind.PAPER_RECEIVED, (row.id, 1), data)
        said = f"missing {len(row.missing)}"
        received, at = ChangeKind.PAPER_RECEIVED, row.agency
        audit.record(session, now, row.received_by, received, str(row.id), said, agency=at)


def _summaries(session: Session, rows: Sequence[HandoverRow]) -> tuple[HandoverSummary, ...]:
    stations = sign_in.stations_with(session, {row.station for row in rows})
    ids = {UUID(each) for row in rows for each in row.declarations}
    found = session.exec(select(DeclarationRow).where(col(DeclarationRow.id).in_(ids))).all()
    here = {(each.station, each.id): each for each in found}
    people = full_names(session, (row.received_by for row in rows if row.received_by))
    return tuple(
        HandoverSummary(
            id=row.id,
            number=row.number,
            station=stations[row.station].name,
            unit_name=stations[row.station].unit_name,
            registrar=row.registrar,
            handed_at=row.handed_at,
            papers=tuple(_paper(each, here.get((row.station, each))) for each in map(UUID, row.declarations)),
            received_at=row.received_at,
            received_by=row.received_by,
            missing=tuple(UUID(each) for each in row.missing),
            note=row.note,
            registrar_name=registrars_of(stations[row.station]).get(row.registrar, ""),
            received_name=people.get(row.received_by, ""),
        )
        for row in rows
    )


def _paper(declaration: UUID, row: DeclarationRow | None) -> HandedPaper:
    if row is None:
        return HandedPaper(declaration=declaration)
    return HandedPaper(
        declaration=declaration,
        dossier_number=row.dossier_number,
        full_name=row.full_name,
        status=row.status,
    )
