"""Key slots: the file's random key, wrapped once per registrar under their own passphrase.

The slots file lies beside the encrypted database and holds no personal data but the registrars' names.
Argon2id (RFC 9106) turns a passphrase into a wrapping key; AES-256-GCM wraps the file's key, with the
registrar's name as associated data, so that slots cannot be swapped between people.
"""

from __future__ import annotations

import os
import secrets
import unicodedata
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from declaration.privacy import Private
from desk.storage.vault.encoding import to_bytes, to_text
from desk.storage.vault.slots_file import SlotsDocument, SlotsFile, VaultDamagedError

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


class LastRegistrarError(Exception):
    """Without this registrar nobody could open the station any more."""


class KeySlots:
    """The registrars' slots of one station."""

    def __init__(self, path: Path) -> None:
        self.file = SlotsFile(path)

    @property
    def exist(self) -> bool:
        return self.file.exist

    def registrars(self) -> tuple[Registrar, ...]:
        """Everybody who has a slot; readable without any passphrase."""
        return tuple(Registrar(s["name"], s["display_name"]) for s in self.file.read().slots)

    def open(self, name: str, passphrase: str) -> bytes | None:
        """The file's key, or None when there is no such registrar or the passphrase is wrong."""
        for slot in self.file.read().slots:
            if slot["name"] == composed(name):
                return _unwrap(slot, passphrase)
        return None

    def add(self, who: Registrar, passphrase: str, file_key: bytes, cost: KdfCost) -> None:
        """Give a registrar a slot (or a new passphrase for the one they have), durably."""
        slot = new_slot(who, passphrase, file_key, cost)
        self.file.change(lambda document: with_slot(document, slot))

    def remove(self, name: str) -> None:
        """Take a registrar's slot away, durably. LastRegistrarError when it is the only one."""

        def act(document: SlotsDocument) -> SlotsDocument:
            left = tuple(slot for slot in document.slots if slot["name"] != composed(name))
            if not left:
                raise LastRegistrarError
            return replace(document, slots=left)

        self.file.change(act)


def new_file_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def new_slot(who: Registrar, passphrase: str, file_key: bytes, cost: KdfCost) -> dict[str, Any]:
    """The key wrapped for one registrar; takes as long as ``cost`` makes it."""
    return _wrap(Registrar(composed(who.name), composed(who.display_name)), passphrase, file_key, cost)


def with_slot(document: SlotsDocument, slot: dict[str, Any]) -> SlotsDocument:
    """The document with this slot in the place of the same registrar's former one, or after all others."""
    if slot["name"] in {each["name"] for each in document.slots}:
        slots = tuple(slot if each["name"] == slot["name"] else each for each in document.slots)
        return replace(document, slots=slots)
    return replace(document, slots=(*document.slots, slot))


def composed(text: str) -> str:
    """NFC: some keyboards send đ-ấ-u in pieces, and the same words must open the same station."""
    return unicodedata.normalize("NFC", text)


def _wrap(who: Registrar, passphrase: str, file_key: bytes, cost: KdfCost) -> dict[str, Any]:
    salt, nonce = os.urandom(16), os.urandom(12)
    wrapping = AESGCM(_derive(passphrase, salt, cost))
    return {
        "name": who.name,
        "display_name": who.display_name,
        "kdf": {"name": "argon2id", "salt": to_text(salt), **asdict(cost)},
        "nonce": to_text(nonce),
        "wrapped": to_text(wrapping.encrypt(nonce, file_key, who.name.encode())),
    }


def _unwrap(slot: dict[str, Any], passphrase: str) -> bytes | None:
    try:
        kdf = slot["kdf"]
        cost = KdfCost(kdf["memory_kib"], kdf["passes"], kdf["lanes"])
        salt, nonce, wrapped = (to_bytes(text) for text in (kdf["salt"], slot["nonce"], slot["wrapped"]))
        if len(wrapped) != KEY_BYTES + TAG_BYTES:
            raise ValueError("wrapped key of another length")
        return AESGCM(_derive(passphrase, salt, cost)).decrypt(nonce, wrapped, slot["name"].encode())
    except InvalidTag:
        return None
    except (KeyError, TypeError, ValueError, HashingError):
        raise VaultDamagedError("key slot unreadable") from None


def _derive(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
    return hash_secret_raw(
        composed(passphrase).encode(), salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID
    )
