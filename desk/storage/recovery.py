"""The station's recovery code: drawn, kept as a slot, sent until it is receipted, used once and replaced.

What is on disk is one file, written whole: a power cut leaves the old code in force or the new one, each with
the sealed copy that still has to be sent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from declaration.privacy import Private
from declaration.wire.recovery import RecoveryDeposit
from declaration.wire.sign_in import ServiceKey
from declaration.wire.signed import Purpose, Signed
from desk.storage.audit import note
from desk.storage.database import Database
from desk.storage.facts import Fact, read_fact, write_fact
from desk.storage.trouble import StationFileError
from desk.storage.vault.recovery_slot import (
    RecoverySlot,
    draw_recovery_slot,
    slot_from_json,
    standing_slot,
)
from desk.storage.vault.slots import KdfCost, KeySlots, Registrar, new_slot, with_slot
from desk.storage.vault.slots_file import SlotsDocument, VaultDamagedError
from desk.storage.vault.station_key import StationKey

log = logging.getLogger(__name__)


@dataclass(frozen=True, repr=False)
class Parties(Private):
    """Who seals, and to whom."""

    station: StationKey
    sealing: ServiceKey


class RecoveryCodes:
    """Implements ports.recovery.RecoveryStore for an open file. ``parties`` is None before enrolment."""

    def __init__(
        self,
        slots: KeySlots,
        file_key: bytes,
        database: Database,
        now: Callable[[], datetime],
        parties: Callable[[], Parties | None],
    ) -> None:
        self._slots = slots
        self._file_key = file_key
        self._database = database
        self._now = now
        self._parties = parties

    def ensure(self) -> None:
        """A code from enrolment on, also where an older program wrote the slots and dropped it; and another
        one when a station back from a backup has joined again, for the agency may hold a newer one than that
        backup's slots, and takes none that the former key has signed."""
        _if_possible(self._draw_if_needed)

    def pending(self) -> Signed | None:
        """A code sealed to a former key of the agency's is replaced first: whoever got hold of that key
        must not be able to read the one in force."""
        _if_possible(self._draw_if_sealed_to_a_former_key)
        try:
            slot = standing_slot(self._slots)
        except VaultDamagedError:
            return None
        if slot is None or (slot.receipt is not None and not self._is_asked_again()):
            return None
        return slot.deposit

    def receipted(self, deposit: Signed, receipt: Signed) -> None:
        def act(document: SlotsDocument) -> SlotsDocument:
            slot = slot_from_json(document.recovery)
            if slot is None or slot.deposit != deposit:
                return document  # replaced meanwhile
            return replace(document, recovery=slot.receipted(receipt).to_json())

        _if_possible(lambda: self._slots.file.change(act))
        if self._is_asked_again():
            self._database.write(lambda session: write_fact(session, Fact.RECOVERY_AGAIN, ""))

    def renew(self) -> None:
        _if_possible(self._draw)

    def use(self, who: Registrar, passphrase: str, cost: KdfCost) -> None:
        """The code was right: the registrar's new passphrase, and another code, in one write.

        The audit line comes first: rather a line for what a power cut prevented than an act without one.
        """
        used = standing_slot(self._slots)
        detail = f"code {used.number}" if used else ""
        self._note(who.name, "recovery_used", detail)
        slot = new_slot(who, passphrase, self._file_key, cost)
        self._draw(lambda document: with_slot(replace(document, recovery=None), slot))

    def _is_asked_again(self) -> bool:
        """The service was restored from a backup, and may have lost what it signed for."""
        return bool(self._database.read(lambda session: read_fact(session, Fact.RECOVERY_AGAIN)))

    def _draw_if_needed(self) -> None:
        parties, slot = self._parties(), standing_slot(self._slots)
        if parties is None:
            return
        if slot is not None and (self._must_rejoin() or _is_own(slot, parties.station)):
            return
        self._draw()

    def _draw_if_sealed_to_a_former_key(self) -> None:
        parties, slot = self._parties(), standing_slot(self._slots)
        if parties is None or slot is None or self._must_rejoin() or not _is_own(slot, parties.station):
            return
        deposit = slot.deposit.read(RecoveryDeposit)
        if deposit is not None and deposit.kid != parties.sealing.kid:
            self._draw()

    def _must_rejoin(self) -> bool:
        """Until then the backup's code is the only one anybody can read out."""
        return bool(self._database.read(lambda session: read_fact(session, Fact.REJOIN)))

    def _draw(self, also: Callable[[SlotsDocument], SlotsDocument] = lambda document: document) -> None:
        parties = self._parties()
        drawn: dict[str, Any] | None = None
        if parties is not None:
            number = self._database.write(self._next_number)
            slot = draw_recovery_slot(number, self._file_key, parties.station, parties.sealing, self._now())
            drawn = slot.to_json()
        self._slots.file.change(lambda document: replace(also(document), recovery=drawn))

    def _next_number(self, session: Session) -> int:
        """Counted in the file, so that it goes on when the slots were written by an older program."""
        standing = standing_slot(self._slots)
        last = int(read_fact(session, Fact.RECOVERY_NUMBER) or "0")
        number = max(last, standing.number if standing else 0) + 1
        write_fact(session, Fact.RECOVERY_NUMBER, str(number))
        note(session, self._now(), "", "recovery_drawn", detail=f"code {number}")
        return number

    def _note(self, who: str, action: str, detail: str) -> None:
        self._database.write(lambda session: note(session, self._now(), who, action, detail=detail))


def _is_own(slot: RecoverySlot, station: StationKey) -> bool:
    return station.has_signed(Purpose.RECOVERY, slot.deposit)


def _if_possible(change: Callable[[], None]) -> None:
    """A full disk stops no sending and keeps nobody out for want of a recovery code: there is a next time."""
    try:
        change()
    except (VaultDamagedError, StationFileError, OSError) as error:
        log.error("recovery code not written: %s", type(error).__name__)
