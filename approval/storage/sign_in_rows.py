"""The tables of who may speak to the service: agencies, stations, people, their tokens, and the audit."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import false
from sqlmodel import Field

from approval.storage.columns import Row, UtcDateTime


class AgencyRow(Row, table=True):
    """A receiving agency (cơ quan BHXH tiếp nhận); ``parent``: the one it stands under, None at the top."""

    __tablename__: ClassVar[Any] = "agency"
    code: str = Field(primary_key=True)
    name: str
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
    """A short-lived token, hashed; it belongs to a station or to a person."""

    __tablename__: ClassVar[Any] = "token"
    token_hash: str = Field(primary_key=True)
    station: str | None = Field(default=None, foreign_key="station.id")
    person: str | None = Field(default=None, foreign_key="person.name")
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class PersonRow(Row, table=True):
    """Somebody with a sign-in of their own. ``roles`` separated by blanks (approval.rights)."""

    __tablename__: ClassVar[Any] = "person"
    name: str = Field(primary_key=True)
    display_name: str
    agency: str = Field(foreign_key="agency.code")
    roles: str
    passphrase_hash: str
    active: bool = True


class SignInFailureRow(Row, table=True):
    """Failures under one name, known or not; the name is hashed because people type passphrases into it."""

    __tablename__: ClassVar[Any] = "sign_in_failure"
    name_hash: str = Field(primary_key=True)
    failures: int = 0
    blocked_until: datetime = Field(sa_type=UtcDateTime, index=True)


class AuditRow(Row, table=True):
    """Who did what to what, when (Luật 91/2025/QH15: who used personal data is recorded)."""

    __tablename__: ClassVar[Any] = "audit"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str
    action: str
    subject: str = Field(index=True)
    note: str = ""
