"""The station's tables. Rows never leave this package: ports' values do."""

from __future__ import annotations

from datetime import UTC, datetime
from secrets import token_hex

from sqlalchemy import DateTime, Dialect, LargeBinary, TypeDecorator, text
from sqlalchemy.orm import registry
from sqlmodel import Column, Field, Index, SQLModel

APRON = bytes(4000)
"""Stands before a picture in its row and is longer than what a row keeps inside the b-tree (3,981 bytes at
pages of 4,096), so that a picture lies in overflow pages only. Balancing a b-tree leaves copies of what it
moves in the slack of its pages, where no later delete finds them; overflow pages are never moved, and
secure_delete overwrites them whole (docs/decisions/0022)."""


class Instant(TypeDecorator[datetime]):
    """Aware datetimes, kept in UTC; SQLite itself would forget the zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.replace(tzinfo=UTC)


class StationRow(SQLModel, registry=registry()):
    """Base of the station's tables, apart from any other program's metadata. A repr shows no value."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class FactRow(StationRow, table=True):
    """Single facts of the station: its id, key, pinned service keys, cursor."""

    __tablename__ = "fact"
    name: str = Field(primary_key=True)
    value: str


class DraftRow(StationRow, table=True):
    """Work in hand; ``document`` is the draft as JSON."""

    __tablename__ = "draft"
    id: str = Field(primary_key=True)
    registrar: str = Field(index=True)
    saved_at: datetime = Field(sa_type=Instant)
    document: str


class PhotoRow(StationRow, table=True):
    """A picture, once, named by its content."""

    __tablename__ = "photo"
    sha256: str = Field(primary_key=True)
    apron: bytes = Field(default=APRON, sa_column=Column(LargeBinary, nullable=False))
    media_type: str
    width: int
    height: int
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class PhotoUseRow(StationRow, table=True):
    """Which picture plays which role in which draft or declaration."""

    __tablename__ = "photo_use"
    declaration_id: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    sha256: str = Field(foreign_key="photo.sha256", index=True)


class DeclarationRow(StationRow, table=True):
    """A finished declaration, newest revision, with what the agency has said of it so far.

    ``place`` counts finishings: lists go by it, whatever the clock did. ``unit`` is that of the list the
    person is in. Triggers keep ``search`` (FTS5, rowid = place) and ``tally`` in step with every row.
    """

    __tablename__ = "declaration"
    __table_args__ = (
        Index("declaration_by_place", "place", unique=True),
        Index("declaration_by_status", "status", "place"),
        Index("declaration_by_answer", "answered_at"),
    )
    id: str = Field(primary_key=True)
    revision: int
    kind: str
    status: str
    form_version: str
    full_name: str
    search_name: str
    document_number: str = Field(index=True)
    phone: str = Field(index=True)
    email: str = Field(index=True)
    insurance_code: str = Field(index=True)
    agency: str
    declared_on: str
    finished_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    registrar: str
    content: str
    dossier_number: str = ""
    user_name: str = ""
    returned_fields: str = "[]"
    reasons: str = "[]"
    note: str = ""
    place: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    unit: str = Field(default="", sa_column_kwargs={"server_default": ""})
    search_unit: str = Field(default="", sa_column_kwargs={"server_default": ""})
    search_keys: str = Field(default="", sa_column_kwargs={"server_default": ""})


class TallyRow(StationRow, table=True):
    """How many declarations have each status; kept by triggers."""

    __tablename__ = "tally"
    status: str = Field(primary_key=True)
    number: int


UNSIGNED = "receipt = ''"
"""Without a receipt, in the words of the index of those: a bound value would keep SQLite from using it."""


