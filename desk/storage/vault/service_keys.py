"""The service's keys: one root pinned at enrolment, others believed only when it certified them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from declaration.wire.sign_in import KeyUse, ServiceKey, StationCertificate
from declaration.wire.signed import Purpose, Signed, signing_input
from desk.storage.vault.encoding import to_bytes


@dataclass(frozen=True)
class PinnedKeys:
    """What a station keeps of the service: the root's public key and the certificates as they came."""

    root_key: str
    certificates: tuple[Signed, ...]


class TrustedService:
    """Believes a message only when a certified signing key signed it. Old keys stay good for old receipts."""

    def __init__(self, pinned: PinnedKeys, remember: Callable[[PinnedKeys], None]) -> None:
        self._root = pinned.root_key
        self._certificates: tuple[Signed, ...] = ()
        self._signing: dict[str, str] = {}
        self._sealing: ServiceKey | None = None
        self._remember = remember
        self._learning = Lock()
        self._take(pinned.certificates)

    def is_genuine(self, purpose: Purpose, message: Signed) -> bool:
        public_key = self._signing.get(message.kid)
        return public_key is not None and is_signed_by(public_key, purpose, message)

    def station_behind(
        self, purpose: Purpose, message: Signed, certificate: Signed
    ) -> StationCertificate | None:
        station = certificate.read(StationCertificate)
        if station is None or not self.is_genuine(Purpose.STATION, certificate):
            return None
        return station if is_signed_by(station.public_key, purpose, message) else None

    @property
    def sealing_key(self) -> ServiceKey | None:
        """What is meant for the service's eyes is sealed to its newest certified key."""
        return self._sealing

    def learn(self, certificates: tuple[Signed, ...]) -> None:
        """Two greetings may bring a new key at once: who comes second waits until the first has learnt it."""
        with self._learning:
            before = len(self._certificates)
            self._take(certificates)
            if len(self._certificates) > before:
                self._remember(PinnedKeys(self._root, self._certificates))

    def _take(self, certificates: tuple[Signed, ...]) -> None:
        for certificate in certificates:
            key = certificate.read(ServiceKey)
            if key is None or certificate in self._certificates:
                continue
            if not is_signed_by(self._root, Purpose.KEY, certificate):
                continue
            self._certificates += (certificate,)
            if key.use is KeyUse.SIGNING:
                self._signing[key.kid] = key.public_key
            elif self._sealing is None or key.certified_at >= self._sealing.certified_at:
                self._sealing = key


def is_signed_by(public_key: str, purpose: Purpose, message: Signed) -> bool:
    """The signature covers exactly this body for exactly this purpose. Never raises on foreign bytes."""
    try:
        key = Ed25519PublicKey.from_public_bytes(to_bytes(public_key))
        key.verify(to_bytes(message.signature), signing_input(purpose, message.body))
    except (InvalidSignature, ValueError):
        return False
    return True
