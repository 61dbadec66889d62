"""The tables of records, declarations, answers and accounts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Index, false, text
from sqlmodel import Field

from approval.storage.columns import Row, UtcDateTime

_COUNTED = ("agency", "declared_on", "station", "registrar", "status", "decided_after")
_SIGNED_FOR = text("receipt IS NOT NULL")
_RECEIVED = text("status = 'received'")
_SEARCHED = ("search_name", "document_number", "insurance_code", "phone", "dossier_number")


class ServiceRow(Row, table=True):
    """One row: which life of the database this is, and the state told to stations. ``fit_for``: the oldest
    program that may serve it (approval.storage.migrations)."""

    __tablename__: ClassVar[Any] = "service"
    id: int = Field(default=1, primary_key=True)
    epoch: str
    state: str = "normal"
    root_key: str | None = None
    fit_for: str = Field(default="", sa_column_kwargs={"server_default": ""})


class CounterRow(Row, table=True):
    """Numbers given out one after the other, without a gap, in commit order."""

    __tablename__: ClassVar[Any] = "counter"
    name: str = Field(primary_key=True)
    value: int = 0


class RecordRow(Row, table=True):
    """One sealed revision, its bytes as they came, and the receipt once it was given. ``day``: the one it
    belongs to in its station's books, ISO: when it was sealed, in Vietnam; a day's record is of that day."""

    __tablename__: ClassVar[Any] = "record"
    __table_args__ = (
        Index(
            "ix_record_day",
            "station",
            "day",
            "kind",
            sqlite_where=_SIGNED_FOR,
            postgresql_where=_SIGNED_FOR,
        ),
    )
    id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    kind: str
    station: str = Field(foreign_key="station.id")
    digest: str
    sealed: bytes
    arrived_at: datetime = Field(sa_type=UtcDateTime)
    receipt: bytes | None = None
    day: str = Field(default="", sa_column_kwargs={"server_default": ""})


class RecordBlobRow(Row, table=True):
    """Which photos a revision needs."""

    __tablename__: ClassVar[Any] = "record_blob"
    record_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    role: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True, index=True)


class DeclarationRow(Row, table=True):
    """Where a declaration (tờ khai) stands, with what lists and clash checks need of its newest revision.

    ``claimed_by``: the sign-in name of the reviewer at it until ``claimed_until``. ``sound``: its desk left
    nothing in doubt. ``email_state``: one of approval.contact_codes, "" where nobody asks. ``photo_state``:
    one of approval.photo_checks; ``unreadable_photos``: digests, separated by blanks. ``ask_after``,
    ``look_after``: an instance has it in hand until then, or tries again then. ``decided_after``: whole days
    from receipt to the reviewer's decision on this revision."""

    __tablename__: ClassVar[Any] = "declaration"
    __table_args__ = (
        Index("ix_declaration_queue", "agency", "status", "hand_in_by", "id", "search_name"),
        Index("ix_declaration_agency_deadline", "agency", "hand_in_by", "id", *_SEARCHED),
        Index("ix_declaration_status_deadline", "status", "hand_in_by", "id"),
        Index("ix_declaration_name_birth", "search_name", "birth"),
        Index(
            "ix_declaration_to_ask",
            "status",
            "registry_answer",
            "hand_in_by",
            "id",
            sqlite_where=_RECEIVED,
            postgresql_where=_RECEIVED,
        ),
        Index("ix_declaration_figures", *_COUNTED),
    )
    id: UUID = Field(primary_key=True)
    revision: int
    version: int = 1
    station: str = Field(foreign_key="station.id")
    agency: str = Field(foreign_key="agency.code")
    kind: str
    status: str
    dossier_number: str = Field(unique=True)
    full_name: str
    search_name: str
    birth: str | None = None
    document_number: str = Field(index=True)
    insurance_code: str | None = Field(default=None, index=True)
    phone: str = Field(index=True)
    email: str | None = Field(default=None, index=True)
    guardian: str | None = None
    declared_on: date
    hand_in_by: date = Field(index=True)
    received_at: datetime = Field(sa_type=UtcDateTime)
    registry_answer: str | None = None
    registry_fields: str = ""
    warned_at_days: int | None = None
    claimed_by: str | None = None
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sound: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    email_state: str = Field(default="", sa_column_kwargs={"server_default": ""})
    photo_state: str = Field(default="", index=True, sa_column_kwargs={"server_default": ""})
    unreadable_photos: str = Field(default="", sa_column_kwargs={"server_default": ""})
    ask_after: datetime | None = Field(default=None, sa_type=UtcDateTime)
    look_after: datetime | None = Field(default=None, sa_type=UtcDateTime)
    registrar: str = Field(default="", sa_column_kwargs={"server_default": ""})
    decided_after: int | None = None


