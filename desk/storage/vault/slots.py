"""Key slots: the file's random key, wrapped once per registrar under their own passphrase.

The slots file lies beside the encrypted database and holds no personal data but the registrars' names.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

from desk.storage.vault.slots_file import SlotsDocument, SlotsFile
from desk.storage.vault.wrapping import (
    KEY_BYTES,
    KdfCost,
    Registrar,
    composed,
    cost_of,
    unwrapped,
    wrapped,
)

__all__ = ["KEY_BYTES", "KdfCost", "KeySlots", "LastRegistrarError", "Registrar", "composed"]


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
                return unwrapped(slot, passphrase)
        return None

    def add(self, who: Registrar, passphrase: str, file_key: bytes, cost: KdfCost) -> None:
        """Give a registrar a slot (or a new passphrase for the one they have), durably."""
        slot = new_slot(who, passphrase, file_key, cost)
        self.file.change(lambda document: with_slot(document, slot))

    def strengthen(self, name: str, passphrase: str, file_key: bytes, cost: KdfCost) -> bool:
        """A slot of an older program, cheaper to guess at, is made anew at this cost for the passphrase that
        has just opened it; whether it was. One that somebody changed meanwhile is left as it is."""
        old = next((slot for slot in self.file.read().slots if slot["name"] == composed(name)), None)
        if old is None or cost_of(old).work >= cost.work:
            return False
        new = new_slot(Registrar(old["name"], old["display_name"]), passphrase, file_key, cost)

        def act(document: SlotsDocument) -> SlotsDocument:
            return with_slot(document, new) if old in document.slots else document

        self.file.change(act)
        return True

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
    return wrapped(Registrar(composed(who.name), composed(who.display_name)), passphrase, file_key, cost)


def with_slot(document: SlotsDocument, slot: dict[str, Any]) -> SlotsDocument:
    """The document with this slot in the place of the same registrar's former one, or after all others."""
    if slot["name"] in {each["name"] for each in document.slots}:
        slots = tuple(slot if each["name"] == slot["name"] else each for each in document.slots)
        return replace(document, slots=slots)
    return replace(document, slots=(*document.slots, slot))
