"""Brings the station's recovery code to the service: offered at every round until it is signed for."""

from __future__ import annotations

import asyncio
import logging

from declaration.wire.recovery import RecoveryDeposit, RecoveryReceipt
from declaration.wire.signed import Purpose, Signed, digest
from desk.ports.keys import ServiceKeys
from desk.ports.recovery import RecoveryStore
from desk.ports.service import Denied, NoAnswer, StationService

log = logging.getLogger(__name__)
OLDER = "recovery_code_older"


class Deposit:
    """One station's code. Whatever comes of it, declarations go first and are never held up by it."""

    def __init__(self, service: StationService, store: RecoveryStore, keys: ServiceKeys) -> None:
        self._service = service
        self._store = store
        self._keys = keys

    async def send(self) -> bool:
        """Offer what has no receipt yet; without an answer it is offered again in the next round.

        True when something about the code has changed."""
        pending = await asyncio.to_thread(self._store.pending)
        if pending is None:
            return False
        match await self._service.deposit_recovery(pending):
            case Signed() as receipt:
                if not self._is_for(pending, receipt):
                    return False
                await asyncio.to_thread(self._store.receipted, pending, receipt)
                return True
            case Denied(code=code):
                log.warning("recovery code not taken: %s", code)
                if code != OLDER:
                    return False
                await asyncio.to_thread(self._store.renew)
                return True
            case NoAnswer():
                return False

    def _is_for(self, pending: Signed, receipt: Signed) -> bool:
        """Signed by the service, for exactly these bytes."""
        if not self._keys.is_genuine(Purpose.RECOVERY_RECEIPT, receipt):
            return False
        said, sent = receipt.read(RecoveryReceipt), pending.read(RecoveryDeposit)
        if said is None or sent is None:
            return False
        return (said.id, said.digest) == (sent.id, digest(pending.to_bytes()))