class PossibleDuplicateRow(Row, table=True):
    """A declaration that shared something with another open one, or with an account, when either came: it is
    looked at singly. No foreign key, which would wait for whoever is deciding the other one."""

    __tablename__: ClassVar[Any] = "possible_duplicate"
    record_id: UUID = Field(primary_key=True)


class WithdrawalRow(Row, table=True):
    """A declaration taken back by its desk. ``answer``: the change that told the desk, "" while the
    declaration has not come."""

    __tablename__: ClassVar[Any] = "withdrawal"
    record_id: UUID = Field(primary_key=True)
    declaration_id: UUID = Field(index=True)
    revision: int
    station: str = Field(foreign_key="station.id")
    registrar: str
    reason: str
    arrived_at: datetime = Field(sa_type=UtcDateTime)
    answer: str = ""


class ConsentWithdrawalRow(Row, table=True):
    """One purpose that a person no longer consents to. ``revision``: the newest one sealed when it was said.
    No foreign key: it may come before its declaration."""

    __tablename__: ClassVar[Any] = "consent_withdrawal"
    record_id: UUID = Field(primary_key=True)
    purpose: str = Field(primary_key=True)
    declaration_id: UUID = Field(index=True)
    revision: int
    station: str = Field(foreign_key="station.id")
    registrar: str
    text_version: str
    language: str
    taken_back_at: datetime = Field(sa_type=UtcDateTime)
    arrived_at: datetime = Field(sa_type=UtcDateTime)


class HandoverRow(Row, table=True):
    """A batch of papers a desk handed over. ``declarations`` and ``missing``: ids as text."""

    __tablename__: ClassVar[Any] = "handover"
    __table_args__ = (Index("ix_handover_received", "received_at", "handed_at"),)
    id: UUID = Field(primary_key=True)
    station: str = Field(foreign_key="station.id")
    agency: str = Field(index=True)
    number: int
    registrar: str
    handed_at: datetime = Field(sa_type=UtcDateTime, index=True)
    declarations: list[str] = Field(sa_type=JSON)
    received_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    received_by: str = ""
    missing: list[str] = Field(default_factory=list, sa_type=JSON)
    note: str = ""


class ComplaintRow(Row, table=True):
    """A complaint or proposal taken down at a desk. ``told``: how the person heard the answer, "" before.
    ``agency``, ``office``: who answers it; ``passed``: wire.complaint.Passed, the oldest first."""

    __tablename__: ClassVar[Any] = "complaint"
    __table_args__ = (
        Index("ix_complaint_answered", "answered_at", "taken_at"),
        Index("ix_complaint_queue", "agency", "answered_at", "taken_at"),
    )
    id: UUID = Field(primary_key=True)
    station: str = Field(foreign_key="station.id", index=True)
    registrar: str
    taken_at: datetime = Field(sa_type=UtcDateTime)
    subject: str
    words: str
    full_name: str
    phone: str
    document_number: str
    told: str = ""
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    agency: str = Field(default="", sa_column_kwargs={"server_default": ""})
    office: str = Field(default="counter", sa_column_kwargs={"server_default": "counter"})
    passed: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": "[]"}
    )


class OnlineRow(Row, table=True):
    """A declaration made on the portal; ``taken_by``: the record by which a desk handed it in."""

    __tablename__: ClassVar[Any] = "online_declaration"
    number: str = Field(primary_key=True)
    insurance_code: str = Field(index=True)
    agency: str = Field(index=True)
    made_on: date
    content: dict[str, Any] = Field(sa_type=JSON)
    taken_by: UUID | None = None


