"""What a reviewer sees: their agencies' queue, one declaration whole, its photos. Looking is audited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from approval import audit, claims, consents, contacts
from approval.clock import Clock, vietnam_date
from approval.identities import Person
from approval.naming import full_names, name_of, registrars_of
from approval.population import Registry
from approval.registry_checks import ASKED
from approval.sealed import record_in
from approval.storage import greens, notices, review_queue
from approval.storage.blobs import Blobs
from approval.storage.database import Database, Session, SharedClock
from approval.storage.review_queue import QueueFilter, QueueKey
from approval.storage.rows import DeclarationRow, NoticeRow, RecordRow
from approval.storage.sign_in_rows import AgencyRow, StationRow
from declaration.deadlines import DAYS_AT_RISK
from declaration.person import search_key
from declaration.wire.notices import NoticeLine
from declaration.wire.records import BlobRef, Record
from declaration.wire.review import (
    Claim,
    HistoryLine,
    ReviewDetail,
    ReviewPage,
    ReviewQuery,
    ReviewSummary,
)

VIEWED, PHOTO_VIEWED = "viewed", "photo_viewed"


@dataclass(frozen=True)
class Photo:
    """A photo to be streamed: its media type as declared, its size in bytes, and its pieces."""

    media_type: str
    size: int
    chunks: Iterator[bytes]


@dataclass(frozen=True)
class ReviewDesk:
    """Reading for reviewers; a declaration of no agency of theirs is as if it did not exist."""

    database: Database
    blobs: Blobs
    registry: Registry
    clock: Clock
    shared_clock: SharedClock

    def page(self, person: Person, query: ReviewQuery) -> ReviewPage:
        """One page of the queue; ``after`` is a former page's ``next_after``, anything else starts anew."""
        with self.database.reading() as session:
            now = self.shared_clock(session)
            wanted = _wanted(person, query, now)
            found = review_queue.page(session, wanted, QueueKey.read(query.after or ""), query.limit + 1)
            total = review_queue.total(session, wanted)
            shown = found[: query.limit]
            rows = [row for row, _ in shown]
            held, green = claims.standing(session, rows, now), greens.greens_among(session, rows)
        self._note_list(person, len(shown), wanted)
        return ReviewPage(
            items=tuple(_summary(row, station, held.get(row.id), row.id in green) for row, station in shown),
            total=total,
            next_after=str(QueueKey(rows[-1].hand_in_by, rows[-1].id)) if len(found) > len(rows) else None,
        )

    def detail(self, person: Person, record_id: UUID) -> ReviewDetail | None:
        """The declaration whole, or None when there is none for this person."""
        with self.database.writing() as session:
            row = self._visible(session, person, record_id)
            if row is None:
                return None
            audit.record(session, self.clock(), person.name, VIEWED, str(record_id), agency=row.agency)
            return self._detail(session, row)

    def photo(self, person: Person, record_id: UUID, sha256: str) -> Photo | None:
        """A photo of the newest revision, or None when that names no such photo."""
        with self.database.writing() as session:
            row = self._visible(session, person, record_id)
            ref = _photo_of(_record(session, row), sha256) if row else None
            if row is None or ref is None:
                return None
            now, at = self.clock(), row.agency
            audit.record(session, now, person.name, PHOTO_VIEWED, str(record_id), ref.role, agency=at)
        return Photo(ref.media_type, ref.size, self.blobs.chunks(sha256))

    def _note_list(self, person: Person, shown: int, wanted: QueueFilter) -> None:
        """Names were on a screen: how many, and whether somebody was looked for; never for whom."""
        looked_for = "searched" if wanted.name or wanted.number else "listed"
        with self.database.writing() as session:
            now, at = self.clock(), person.agency
            audit.record(session, now, person.name, looked_for, at, f"shown {shown}", agency=at)

    def _visible(self, session: Session, person: Person, record_id: UUID) -> DeclarationRow | None:
        row = session.get(DeclarationRow, record_id)
        return row if row is not None and row.agency in person.agencies else None

    def _detail(self, session: Session, row: DeclarationRow) -> ReviewDetail:
        record = _record(session, row)
        station = session.get(StationRow, row.station)
        assert station is not None, "the foreign key holds"
        past = notices.history(session, row.id, without=(VIEWED, PHOTO_VIEWED, ASKED))
        held = claims.standing(session, [row], self.shared_clock(session)).get(row.id)
        people, registrars = full_names(session, {line.actor for line in past}), registrars_of(station)
        return ReviewDetail(
            summary=_summary(row, station, held, greens.is_green(session, row)),
            version=row.version,
            content=record.content,
            blobs=record.blobs,
            history=tuple(
                HistoryLine(
                    at=line.at,
                    event=line.action,
                    by=line.actor,
                    note=line.note,
                    name=name_of(line.action, line.actor, people, registrars),
                )
                for line in past
            ),
            duplicates=contacts.duplicates(session, row),
            registry=row.registry_answer or self.registry.before_asking,
            registry_source=self.registry.source,
            registry_fields=tuple(row.registry_fields.split()),
            email_state=row.email_state,
            unreadable_photos=tuple(row.unreadable_photos.split()),
            notices=tuple(_notice(each) for each in notices.of_declaration(session, row.id)),
            consents_taken_back=consents.taken_back(session, row),
            registrars=registrars,
            agency_name=session.get_one(AgencyRow, row.agency).name,
            found_code=row.insurance_code if record.content.get("insurance_code") is None else None,
        )


def _record(session: Session, row: DeclarationRow) -> Record:
    stored = session.get_one(RecordRow, (row.id, row.revision))
    return record_in(stored.sealed)


def _photo_of(record: Record, sha256: str) -> BlobRef | None:
    return next((ref for ref in record.blobs if ref.sha256 == sha256), None)


def _number(search: str) -> str:
    """What was typed as a number: dossier numbers keep their hyphens, others lose blanks and dots."""
    compact = search.strip().upper() if "-" in search else "".join(each for each in search if each.isalnum())
    return compact if any(each.isdigit() for each in compact) else ""


def _wanted(person: Person, query: ReviewQuery, now: datetime) -> QueueFilter:
    at_risk = vietnam_date(now) + timedelta(days=DAYS_AT_RISK) if query.at_risk else None
    return QueueFilter(
        agencies=person.agencies,
        now=now,
        status=query.status,
        kind=query.kind,
        name=search_key(query.search),
        number=_number(query.search),
        before=at_risk,
        green=query.green,
        free_for=person.name if query.free else "",
    )


def _summary(row: DeclarationRow, station: StationRow, held: Claim | None, green: bool) -> ReviewSummary:
    return ReviewSummary(
        id=row.id,
        revision=row.revision,
        dossier_number=row.dossier_number,
        full_name=row.full_name,
        document_number=row.document_number,
        unit_name=station.unit_name,
        station=station.name,
        status=row.status,
        received_at=row.received_at,
        hand_in_by=row.hand_in_by,
        kind=row.kind,
        version=row.version,
        claim=held,
        green=green,
    )


def _notice(row: NoticeRow) -> NoticeLine:
    assert row.id is not None, "read from the database"
    return NoticeLine(
        id=row.id,
        channel=row.channel,
        purpose=row.purpose,
        state=row.state,
        attempts=row.attempts,
        code=row.last_code or "",
        at=row.due_at,
    )
