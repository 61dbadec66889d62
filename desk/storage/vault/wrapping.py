"""One slot: the file's key wrapped under one registrar's passphrase, and what a guess at it costs.

Argon2id (RFC 9106) turns a passphrase into a wrapping key; AES-256-GCM wraps the file's key, with the
registrar's name as associated data, so that slots cannot be swapped between people.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from declaration.privacy import Private
from desk.storage.vault.encoding import to_bytes, to_text
from desk.storage.vault.slots_file import VaultDamagedError

KEY_BYTES, TAG_BYTES = 32, 16
MOST_MEMORY_KIB = 4 * 1024 * 1024


@dataclass(frozen=True)
class KdfCost:
    """Argon2id's cost: memory in KiB, passes, lanes. Recorded in each slot, so it can grow later.
    The default takes about half a second on two cores (benchmarks/slots.py).

    ValueError outside the bounds: a tampered slots file must not make the station try for ever.
    """

    memory_kib: int = 196608
    passes: int = 4
    lanes: int = 2

    @property
    def work(self) -> int:
        """KiB written for one guess."""
        return self.memory_kib * self.passes

    def __post_init__(self) -> None:
        if not (1 <= self.lanes <= 16 and 1 <= self.passes <= 64):
            raise ValueError("Argon2id passes or lanes out of bounds")
        if not 8 * self.lanes <= self.memory_kib <= MOST_MEMORY_KIB:
            raise ValueError("Argon2id memory out of bounds")


@dataclass(frozen=True, repr=False)
class Registrar(Private):
    """Who may open the station: a short name to sign in with and the name to show."""

    name: str
    display_name: str


def composed(text: str) -> str:
    """NFC: some keyboards send đ-ấ-u in pieces, and the same words must open the same station."""
    return unicodedata.normalize("NFC", text)


def wrapped(who: Registrar, passphrase: str, file_key: bytes, cost: KdfCost) -> dict[str, Any]:
    salt, nonce = os.urandom(16), os.urandom(12)
    wrapping = AESGCM(_derive(passphrase, salt, cost))
    return {
        "name": who.name,
        "display_name": who.display_name,
        "kdf": {"name": "argon2id", "salt": to_text(salt), **asdict(cost)},
        "nonce": to_text(nonce),
        "wrapped": to_text(wrapping.encrypt(nonce, file_key, who.name.encode())),
    }


def unwrapped(slot: dict[str, Any], passphrase: str) -> bytes | None:
    try:
        texts = (slot["kdf"]["salt"], slot["nonce"], slot["wrapped"])
        salt, nonce, wrapped = (to_bytes(text) for text in texts)
        if len(wrapped) != KEY_BYTES + TAG_BYTES:
            raise ValueError("wrapped key of another length")
        return AESGCM(_derive(passphrase, salt, cost_of(slot))).decrypt(nonce, wrapped, slot["name"].encode())
    except InvalidTag:
        return None
    except (KeyError, TypeError, ValueError, HashingError):
        raise VaultDamagedError("key slot unreadable") from None


def cost_of(slot: dict[str, Any]) -> KdfCost:
    kdf = slot["kdf"]
    return KdfCost(kdf["memory_kib"], kdf["passes"], kdf["lanes"])


def _derive(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
    return hash_secret_raw(
        composed(passphrase).encode(), salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID
    )
