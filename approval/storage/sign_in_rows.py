"""The tables of who may speak to the service: agencies, stations, people, their tokens, and the audit."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, false
from sqlmodel import Field

from approval.storage.columns import Row, UtcDateTime


class AgencyRow(Row, table=True):
    """A receiving agency (cơ quan BHXH tiếp nhận); ``place``: whose people it serves; ``parent``: the one it
    stands under, None at the top."""

    __tablename__: ClassVar[Any] = "agency"
    code: str = Field(primary_key=True)
    name: str
    place: str = ""
    parent: str | None = Field(default=None, index=True)


class StationRow(Row, table=True):
    """An enrolled station. ``feed_end`` is the newest sequence of its change feed, and its lock; ``turn`` is
    what its one true copy knows (approval.moving); ``draining``: it takes nothing new (approval.orders)."""

    __tablename__: ClassVar[Any] = "station"
    id: str = Field(primary_key=True)
    name: str
    unit_name: str
    agency: str = Field(foreign_key="agency.code", index=True)
    public_key: str
    certificate: str
    app_version: str
    enrolled_at: datetime = Field(sa_type=UtcDateTime)
    active: bool = True
    last_contact: datetime | None = Field(default=None, sa_type=UtcDateTime)
    feed_end: int = 0
    report: str | None = None
    turn: str | None = None
    draining: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class FormerKeyRow(Row, table=True):
    """A key the station had on a machine it has left; what it sealed with it stays good."""

    __tablename__: ClassVar[Any] = "former_key"
    station: str = Field(primary_key=True, foreign_key="station.id")
    public_key: str = Field(primary_key=True)
    until: datetime = Field(sa_type=UtcDateTime)


class EnrolmentCodeRow(Row, table=True):
    """A one-time code, hashed; ``used_by`` names the station it became, ``moves`` the one it moves."""

    __tablename__: ClassVar[Any] = "enrolment_code"
    code_hash: str = Field(primary_key=True)
    station_name: str
    unit_name: str
    agency: str = Field(foreign_key="agency.code")
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_by: str | None = Field(default=None, foreign_key="station.id")
    moves: str | None = None


class AssertionRow(Row, table=True):
    """A station's assertion already used once."""

    __tablename__: ClassVar[Any] = "assertion"
    station: str = Field(primary_key=True, foreign_key="station.id")
    jti: str = Field(primary_key=True)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class TokenRow(Row, table=True):
    """A short-lived token, hashed; it belongs to a station or to a person. A person's lives on while it is
    used, until ``ends_at`` at most."""

    __tablename__: ClassVar[Any] = "token"
    token_hash: str = Field(primary_key=True)
    station: str | None = Field(default=None, foreign_key="station.id")
    person: str | None = Field(default=None, foreign_key="person.name", index=True)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PersonRow(Row, table=True):
    """Somebody with a sign-in of their own. ``roles`` separated by blanks (approval.rights).

    ``first_until``: the passphrase was made by somebody else, serves until then, and only to be changed.
    ``totp``: the sealed secret of the second step, ``totp_begun`` one whose first code is awaited,
    ``totp_step`` the last one used (approval.second_step)."""

    __tablename__: ClassVar[Any] = "person"
    name: str = Field(primary_key=True)
    display_name: str
    agency: str = Field(foreign_key="agency.code")
    roles: str
    passphrase_hash: str
    active: bool = True
    first_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    totp: str | None = None
    totp_begun: str | None = None
    totp_step: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class PersonRecoveryCodeRow(Row, table=True):
    """A code that stands in for the second step once, hashed."""

    __tablename__: ClassVar[Any] = "person_recovery_code"
    person: str = Field(primary_key=True, foreign_key="person.name")
    code_hash: str = Field(primary_key=True)


class SignInFailureRow(Row, table=True):
    """Failures under one name, known or not; the name is hashed because people type passphrases into it."""

    __tablename__: ClassVar[Any] = "sign_in_failure"
    name_hash: str = Field(primary_key=True)
    failures: int = 0
    blocked_until: datetime = Field(sa_type=UtcDateTime, index=True)


class AuditRow(Row, table=True):
    """Who did what to what, when (Luật 91/2025/QH15: who used personal data is recorded). ``agency``: the one
    it was done at, whose auditors read it."""

    __tablename__: ClassVar[Any] = "audit"
    __table_args__ = (Index("ix_audit_agency", "agency", "at", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str
    action: str
    subject: str = Field(index=True)
    note: str = ""
    agency: str = Field(default="", sa_column_kwargs={"server_default": ""})
