"""Declarations of invented people as they lie before a reviewer, and stations as a supervisor sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from declaration.cards.card import CardKind
from declaration.deadlines import hand_in_by
from declaration.wire.consent_withdrawn import ConsentTakenBack
from declaration.wire.declaration_content import (
    ConsentContent,
    DeclarationContent,
    DocumentContent,
    VerificationContent,
)
from declaration.wire.notices import NoticeLine
from declaration.wire.records import BlobRef
from declaration.wire.review import Claim, HistoryLine, ReviewSummary
from declaration.wire.supervision import StationOverview, StationReport
from desk.ports.clock import SystemClock
from practice.people import PracticePerson, invented_person
from tests.fakes.declared import NEEDED, picture

PASSWORDS = ("account_issued", "new_password")
UNIT, STATION = "Khu công nghiệp Mẫu", "Quầy 03"


@dataclass(frozen=True, repr=False)
class Lying:
    """One declaration at the service: what the real one keeps in its row, its record and its blobs."""

    id: UUID
    content: DeclarationContent
    declared_on: date
    received_at: datetime
    dossier_number: str
    photos: Mapping[str, tuple[str, bytes]]
    status: str = "received"
    revision: int = 1
    version: int = 1
    registry: str = "not_connected"
    registry_source: str = ""
    registry_fields: tuple[str, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    claim: Claim | None = None
    email_state: str = ""
    email_code: str = ""
    unreadable: tuple[str, ...] = ()
    notices: tuple[NoticeLine, ...] = ()
    taken_back: tuple[ConsentTakenBack, ...] = ()
    found_code: str | None = None

    @property
    def looks_green(self) -> bool:
        """In order by itself, whatever others declare."""
        said = self.content.verification.outcome == "same_person" and not self.content.checks
        said = said and self.email_state != "asked" and not self.unreadable
        known = self.registry == "matched" and (self.content.insurance_code or self.found_code) is not None
        return said and known and (self.status, self.content.kind) == ("received", "register")

    @property
    def summary(self) -> ReviewSummary:
        return ReviewSummary(
            id=self.id,
            revision=self.revision,
            dossier_number=self.dossier_number,
            full_name=self.content.full_name,
            document_number=self.content.document.value,
            unit_name=UNIT,
            station=STATION,
            status=self.status,
            received_at=self.received_at,
            hand_in_by=hand_in_by(self.declared_on),
            kind=self.content.kind,
            version=self.version,
            claim=self.claim,
        )

    @property
    def blobs(self) -> tuple[BlobRef, ...]:
        return tuple(
            BlobRef(sha256=digest, size=len(data), media_type="image/png", role=role)
            for digest, (role, data) in self.photos.items()
        )

    def but(self, **changes: object) -> Lying:
        """The same declaration with parts of its content changed."""
        return replace(self, content=self.content.model_copy(update=changes))

    def happened(self, event: str, by: str, note: str = "") -> Lying:
        """Moved on by one event: a new version, a line more of history."""
        line = HistoryLine(at=datetime.now(UTC), event=event, by=by, note=note)
        return replace(self, version=self.version + 1, history=(*self.history, line))


def lying(seed: int, *, days_left: int = 8, today: date | None = None) -> Lying:
    """The declaration of the invented person with this seed, in order in every way."""
    declared_on = (today or SystemClock().today()) - timedelta(days=10 - days_left)
    at = datetime(declared_on.year, declared_on.month, declared_on.day, 2, seed % 60, tzinfo=UTC)
    return Lying(
        id=UUID(int=seed + 1),
        content=_content(invented_person(seed), declared_on, at),
        declared_on=declared_on,
        received_at=at + timedelta(hours=3),
        dossier_number=f"MAU-2026-{seed:06d}",
        photos=_photos(seed),
        history=(HistoryLine(at=at + timedelta(hours=3), event="received", by="mau"),),
    )


def notice_line(
    number: int, purpose: str, channel: str, state: str = "pending", code: str = ""
) -> NoticeLine:
    """One notice as a reviewer sees it; what failed was tried twelve times."""
    attempts = {"pending": 0, "sent": 1}.get(state, 12)
    at = datetime.now(UTC)
    return NoticeLine(
        id=number, channel=channel, purpose=purpose, state=state, attempts=attempts, code=code, at=at
    )


def _content(person: PracticePerson, declared_on: date, at: datetime) -> DeclarationContent:
    return DeclarationContent(
        full_name=person.full_name,
        birth=person.birth.iso(),
        sex=person.sex.value,
        document=DocumentContent(
            kind="citizen_id",
            value=person.number,
            issued=person.issued,
            card="cccd" if person.card_kind is CardKind.CCCD else "can_cuoc",
        ),
        insurance_code=person.insurance_code,
        address=person.address,
        phone="+84" + person.phone[1:],
        email=person.email,
        agency="MAU01",
        declared_on=declared_on,
        verification=VerificationContent(outcome="same_person", by="mau", at=at),
        consent=ConsentContent(text_version="consent-2026-02", language="vi", at=at),
        signature="screen",
        sources={"full_name": "card", "document_number": "card", "birth": "card", "phone": "typed"},
    )


def _photos(seed: int) -> dict[str, tuple[str, bytes]]:
    taken = [picture(seed, role) for role in NEEDED]
    return {sha256(photo.data).hexdigest(): (str(photo.role), photo.data) for photo in taken}


@dataclass(frozen=True)
class Report:
    """A station's report of a quiet day, to be changed by ``replace``."""

    waiting: int = 0
    oldest_age: int = 0
    at_risk: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)
    set_aside: int = 0
    clock_error: float | None = 0.4
    free_space: int = 80_000_000_000

    def message(self) -> StationReport:
        return StationReport(
            waiting=self.waiting,
            oldest_age=self.oldest_age,
            at_risk=self.at_risk,
            refused=dict(self.refused),
            set_aside=self.set_aside,
            clock_error=self.clock_error,
            app_version="0.1.0",
            free_space=self.free_space,
        )


def station(
    number: int,
    as_of: datetime,
    *,
    silent: timedelta | None = timedelta(minutes=3),
    report: Report | None = None,
) -> StationOverview:
    """Station ``number``; ``silent`` None for one that was never heard of."""
    return StationOverview(
        station=f"station-{number}",
        station_name=f"Quầy {number:02d}",
        unit_name=UNIT,
        agency="MAU01",
        enrolled_at=as_of - timedelta(days=30),
        last_contact=None if silent is None else as_of - silent,
        received=40 * number,
        returned=number,
        activated=30 * number,
        report=None if silent is None else (report or Report()).message(),
    )