class RevisionRow(StationRow, table=True):
    """A sealed revision: the outbox and the books. ``sealed`` is what is sent, byte for byte. ``about`` is
    the declaration a record of another kind is about, "" for a declaration itself."""

    __tablename__ = "revision"
    __table_args__ = (
        Index(
            "revision_to_send",
            *("delivery", "urgent", "deadline", "created_at", "next_due", "record_id", "revision"),
        ),
        Index("revision_next_due", "delivery", "next_due"),
        Index("revision_by_day", "created_at", "kind", "delivery"),
        Index("revision_unsigned", "delivery", sqlite_where=text(UNSIGNED)),
    )
    record_id: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    kind: str
    digest: str
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    deadline: str
    created_at: datetime = Field(sa_type=Instant)
    delivery: str
    urgent: bool = False
    attempts: int = 0
    next_due: datetime = Field(sa_type=Instant)
    last_reason: str = ""
    receipt: str = ""
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    salt: str = Field(default_factory=lambda: token_hex(16), sa_column_kwargs={"server_default": ""})
    about: str = Field(default="", index=True, sa_column_kwargs={"server_default": ""})


class ErasedRevisionRow(StationRow, table=True):
    """What stays of an erased revision, so that books and day digests go on balancing: ``mark`` is a hash
    whose salt went with the revision, ``day`` the day it was finished on."""

    __tablename__ = "erased_revision"
    mark: str = Field(primary_key=True)
    day: str = Field(index=True)
    delivery: str


class ClosingRow(StationRow, table=True):
    """One closing of a day: its place in the chain, its sealed record's name, and what comparing came to.

    ``compared``: how many revisions both sides were held against one another with, -1 for never; ``broken``:
    the day's marks are no longer those that were sealed; ``unknown``: ids only the service has, as JSON;
    ``answer``: the Signed[DayAnswer]."""

    __tablename__ = "closing"
    __table_args__ = (Index("closing_by_record", "record_id", "revision"),)
    number: int = Field(primary_key=True)
    day: str = Field(index=True)
    record_id: str
    revision: int
    digest: str
    previous: str
    finished: int
    marks: str
    trail_lines: int
    attempts: int = 0
    next_due: datetime = Field(sa_type=Instant)
    compared: int = -1
    balanced: bool = False
    broken: bool = False
    lacking: int = 0
    unknown: str = "[]"
    answer: str = ""


class ErasureRow(StationRow, table=True):
    """What was erased, so that it is erased again after a restore; ``subject`` as in storage.erasure_list."""

    __tablename__ = "erasure"
    subject: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)


class RevisionBlobRow(StationRow, table=True):
    """The pictures one sealed revision names."""

    __tablename__ = "revision_blob"
    record_id: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    role: str = Field(primary_key=True)
    sha256: str = Field(foreign_key="photo.sha256", index=True)
    size: int
    media_type: str


class ContactRow(StationRow, table=True):
    """How far telling a person of their account is; ``steps``: names of wire.contact_outcome.Step. What was
    said each time is in the sealed records and in the audit trail."""

    __tablename__ = "contact"
    declaration_id: str = Field(primary_key=True)
    outcome: str = Field(index=True)
    steps: str
    tries: int
    at: datetime = Field(sa_type=Instant)
    registrar: str


class HandoverRow(StationRow, table=True):
    """A batch of paper declarations. ``handed_at``: until then it may be changed; ``received_at``: when the
    agency said it has them, ``missing`` (ids, as JSON) those it has not."""

    __tablename__ = "handover"
    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    agency: str
    made_at: datetime = Field(sa_type=Instant)
    registrar: str
    handed_at: datetime | None = Field(default=None, sa_type=Instant)
    received_at: datetime | None = Field(default=None, sa_type=Instant)
    missing: str = "[]"
    note: str = ""


class HandoverLineRow(StationRow, table=True):
    """A declaration is in one batch at most."""

    __tablename__ = "handover_line"
    declaration_id: str = Field(primary_key=True)
    handover_id: str = Field(index=True)


class ComplaintRow(StationRow, table=True):
    """What somebody complains of or proposes. ``document_number`` names whose it is, "" where nobody asked;
    ``agency``: which one answers, "" for the station's own; ``unit``: which of its units; ``passed``:
    wire.complaint.Passed as JSON, the oldest first; ``closed_how``: how the person was told."""

    __tablename__ = "complaint"
    id: str = Field(primary_key=True)
    revision: int
    subject: str
    words: str
    full_name: str
    phone: str
    document_number: str = Field(index=True)
    taken_at: datetime = Field(sa_type=Instant)
    registrar: str
    unit: str
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_how: str = ""
    agency: str = Field(default="", sa_column_kwargs={"server_default": ""})
    passed: str = Field(default="[]", sa_column_kwargs={"server_default": "[]"})


