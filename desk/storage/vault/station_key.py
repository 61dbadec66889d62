"""The station's Ed25519 key pair: seals records and speaks for the station."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from declaration.wire.signed import Purpose, Signed, signing_input
from desk.ports.keys import Turn
from desk.storage.vault.encoding import to_text

AUDIENCE = "bhxh-approval"
ASSERTION_LIFE = timedelta(minutes=2)


class StationKey:
    """A key pair; ``station`` is "" until enrolment has given it an id. Lives inside the encrypted file."""

    def __init__(self, private: bytes, station: str = "") -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(private)
        self._station = station

    @staticmethod
    def make() -> StationKey:
        return StationKey(Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def station(self) -> str:
        return self._station

    @property
    def public_key(self) -> str:
        return to_text(self._private.public_key().public_bytes_raw())

    @property
    def private_bytes(self) -> bytes:
        return self._private.private_bytes_raw()

    def sign(self, purpose: Purpose, body: str) -> Signed:
        signature = self._private.sign(signing_input(purpose, body))
        return Signed(body=body, kid=self._station, signature=to_text(signature))

    def has_signed(self, purpose: Purpose, signed: Signed) -> bool:
        """Whether it is this key's own, under its present name: Ed25519 signs a text alike each time."""
        return self.sign(purpose, signed.body) == signed

    def assertion(self, at: datetime, turn: Turn | None = None) -> str:
        """private_key_jwt (RFC 7523 §2.2), EdDSA, single use by its jti; it signs the turn too."""
        claims = {
            "iss": self._station,
            "sub": self._station,
            "aud": AUDIENCE,
            "jti": str(uuid4()),
            "iat": at,
            "exp": at + ASSERTION_LIFE,
        } | ({"turn": turn.next, "after": turn.after} if turn else {})
        return jwt.encode(claims, self._private, algorithm="EdDSA", headers={"kid": self._station})
