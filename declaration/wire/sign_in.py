"""Who is speaking: hello, enrolment of stations, tokens of stations and of people."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from declaration.wire.model import Message
from declaration.wire.signed import Signed


class ServiceState(StrEnum):
    """drain: push what you hold, take nothing new · locked: taking in stops until a person acts."""

    NORMAL = "normal"
    DRAIN = "drain"
    LOCKED = "locked"


def state_of(text: str) -> ServiceState:
    """What a newer service calls a state by a name of its own stops nobody."""
    return ServiceState(text) if text in set(ServiceState) else ServiceState.NORMAL


class Hello(Message):
    """Proof that the service itself answers. ``time`` measures the station's clock; ``epoch`` changes when
    the service was restored from a backup; ``newest`` is the highest receipt sequence it holds; ``keys``
    are its certificates, so that a station that was away while the signing key changed still believes it.
    ``state`` is one of ServiceState, or what a newer service calls a state; it is that of the station whose
    id came with the question, else the service's own. ``batch_limit``: records in one request;
    ``blob_limit``: bytes of one photo."""

    nonce: str
    time: datetime
    epoch: str
    newest: int
    state: str = ServiceState.NORMAL
    minimum_version: str = "0"
    kid: str
    practice: bool = False
    batch_limit: int = 100
    blob_limit: int = 20_000_000
    keys: tuple[Signed, ...] = ()


class KeyUse(StrEnum):
    SIGNING = "signing"
    SEALING = "sealing"


class ServiceKey(Message):
    """Body of a key certificate, signed by the root key. ``public_key``: 32 bytes, base64url, no padding
    (Ed25519 for signing, X25519 for sealing)."""

    kid: str
    use: KeyUse
    public_key: str
    certified_at: datetime


class StationCertificate(Message):
    """Body of a station certificate, signed by a signing key: another station can verify slips offline."""

    station: str
    public_key: str
    agency: str
    enrolled_at: datetime


class EnrolRequest(Message):
    """``code``: the one-time code a supervisor made. ``public_key``: the station's Ed25519 half.
    ``station``: the id of one that moves to this machine, with a code made for that; "" for a new one."""

    code: str = Field(min_length=8, max_length=64)
    public_key: str
    app_version: str
    station: str = Field(default="", max_length=64)


class EnrolAnswer(Message):
    """Everything a new station pins and keeps. ``keys`` are Signed[ServiceKey] by the root key."""

    station: str
    station_name: str
    unit_name: str
    agency: str
    agencies: tuple[Agency, ...]
    root_key: str
    keys: tuple[Signed, ...]
    certificate: Signed


class Agency(Message):
    """A receiving agency (cơ quan BHXH tiếp nhận); ``place``: whose people it serves, "" when not said."""

    code: str
    name: str
    place: str = ""


class Token(Message):
    """OAuth 2.0 token answer (RFC 6749 §5.1); ``expires_in`` seconds. ``turn``: the one taken with it
    ("" from a service that does not say), so that an answer to another request changes nobody's turn."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the scheme's name, not a secret
    expires_in: int
    turn: str = ""


class PersonRole(StrEnum):
    """cán bộ quầy · cán bộ duyệt · phụ trách · quản trị · kiểm tra."""

    REGISTRAR = "registrar"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class PersonToken(Token):
    """Answer to a person's sign-in (password grant). ``must_change``: the passphrase was made by somebody
    else; nothing may be done with the token but to choose one's own. ``second_step``: a code was needed."""

    person: str
    display_name: str
    roles: tuple[PersonRole, ...]
    agency: str
    must_change: bool = False
    second_step: bool = False


ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
"""RFC 7523: how a station's private_key_jwt is announced at POST /v1/stations/token."""

EnrolAnswer.model_rebuild()
