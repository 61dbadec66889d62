"""Signing as the station, and believing the service: the only cryptography the rest of the desk sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from declaration.privacy import Private
from declaration.wire.sign_in import StationCertificate
from declaration.wire.signed import Purpose, Signed

SHORTEST_PASSPHRASE: Final = 8


@dataclass(frozen=True)
class Wait:
    """Too many wrong tries: the next one is taken in so many seconds, and none before."""

    seconds: float


class NoteAct(Protocol):
    """Writes an audit line, committed when it returns."""

    def __call__(self, who: str, action: str, detail: str = "", *, subject: str = "") -> None: ...


@dataclass(frozen=True, repr=False)
class Turn(Private):
    """What the station hands on with each token: ``after`` the turn it holds comes ``next``."""

    next: str
    after: str


class Turns(Protocol):
    """The station's turn at the service, which a second copy of it cannot have (approval.moving)."""

    def offer(self) -> Turn | None:
        """The turn to sign in with, durable before it is sent, the same until it was agreed to; None when
        this copy was restored and has to be enrolled again first."""

    def agree(self, turn: Turn) -> None:
        """The service took it."""


class StationKeys(Protocol):
    """The station's own key pair."""

    @property
    def station(self) -> str: ...

    @property
    def public_key(self) -> str: ...

    def sign(self, purpose: Purpose, body: str) -> Signed: ...

    def assertion(self, at: datetime, turn: Turn | None = None) -> str:
        """A private_key_jwt for POST /v1/stations/token (RFC 7523), good for two minutes from ``at``; signs
        the turn with it, so that no line can change it on the way."""


class ServiceKeys(Protocol):
    """The keys of the service as pinned and certified."""

    def is_genuine(self, purpose: Purpose, message: Signed) -> bool: ...

    def station_behind(
        self, purpose: Purpose, message: Signed, certificate: Signed
    ) -> StationCertificate | None:
        """The station that signed this message, if the certificate is its own and genuine; else None."""

    def learn(self, certificates: tuple[Signed, ...]) -> None:
        """Take in keys certified by the pinned root; anything else is ignored."""
