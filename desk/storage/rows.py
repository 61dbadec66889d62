"""The station's tables. Rows never leave this package: ports' values do."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, LargeBinary, TypeDecorator
from sqlalchemy.orm import registry
from sqlmodel import Column, Field, Index, SQLModel


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
    """A finished declaration, newest revision, with what the agency has said of it so far."""

    __tablename__ = "declaration"
    __table_args__ = (
        Index("declaration_by_finish", "finished_at", "id"),
        Index("declaration_by_answer", "answered_at"),
    )
    id: str = Field(primary_key=True)
    revision: int
    kind: str
    status: str = Field(index=True)
    form_version: str
    full_name: str
    search_name: str = Field(index=True)
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


class RevisionRow(StationRow, table=True):
    """A sealed revision: the outbox and the books. ``sealed`` is what is sent, byte for byte."""

    __tablename__ = "revision"
    __table_args__ = (
        Index(
            "revision_to_send",
            *("delivery", "urgent", "deadline", "created_at", "next_due", "record_id", "revision"),
        ),
        Index("revision_next_due", "delivery", "next_due"),
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


class RevisionBlobRow(StationRow, table=True):
    """The pictures one sealed revision names."""

    __tablename__ = "revision_blob"
    record_id: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    role: str = Field(primary_key=True)
    sha256: str = Field(foreign_key="photo.sha256", index=True)
    size: int
    media_type: str


class RosterRow(StationRow, table=True):
    """One person of a unit's list."""

    __tablename__ = "roster"
    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(index=True)
    full_name: str
    search_name: str = Field(index=True)
    birth: str
    document_number: str = Field(index=True)
    insurance_code: str
    phone: str
    email: str


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
    """Who did what, when, on which declaration; ``detail`` never holds personal data."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    who: str
    action: str
    subject: str = Field(default="", index=True)
    detail: str = ""
