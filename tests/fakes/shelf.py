"""What the in-memory stores hold in common, as the station's one file does: declarations, revisions, acts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from declaration.deadlines import hand_in_by
from declaration.draft import Draft, PhotoRole
from declaration.lifecycle import Delivery, Kind, Status
from declaration.privacy import Private
from declaration.wire.changes import Change
from declaration.wire.records import BlobRef
from declaration.wire.sign_in import Agency, ServiceState
from desk.ports.clock import VIETNAM
from desk.ports.consents import TakenBack
from desk.ports.store import (
    LOOK,
    DeclarationLine,
    HistoryEvent,
    Photo,
    RosterPerson,
    SealedAbout,
    StrayAnswer,
)

Key = tuple[UUID, int]


@dataclass(repr=False)
class Filed(Private):
    """A finished declaration, newest revision, and what the agency has said of it."""

    id: UUID
    revision: int
    kind: Kind
    status: Status
    full_name: str
    document_number: str
    phone: str
    email: str
    insurance_code: str
    agency: str
    declared_on: date
    finished_at: datetime
    changed_at: datetime
    registrar: str
    content: str
    form_version: str
    answered_at: datetime | None = None
    dossier_number: str = ""
    user_name: str = ""
    returned_fields: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    note: str = ""
    place: int = 0
    unit: str = ""


@dataclass(repr=False)
class Sealed(Private):
    """One sealed revision and how far it has come."""

    record_id: UUID
    revision: int
    kind: str
    digest: str
    sealed: bytes
    blobs: tuple[BlobRef, ...]
    deadline: date
    created_at: datetime
    next_due: datetime
    delivery: Delivery = Delivery.PENDING
    urgent: bool = False
    attempts: int = 0
    last_reason: str = ""
    about: UUID | None = None

    @property
    def key(self) -> Key:
        return self.record_id, self.revision

    @property
    def in_turn(self) -> tuple[bool, date, datetime]:
        """A person's "send now" first, then the soonest deadline, then age."""
        return not self.urgent, self.deadline, self.created_at


def _system_now() -> datetime:
    return datetime.now(UTC)


@dataclass(repr=False)
class Shelf(Private):
    """One station's memory. ``now`` is its clock, aware and in UTC."""

    now: Callable[[], datetime] = _system_now
    drafts: dict[UUID, tuple[str, datetime, Draft]] = field(default_factory=dict)
    photos: dict[UUID, dict[PhotoRole, Photo]] = field(default_factory=dict)
    pictures: dict[str, Photo] = field(default_factory=dict)
    filed: dict[UUID, Filed] = field(default_factory=dict)
    sealed: dict[Key, Sealed] = field(default_factory=dict)
    acts: list[tuple[UUID, HistoryEvent]] = field(default_factory=list)
    answers: dict[int, tuple[UUID | None, HistoryEvent]] = field(default_factory=dict)
    agencies: tuple[Agency, ...] = ()
    people: list[RosterPerson] = field(default_factory=list)
    taken_off: dict[int, datetime] = field(default_factory=dict)
    heard: list[Change] = field(default_factory=list)
    strays: dict[UUID, StrayAnswer] = field(default_factory=dict)
    cursor: int = 0
    has_room: bool = True
    order: ServiceState = ServiceState.NORMAL
    consents: list[tuple[UUID, UUID, TakenBack]] = field(default_factory=list)

    @property
    def listed(self) -> list[RosterPerson]:
        """The people of the lists without those taken off."""
        return [person for person in self.people if person.id not in self.taken_off]

    def taken_back_of(self, filed: Filed) -> set[str]:
        """Purposes for which the consent of its newest revision holds no more."""
        mine = [each for _, of, each in self.consents if of == filed.id]
        return {each.purpose for each in mine if each.revision == filed.revision}

    def queue(self, sealed: SealedAbout, deadline: date | None = None) -> None:
        """A sealed record besides declarations waits to be sent."""
        waiting = Sealed(
            record_id=sealed.id,
            revision=sealed.revision,
            kind=sealed.kind,
            digest=sealed.digest,
            sealed=sealed.sealed,
            blobs=(),
            deadline=deadline or hand_in_by(sealed.at.astimezone(VIETNAM).date()),
            created_at=sealed.at,
            next_due=sealed.at,
            about=sealed.about,
        )
        self.sealed[waiting.key] = waiting

    def note(self, at: datetime, who: str, action: str, subject: UUID, detail: str = "") -> None:
        self.acts.append((subject, HistoryEvent(at, action, who, detail)))

    def history(self, subject: UUID) -> tuple[HistoryEvent, ...]:
        """All that happened to one declaration, oldest first; acts before answers of the same moment."""
        told = [*self.acts, *self.answers.values()]
        mine = (event for about, event in told if about == subject and event.event != LOOK)
        return tuple(sorted(mine, key=lambda e: e.at))

    def delivery(self, filed: Filed) -> Delivery | None:
        """The way of the newest revision."""
        sealed = self.sealed.get((filed.id, filed.revision))
        return sealed.delivery if sealed else None

    def line(self, filed: Filed) -> DeclarationLine:
        return DeclarationLine(
            id=filed.id,
            revision=filed.revision,
            status=filed.status,
            delivery=self.delivery(filed),
            full_name=filed.full_name,
            document_number=filed.document_number,
            phone=filed.phone,
            agency=filed.agency,
            declared_on=filed.declared_on,
            finished_at=filed.finished_at,
            registrar=filed.registrar,
            dossier_number=filed.dossier_number,
            user_name=filed.user_name,
            changed_at=filed.changed_at,
        )

    def forget_unused_pictures(self) -> None:
        """Pictures that no draft, declaration or sealed revision names are gone."""
        used = {photo.sha256 for of_one in self.photos.values() for photo in of_one.values()}
        used |= {blob.sha256 for sealed in self.sealed.values() for blob in sealed.blobs}
        self.pictures = {name: photo for name, photo in self.pictures.items() if name in used}


def digits_of(text: str) -> str:
    return re.sub(r"\D", "", text)
