"""Who may open this file: key slots given, changed and taken away, never by rewriting the file itself.

The audit line comes before the slots are written: rather a line for what a power cut prevented than an act
without one.
"""

from __future__ import annotations

import logging

from declaration.naming import told_apart
from desk.ports.keys import NoteAct
from desk.storage.vault.slots import KdfCost, KeySlots, LastRegistrarError, Registrar, composed
from desk.storage.vault.slots_file import VaultDamagedError

log = logging.getLogger(__name__)


class KeyHolders:
    """The registrars of an open file. ``by`` is who does it."""

    def __init__(self, slots: KeySlots, file_key: bytes, note: NoteAct) -> None:
        self._slots = slots
        self._file_key = file_key
        self._note = note

    def names(self) -> dict[str, str]:
        """Full names by sign-in names; nobody's where the slots cannot be read now."""
        try:
            return told_apart({each.name: each.display_name for each in self._slots.registrars()})
        except (VaultDamagedError, OSError):
            return {}

    def add(self, by: str, who: Registrar, passphrase: str, cost: KdfCost) -> None:
        """Another registrar may open the station."""
        self._note(by, "registrar_added", subject=who.name)
        self._slots.add(who, passphrase, self._file_key, cost)

    def change_passphrase(self, by: str, who: Registrar, passphrase: str, cost: KdfCost) -> None:
        """The registrar's slot opens with this passphrase from now on, and with no other."""
        action = "passphrase_changed" if by == who.name else "passphrase_reset"
        self._note(by, action, subject=who.name)
        self._slots.add(who, passphrase, self._file_key, cost)

    def strengthen(self, name: str, passphrase: str, cost: KdfCost) -> None:
        """What opened the file just now costs as much to guess as a slot made today; the passphrase stays.
        A full disk keeps nobody out: there is a next unlocking."""
        try:
            self._slots.strengthen(name, passphrase, self._file_key, cost)
        except (VaultDamagedError, OSError) as error:
            log.error("slot not strengthened: %s", type(error).__name__)

    def remove(self, by: str, name: str) -> None:
        """The registrar may no longer open the station. LastRegistrarError when nobody else could."""
        if {registrar.name for registrar in self._slots.registrars()} <= {composed(name)}:
            raise LastRegistrarError
        self._note(by, "registrar_removed", subject=composed(name))
        self._slots.remove(name)
