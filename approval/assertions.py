"""A station proves itself: private_key_jwt (RFC 7523) with EdDSA. The door to PyJWT.

Rule: iss = sub = the station's id, aud = this service, exp at most five minutes ahead, jti used once. Times
are judged by the service's clock; stations take theirs from the last hello, so a minute of leeway is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from approval.moving import LONGEST_TURN, Turn
from approval.signatures import station_key

SERVICE_ID = "bhxh-approval"
_LONGEST = timedelta(minutes=5)
_LEEWAY = timedelta(minutes=1)
_CLAIMS = ["iss", "sub", "aud", "exp", "jti"]


@dataclass(frozen=True)
class Assertion:
    """A sound assertion: whose it is, what makes it single, and the turn it was signed with, if any."""

    station: str
    jti: str
    expires_at: datetime
    turn: Turn | None


def claimed_station(text: str) -> str | None:
    """Who the assertion says it is from. Proves nothing: it only finds the key to check with."""
    try:
        claims: dict[str, Any] = jwt.decode(text, options={"verify_signature": False})
    except jwt.PyJWTError:
        return None
    subject = claims.get("sub")
    return subject if isinstance(subject, str) else None


def read_assertion(text: str, station: str, public_key: str, now: datetime) -> Assertion | None:
    """The assertion when this station's key signed it for this service and this moment, else None."""
    key = station_key(public_key)
    if key is None:
        return None
    try:
        claims: dict[str, Any] = jwt.decode(
            text,
            key,
            algorithms=["EdDSA"],
            audience=SERVICE_ID,
            issuer=station,
            subject=station,
            options={"require": _CLAIMS, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
    except jwt.PyJWTError:
        return None
    return _timely(claims, station, now)


def _timely(claims: dict[str, Any], station: str, now: datetime) -> Assertion | None:
    exp, jti = claims["exp"], claims["jti"]
    if not isinstance(exp, int | float) or not isinstance(jti, str) or not 0 < len(jti) <= 100:
        return None
    try:
        expires_at = datetime.fromtimestamp(exp, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    in_time = now - _LEEWAY < expires_at <= now + _LONGEST + _LEEWAY
    return Assertion(station, jti, expires_at + _LEEWAY, _turn(claims)) if in_time else None


def _turn(claims: dict[str, Any]) -> Turn | None:
    following, after = claims.get("turn"), claims.get("after")
    if not isinstance(following, str) or not isinstance(after, str):
        return None
    return Turn(following, after) if 0 < len(following) <= LONGEST_TURN >= len(after) else None