class ConsentTakenBackRow(StationRow, table=True):
    """One purpose of the consent given with that revision, which no longer holds; ``record_id``: the sealed
    record that says so."""

    __tablename__ = "consent_taken_back"
    declaration_id: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    purpose: str = Field(primary_key=True)
    record_id: str
    at: datetime = Field(sa_type=Instant)
    registrar: str
    text_version: str
    language: str


class OnlineRow(StationRow, table=True):
    """A declaration made online, of the list fetched last; ``content`` an OnlineDeclaration as JSON."""

    __tablename__ = "online_declaration"
    number: str = Field(primary_key=True)
    insurance_code: str = Field(index=True)
    document_number: str
    made_on: str
    content: str


class UnitRow(StationRow, table=True):
    """What a unit is, and whom to ask there (đầu mối)."""

    __tablename__ = "roster_unit"
    name: str = Field(primary_key=True)
    kind: str
    contact_name: str
    contact_phone: str
    contact_email: str


class RosterRow(StationRow, table=True):
    """One person of a unit's list, in the list's order by ``id``. Who was taken off (``taken_off_at``) is on
    it no more and is kept to be known again when a list names them."""

    __tablename__ = "roster"
    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(index=True)
    full_name: str
    search_name: str = Field(index=True)
    birth: str
    document_number: str = Field(index=True)
    insurance_code: str = Field(index=True)
    phone: str
    email: str
    added_at: datetime | None = Field(default=None, sa_type=Instant)
    member_code: str = Field(default="", sa_column_kwargs={"server_default": ""})
    school_class: str = Field(default="", sa_column_kwargs={"server_default": ""})
    faculty: str = Field(default="", sa_column_kwargs={"server_default": ""})
    relative_of: str = Field(default="", sa_column_kwargs={"server_default": ""})
    relation: str = Field(default="", sa_column_kwargs={"server_default": ""})
    ticked_at: datetime | None = Field(default=None, sa_type=Instant)
    taken_off_at: datetime | None = Field(default=None, sa_type=Instant)


class HandoutRow(StationRow, table=True):
    """What an event says the agency hands out: ``fetched`` of its bytes are in ``handout_piece``, ``done`` of
    its ``people`` are applied; ``damaged`` counts how often it arrived otherwise than it is named."""

    __tablename__ = "handout"
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    sha256: str
    size: int
    media_type: str
    announced_at: datetime = Field(sa_type=Instant)
    state: str = "waiting"
    fetched: int = 0
    done: int = 0
    people: int = 0
    damaged: int = 0


class HandoutPieceRow(StationRow, table=True):
    """Bytes of a handout on their way; they go when it is applied."""

    __tablename__ = "handout_piece"
    handout: int = Field(primary_key=True)
    start: int = Field(primary_key=True)
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ChangeRow(StationRow, table=True):
    """Every event of the feed as it came; ``known`` False means: needs a newer version."""

    __tablename__ = "change"
    sequence: int = Field(primary_key=True)
    kind: str
    record_id: str = Field(default="", index=True)
    revision: int | None = None
    at: datetime = Field(sa_type=Instant)
    data: str
    known: bool = True


class AuditRow(StationRow, table=True):
    """Who did what, when, on which declaration; ``detail`` never holds personal data. ``id`` counts the lines
    without a gap; what chains them is in ``audit_chain``."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    who: str
    action: str
    subject: str = Field(default="", index=True)
    detail: str = ""
    who_salt: str = Field(sa_column_kwargs={"server_default": ""})
    who_digest: str = Field(sa_column_kwargs={"server_default": ""})
    subject_salt: str = Field(sa_column_kwargs={"server_default": ""})
    subject_digest: str = Field(sa_column_kwargs={"server_default": ""})
    previous: str = Field(sa_column_kwargs={"server_default": ""})
    hash: str = Field(sa_column_kwargs={"server_default": ""})
