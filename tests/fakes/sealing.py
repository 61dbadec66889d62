"""A service's sealing key of our own making, so that tests can open what a station sealed."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from declaration.wire.recovery import RecoveryDeposit, sealing_info
from declaration.wire.sign_in import KeyUse, ServiceKey
from declaration.wire.signed import Purpose, Signed
from desk.storage.vault.encoding import to_bytes, to_text
from desk.storage.vault.station_key import StationKey

SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class SealingKey:
    """The pair; ``certified`` by whichever root asks."""

    def __init__(self, kid: str = "sealing-1") -> None:
        self._private = X25519PrivateKey.generate()
        self.kid = kid

    def certified(self, root: StationKey, at: datetime) -> Signed:
        public = to_text(self._private.public_key().public_bytes_raw())
        key = ServiceKey(kid=self.kid, use=KeyUse.SEALING, public_key=public, certified_at=at)
        return root.sign(Purpose.KEY, key.model_dump_json())

    def opened(self, deposit: Signed) -> bytes:
        """The code inside."""
        said = deposit.read(RecoveryDeposit)
        assert said is not None
        assert said.kid == self.kid
        info = sealing_info(said.station, said.id)
        return SUITE.decrypt(to_bytes(said.sealed), self._private, info=info)
