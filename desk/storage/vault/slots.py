"""Key slots: the file's random key, wrapped once per registrar under their own passphrase.

The slots file lies beside the encrypted database and holds no personal data but the registrars' names.
Argon2id (RFC 9106) turns a passphrase into a wrapping key; AES-256-GCM wraps the file's key, with the
registrar's name as associated data, so that slots cannot be swapped between people.
"""

from __future__ import annotations

import json
import os
import secrets
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from declaration.privacy import Private
from desk.storage.atomic_file import write_atomically
from desk.storage.vault.encoding import to_bytes, to_text

FORMAT = 1
KEY_BYTES, TAG_BYTES = 32, 16
MOST_MEMORY_KIB = 4 * 1024 * 1024
SHORTEST_PASSPHRASE = 8


class VaultDamagedError(Exception):
    """The slots file cannot be read; the message names no content."""


@dataclass(frozen=True)
class KdfCost:
    """Argon2id's cost: memory in KiB, passes, lanes. Recorded in each slot, so it can grow later.

    ValueError outside the bounds: a tampered slots file must not make the station try for ever.
    """

    memory_kib: int = 65536
    passes: int = 3
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


class KeySlots:
    """The slots file of one station."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def exist(self) -> bool:
        return self._path.is_file()

    def registrars(self) -> tuple[Registrar, ...]:
        """Everybody who has a slot; readable without any passphrase."""
        return tuple(Registrar(s["name"], s["display_name"]) for s in self._load())

    def open(self, name: str, passphrase: str) -> bytes | None:
        """The file's key, or None when there is no such registrar or the passphrase is wrong."""
        for slot in self._load():
            if slot["name"] == _composed(name):
                return _unwrap(slot, passphrase)
        return None

    def add(self, who: Registrar, passphrase: str, file_key: bytes, cost: KdfCost) -> None:
        """Give a registrar a slot (or a new passphrase for the one they have), durably."""
        who = Registrar(_composed(who.name), _composed(who.display_name))
        slots = [s for s in self._load() if s["name"] != who.name]
        slots.append(_wrap(who, passphrase, file_key, cost))
        document = json.dumps({"format": FORMAT, "slots": slots}, ensure_ascii=False, indent=1)
        write_atomically(self._path, document.encode())

    def _load(self) -> list[dict[str, Any]]:
        try:
            document = json.loads(self._path.read_text(encoding="utf-8"))
            slots: list[dict[str, Any]] = document["slots"]
            sound = document["format"] == FORMAT and all(_names_somebody(slot) for slot in slots)
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError):
            sound = False
        if not sound:
            raise VaultDamagedError("slots file unreadable")
        return slots


def new_file_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _names_somebody(slot: dict[str, Any]) -> bool:
    return isinstance(slot["name"], str) and isinstance(slot["display_name"], str)


def _composed(text: str) -> str:
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
        _composed(passphrase).encode(), salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID
    )
