"""The store as registration sees it: drafts, declarations, their photos, the roster and the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from declaration.declaration import Declaration
from declaration.draft import Draft, PhotoRole
from declaration.lifecycle import Delivery, Status
from declaration.privacy import Private
from declaration.wire.changes import ChangeKind
from declaration.wire.records import BlobRef, RecordKind
from declaration.wire.sign_in import Agency, ServiceState

LOOK = "look"
"""The act of opening a declaration to read it, as the audit trail names it."""


class LockedError(Exception):
    """The desk was locked: whoever still holds its table reads and changes nothing through it."""


@dataclass(frozen=True, repr=False)
class Photo(Private):
    """One picture as it will be sent: encoded once, named by its content (SHA-256, hexadecimal)."""

    role: PhotoRole
    data: bytes
    media_type: str
    width: int
    height: int
    sha256: str


@dataclass(frozen=True, repr=False)
class SealedDeclaration(Private):
    """A finished declaration with the very bytes that will be sent, and the pictures those bytes name.

    ``listed_as``: the row of a unit's list that is this person, as the draft has it; it stays here.
    """

    declaration: Declaration
    blobs: tuple[BlobRef, ...]
    content_json: str
    sealed: bytes
    digest: str
    finished_at: datetime
    registrar: str
    form_version: str
    listed_as: int = 0


@dataclass(frozen=True, repr=False)
class SealedAbout(Private):
    """A sealed record of another kind: a withdrawal, a contact outcome, a hand-over, a complaint. ``about``:
    the declaration it is about, None for none; ``about_revision`` 0 where any revision is meant."""

    id: UUID
    kind: RecordKind
    about: UUID | None
    about_revision: int
    sealed: bytes
    digest: str
    at: datetime
    registrar: str
    revision: int = 1


@dataclass(frozen=True, repr=False)
class DeclarationLine(Private):
    """One declaration as lists show it. ``delivery`` is that of the newest revision, None for none."""

    id: UUID
    revision: int
    status: Status
    delivery: Delivery | None
    full_name: str
    document_number: str
    phone: str
    agency: str
    declared_on: date
    finished_at: datetime
    registrar: str
    dossier_number: str
    user_name: str
    changed_at: datetime


@dataclass(frozen=True, repr=False)
class DeclarationDetail(Private):
    """All that is known of one declaration; ``content_json`` is what was declared (DeclarationContent)."""

    line: DeclarationLine
    content_json: str
    photos: tuple[PhotoRole, ...]
    returned_fields: tuple[str, ...]
    reasons: tuple[str, ...]
    note: str
    history: tuple[HistoryEvent, ...]
    insurance_code: str
    form_version: str


@dataclass(frozen=True, repr=False)
class HistoryEvent(Private):
    """One line of the timeline: what happened, when, and by whom ("" for the service)."""

    at: datetime
    event: str
    by: str = ""
    detail: str = ""


def shared_with(kind: str, data: Mapping[str, object]) -> str:
    """The detail of an answer of that kind: what a possible duplicate shares, "" for every other."""
    return f"duplicate_{data.get('on', '')}" if kind == ChangeKind.POSSIBLE_DUPLICATE else ""


@dataclass(frozen=True)
class Page:
    """One page of a list in its order; ``next_after`` is the key to go on with, None at the end."""

    lines: tuple[DeclarationLine, ...]
    total: int
    next_after: str | None


@dataclass(frozen=True, repr=False)
class RosterPerson(Private):
    """One person of the unit's list (danh sách đơn vị); unknown values are empty.

    ``birth`` as BirthDate.iso() has it, ``phone`` as E.164. ``member_code``: the unit's own number (mã nhân
    viên, mã sinh viên). ``relative_of``: the employee whose relative this is, by name or code.
    """

    id: int
    unit: str
    full_name: str
    birth: str
    document_number: str
    insurance_code: str
    phone: str
    email: str
    member_code: str = ""
    school_class: str = ""
    faculty: str = ""
    relative_of: str = ""
    relation: str = ""

    @property
    def is_relative(self) -> bool:
        return bool(self.relative_of or self.relation)


class ClashOn(StrEnum):
    DOCUMENT = "document_number"
    PHONE = "phone"
    EMAIL = "email"
    INSURANCE_CODE = "insurance_code"


@dataclass(frozen=True, repr=False)
class Clash(Private):
    """An earlier declaration of this station that already uses the same number, phone, e-mail or code."""

    on: ClashOn
    id: UUID
    full_name: str
    status: Status


@dataclass(frozen=True, repr=False)
class RosterCount(Private):
    people: int
    units: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class LeftDraft(Private):
    """Unfinished work as a list shows it: of whom, whose it is, when it was last written."""

    id: UUID
    full_name: str
    revision: int
    registrar: str
    saved_at: datetime


class DraftStore(Protocol):
    """Work in hand. Every method is one transaction, durable when it returns."""

    def save(self, draft: Draft, registrar: str) -> None: ...

    def draft(self, draft_id: UUID) -> Draft | None: ...

    def open_drafts(self, registrar: str) -> Sequence[Draft]:
        """Unfinished work, newest first: what a crash or a lock left behind."""

    def left_drafts(self, limit: int) -> Sequence[LeftDraft]:
        """Everybody's unfinished work at this station, what has waited longest first."""

    def take_over(self, draft_id: UUID, registrar: str, at: datetime) -> Draft | None:
        """The draft, this registrar's from now on and noted when it was another's; None when it is gone."""

    def discard(self, draft_id: UUID, registrar: str) -> None: ...

    def keep_photo(self, draft: Draft, photo: Photo, registrar: str) -> Draft:
        """The picture and the draft that now has it, saved together."""

    def drop_photo(self, draft: Draft, role: PhotoRole, registrar: str) -> Draft: ...

    def photo(self, declaration_id: UUID, role: PhotoRole) -> Photo | None: ...

    def photos(self, declaration_id: UUID) -> Sequence[Photo]: ...

    def blobs(self, declaration_id: UUID) -> Sequence[BlobRef]:
        """The same pictures by name, size and role, without reading them."""

    def has_room(self) -> bool:
        """Whether the disk has room to finish one more; work in hand can be saved even when not."""

    def order(self) -> ServiceState:
        """What the agency last asked of this station: whether anything new may be finished."""

    def finish(self, sealed: SealedDeclaration) -> None:
        """Declaration, sealed revision, photos, outbox entry and audit line in one transaction."""


