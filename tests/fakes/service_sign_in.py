"""Signing in at a service in memory: an assertion is good once and in its time, a token until it ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from declaration.wire.sign_in import Token
from desk.ports.keys import Turn
from desk.ports.service import NoAnswer, Reason
from desk.storage.vault.encoding import to_bytes
from desk.storage.vault.station_key import AUDIENCE
from tests.fakes.program import SetClock

TOKEN_LIFE = timedelta(minutes=15)


@dataclass
class Enrolled:
    """The one station of the service; without a name until it is enrolled."""

    name: str = ""
    public_key: str = ""


@dataclass
class MemorySignIn:
    """``turn`` is the one a station that signs in must go on from."""

    clock: SetClock
    station: Enrolled
    is_locked: bool = False
    turn: str | None = None
    _used: set[str] = field(default_factory=set)
    _token_until: datetime | None = None

    def token(self, assertion: str, turn: Turn | None) -> Token | NoAnswer:
        jti = self._single_use_id(assertion)
        if jti is None or jti in self._used:
            return NoAnswer(Reason.SIGN_IN)
        if self.is_locked:
            return NoAnswer(Reason.LOCKED)
        if self.turn not in (None, *((turn.after, turn.next) if turn else ())):
            return NoAnswer(Reason.FORKED)
        self.turn = turn.next if turn else None
        self._used.add(jti)
        self._token_until = self.clock.now() + TOKEN_LIFE
        return Token(access_token="in memory", expires_in=int(TOKEN_LIFE.total_seconds()))

    def end_tokens(self) -> None:
        self._token_until = None

    def shut(self) -> NoAnswer | None:
        """What keeps the station out now, if anything does."""
        if self._token_until is None or self._token_until <= self.clock.now():
            return NoAnswer(Reason.SIGN_IN)
        return NoAnswer(Reason.LOCKED) if self.is_locked else None

    def _single_use_id(self, assertion: str) -> str | None:
        """The jti of an assertion this station made for this moment."""
        if not self.station.name:
            return None
        key = Ed25519PublicKey.from_public_bytes(to_bytes(self.station.public_key))
        try:
            claims = jwt.decode(
                assertion,
                key,
                algorithms=["EdDSA"],
                audience=AUDIENCE,
                issuer=self.station.name,
                options={"verify_exp": False, "verify_iat": False},
            )
        except jwt.PyJWTError:
            return None
        ahead = claims["exp"] - self.clock.now().timestamp()
        jti: str = claims["jti"]
        return jti if -60 < ahead <= 360 else None