class EventRow(Row, table=True):
    """One answer on its way back. ``sequence`` counts per station, in commit order, without gaps."""

    __tablename__: ClassVar[Any] = "event"
    station: str = Field(primary_key=True, foreign_key="station.id")
    sequence: int = Field(primary_key=True)
    kind: str
    record_id: UUID | None = None
    revision: int | None = None
    at: datetime = Field(sa_type=UtcDateTime)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class HandoutRow(Row, table=True):
    """What the agency hands out, by its content, and the station it is for: nobody else may fetch it.
    ``for_all``: a station that is enrolled later gets it too."""

    __tablename__: ClassVar[Any] = "handout"
    station: str = Field(primary_key=True, foreign_key="station.id")
    sha256: str = Field(primary_key=True)
    size: int
    kind: str
    for_all: bool
    at: datetime = Field(sa_type=UtcDateTime)


class AccountRow(Row, table=True):
    """An account issued: one code, one document, one phone, one e-mail across all stations. A child's has
    neither phone nor e-mail: those are the guardian's, whose account ``guardian`` names. ``remind_on``: when
    its person is told that the password is nearly half a year old."""

    __tablename__: ClassVar[Any] = "account"
    user_name: str = Field(primary_key=True)
    declaration_id: UUID = Field(foreign_key="declaration.id", unique=True)
    document_number: str = Field(unique=True)
    phone: str | None = Field(default=None, unique=True)
    email: str | None = Field(default=None, unique=True)
    password_hash: str | None = None
    issued_at: datetime = Field(sa_type=UtcDateTime)
    activated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    stopped_from: date | None = None
    certificate: str | None = None
    guardian: str | None = None
    remind_on: date | None = Field(default=None, index=True)


class ContactCodeRow(Row, table=True):
    """The one-time code of a declaration's e-mail address, hashed; none before its letter is sent, and none
    once it is confirmed. ``asked`` counts how often, ``tries`` what was said back wrongly or rightly."""

    __tablename__: ClassVar[Any] = "contact_code"
    __table_args__ = (
        Index("ix_contact_code_due", "state", "due_at"),
        Index("ix_contact_code_station", "station", "asked_at"),
        Index("ix_contact_code_asked_at", "asked_at"),
    )
    record_id: UUID = Field(primary_key=True)
    email: str = Field(primary_key=True)
    station: str = Field(foreign_key="station.id")
    state: str = "pending"
    code_hash: str | None = None
    asked_at: datetime = Field(sa_type=UtcDateTime)
    asked: int = 0
    due_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    expires_at: datetime = Field(sa_type=UtcDateTime)
    tries: int = 0
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NoticeRow(Row, table=True):
    """A message owed to a person. Its text is made when it is sent, so no password waits here. ``key`` names
    it at its carrier. ``begun_at``: an attempt began then, and how it ended is not known (yet)."""

    __tablename__: ClassVar[Any] = "notice"
    __table_args__ = (Index("ix_notice_due", "state", "due_at"),)
    id: int | None = Field(default=None, primary_key=True)
    declaration_id: UUID = Field(foreign_key="declaration.id", index=True)
    revision: int
    channel: str
    purpose: str
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    state: str = "pending"
    attempts: int = 0
    due_at: datetime = Field(sa_type=UtcDateTime)
    last_code: str | None = None
    key: str = Field(default="", sa_column_kwargs={"server_default": ""})
    begun_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReasonListsRow(Row, table=True):
    """Why this agency returns and rejects, in the order offered; no row while it has changed nothing."""

    __tablename__: ClassVar[Any] = "reason_lists"
    agency: str = Field(primary_key=True, foreign_key="agency.code")
    to_return: list[str] = Field(sa_type=JSON)
    to_reject: list[str] = Field(sa_type=JSON)
    version: int


class PracticeMessageRow(Row, table=True):
    """What the practice unit's reference carrier "sent"; always empty in a service not for practice."""

    __tablename__: ClassVar[Any] = "practice_message"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    channel: str
    recipient: str
    text: str