@dataclass(frozen=True, repr=False)
class StrayAnswer(Private):
    """The newest answer about a declaration this file does not have. ``kind``: a ChangeKind as it came;
    ``dossier_number`` is "" where it was never told."""

    record_id: UUID
    kind: str
    at: datetime
    dossier_number: str


class DeclarationStore(Protocol):
    """Finished declarations and what became of them."""

    def reopen(self, declaration_id: UUID, registrar: str, at: datetime) -> Draft | None:
        """A draft of revision n + 1 with all that was declared, or None when its status forbids it."""

    def withdraw(self, sealed: SealedAbout, reason: str) -> bool:
        """Status, sealed withdrawal and audit line in one transaction; False when its status or a newer
        revision forbids it."""

    def search(self, text: str, statuses: Sequence[Status], *, after: str | None, limit: int) -> Page: ...

    def counts(self) -> dict[Status, int]: ...

    def detail(self, declaration_id: UUID) -> DeclarationDetail | None: ...

    def clashes(
        self, *, exclude: UUID, document_number: str, phone: str, email: str, insurance_code: str
    ) -> Sequence[Clash]: ...

    def note_look(self, declaration_id: UUID, registrar: str, at: datetime) -> None:
        """Somebody opens a declaration to read it: a line of the audit trail, none of its history."""

    def answered(self, limit: int) -> Sequence[DeclarationLine]:
        """Declarations the agency has answered, newest answer first."""

    def agencies(self) -> Sequence[Agency]: ...

    def strays(self) -> Sequence[StrayAnswer]:
        """Answers about declarations that are not here, as after a restore from an older copy; the newest
        first."""

    def put_strays_away(self) -> None:
        """A person has seen to them."""


class RosterStore(Protocol):
    """The unit's list of people; who was taken off it is not on it."""

    def matches(
        self,
        *,
        document_number: str,
        full_name: str,
        birth: str,
        old_number: str = "",
        insurance_code: str = "",
        unit: str = "",
    ) -> Sequence[RosterPerson]:
        """By number first; else by old number, by insurance code, and by name without diacritics and birth
        date where the row's number may be the same person's. Where nobody is found so, rows of this name that
        have neither number nor birth date, of ``unit`` or of all: a few, or none where they are many."""

    def person(self, row: int) -> RosterPerson | None:
        """The row of a list with this id."""

    def count(self) -> RosterCount: ...

    def add(self, people: Sequence[RosterPerson]) -> int: ...
