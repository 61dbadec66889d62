"""The recovery slot: the file's key wrapped under a 128-bit code that only the agency can read out.

The code is drawn at random and has all its 128 bits, so HKDF turns it into a wrapping key: a slow derivation
would protect a guess among 2¹²⁸ no better (docs/decisions/0020). The plain code exists only while its slot is
made; what is kept of it is sealed to the service.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from declaration.privacy import Private
from declaration.wire.recovery import RecoveryDeposit, sealing_info
from declaration.wire.sign_in import ServiceKey
from declaration.wire.signed import Purpose, Signed
from declaration.wire.spelled import CODE_BYTES
from desk.ports.recovery import RecoveryState
from desk.storage.vault.encoding import to_bytes, to_text
from desk.storage.vault.slots import KEY_BYTES, KeySlots
from desk.storage.vault.slots_file import VaultDamagedError
from desk.storage.vault.station_key import StationKey

_SEALING = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_INFO = b"bhxh-desk/1/recovery-slot"


@dataclass(frozen=True, repr=False)
class RecoverySlot(Private):
    """One code's slot. ``deposit`` is what goes to the service; ``receipt`` says that it is there."""

    number: int
    id: UUID
    salt: bytes
    nonce: bytes
    wrapped: bytes
    deposit: Signed
    receipt: Signed | None = None

    def open(self, code: bytes) -> bytes | None:
        """The file's key, or None when this is not the code."""
        try:
            return AESGCM(_derive(code, self.salt)).decrypt(self.nonce, self.wrapped, self.id.bytes)
        except InvalidTag:
            return None

    def receipted(self, receipt: Signed) -> RecoverySlot:
        return replace(self, receipt=receipt)

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "id": str(self.id),
            "kdf": {"name": "hkdf-sha256", "salt": to_text(self.salt)},
            "nonce": to_text(self.nonce),
            "wrapped": to_text(self.wrapped),
            "deposit": self.deposit.model_dump(),
            "receipt": self.receipt.model_dump() if self.receipt else None,
        }


def slot_from_json(value: dict[str, Any] | None) -> RecoverySlot | None:
    """The slot that stands there; None for none, and for one that makes no sense."""
    if value is None:
        return None
    try:
        salt, nonce, wrapped = (
            to_bytes(text) for text in (value["kdf"]["salt"], value["nonce"], value["wrapped"])
        )
        receipt = value.get("receipt")
        return RecoverySlot(
            number=int(value["number"]),
            id=UUID(value["id"]),
            salt=salt,
            nonce=nonce,
            wrapped=wrapped,
            deposit=Signed.model_validate(value["deposit"]),
            receipt=None if receipt is None else Signed.model_validate(receipt),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def standing_slot(slots: KeySlots) -> RecoverySlot | None:
    """The code in force; None before enrolment. VaultDamagedError as for any reading of the slots."""
    return slot_from_json(slots.file.read().recovery)


def recovery_state(slots: KeySlots) -> RecoveryState | None:
    """The code in force as people speak of it; readable while nobody has unlocked."""
    try:
        slot = standing_slot(slots)
    except VaultDamagedError:
        return None
    return RecoveryState(slot.number, slot.receipt is not None) if slot else None


def draw_recovery_slot(
    number: int, file_key: bytes, station: StationKey, sealing: ServiceKey, at: datetime
) -> RecoverySlot:
    """A slot for a code drawn now and sealed to the service. Nobody here sees the code."""
    code, code_id = secrets.token_bytes(CODE_BYTES), uuid4()
    salt, nonce = os.urandom(16), os.urandom(12)
    wrapped = AESGCM(_derive(code, salt)).encrypt(nonce, file_key, code_id.bytes)
    to = X25519PublicKey.from_public_bytes(to_bytes(sealing.public_key))
    sealed = _SEALING.encrypt(code, to, info=sealing_info(station.station, code_id))
    deposit = RecoveryDeposit(
        station=station.station,
        id=code_id,
        number=number,
        kid=sealing.kid,
        sealed=to_text(sealed),
        made_at=at,
    )
    signed = station.sign(Purpose.RECOVERY, deposit.model_dump_json())
    return RecoverySlot(number, code_id, salt, nonce, wrapped, signed)


def _derive(code: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt, _INFO).derive(code)
