"""Slips of a station that a service of our own making has certified."""

from __future__ import annotations

from datetime import UTC, datetime

from declaration.wire.sign_in import KeyUse, ServiceKey, StationCertificate
from declaration.wire.signed import Purpose
from desk.registration.slips import Slips
from desk.storage.vault.service_keys import PinnedKeys, TrustedService
from desk.storage.vault.station_key import StationKey

_AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


class Certifying:
    """The service's root and signing key, and what stations get of them."""

    def __init__(self) -> None:
        self._root = StationKey.make()
        self._signing = StationKey(StationKey.make().private_bytes, "signing-1")

    def slips(self, station: str) -> Slips:
        key = StationKey(StationKey.make().private_bytes, station)
        certificate = StationCertificate(
            station=station, public_key=key.public_key, agency="MAU01", enrolled_at=_AT
        )
        signed = self._signing.sign(Purpose.STATION, certificate.model_dump_json())
        return Slips(key, signed, self._trust())

    def _trust(self) -> TrustedService:
        key = ServiceKey(
            kid="signing-1", use=KeyUse.SIGNING, public_key=self._signing.public_key, certified_at=_AT
        )
        certified = self._root.sign(Purpose.KEY, key.model_dump_json())
        return TrustedService(PinnedKeys(self._root.public_key, (certified,)), lambda _: None)


def made_slips(station: str) -> Slips:
    return Certifying().slips(station)
