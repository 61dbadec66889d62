"""The way to a station's key: every try goes through here and is counted, whoever makes it."""

from __future__ import annotations

from collections.abc import Callable

from desk.ports.keys import Wait
from desk.storage.vault.attempts import Attempts
from desk.storage.vault.recovery_slot import standing_slot
from desk.storage.vault.slots import KeySlots, composed
from desk.storage.vault.slots_file import VaultDamagedError


class Vault:
    """One station's slots behind their counted tries. Use one for the life of the process."""

    def __init__(self, slots: KeySlots, attempts: Attempts) -> None:
        self.slots = slots
        self._attempts = attempts

    def open(self, name: str, passphrase: str) -> bytes | Wait | None:
        """The file's key; None for a wrong passphrase or an unknown name; Wait while too many were wrong.

        Takes as long as the slot's Argon2id does. VaultDamagedError when the slots make no sense.
        """
        name = composed(name)
        if name not in {registrar.name for registrar in self.slots.registrars()}:
            return None
        return self._counted(f"registrar {name}", lambda: self.slots.open(name, passphrase))

    def open_with_code(self, code: bytes) -> bytes | Wait | None:
        """As :meth:`open`, with the recovery code in force; None also when there is none."""
        slot = standing_slot(self.slots)
        if slot is None:
            return None
        return self._counted("recovery code", lambda: slot.open(code))

    def _counted(self, whose: str, try_it: Callable[[], bytes | None]) -> bytes | Wait | None:
        wait = self._attempts.begin(whose)
        if wait:
            return Wait(wait)
        try:
            key = try_it()
        except VaultDamagedError:
            self._attempts.forgive(whose)
            raise
        if key is not None:
            self._attempts.forgive(whose)
            return key
        wait = self._attempts.wait(whose)
        return Wait(wait) if wait else None
