"""A declaration is taken back: at once here, and by a sealed record of its own at the agency."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from uuid_utils.compat import uuid7

from declaration.wire.records import RecordKind
from declaration.wire.signed import digest
from declaration.wire.withdrawal import WITHDRAWAL_VERSION, WithdrawalContent, WithdrawalReason
from desk.ports.clock import Clock
from desk.ports.keys import StationKeys
from desk.ports.store import DeclarationStore, SealedAbout
from desk.registration.sealing import sealed_record


class Withdrawing:
    """For one signed-in registrar. Blocking: call off the event loop."""

    def __init__(
        self,
        declarations: DeclarationStore,
        keys: StationKeys,
        clock: Clock,
        registrar: str,
        on_sealed: Callable[[], None],
    ) -> None:
        self._declarations = declarations
        self._keys = keys
        self._clock = clock
        self._registrar = registrar
        self._on_sealed = on_sealed

    def withdraw(self, declaration_id: UUID, revision: int, reason: WithdrawalReason) -> bool:
        """One durable write, and the engine is told. False when that revision may not be withdrawn now:
        it was corrected, decided or withdrawn meanwhile."""
        now = self._clock.now()
        content = WithdrawalContent(declaration=declaration_id, revision=revision, reason=reason)
        record_id = uuid7()
        sealed = sealed_record(
            self._keys,
            RecordKind.WITHDRAWAL,
            (record_id, 1),
            content,
            form_version=WITHDRAWAL_VERSION,
            registrar=self._registrar,
            at=now,
        )
        kept = SealedAbout(
            record_id,
            RecordKind.WITHDRAWAL,
            declaration_id,
            revision,
            sealed,
            digest(sealed),
            now,
            self._registrar,
        )
        is_withdrawn = self._declarations.withdraw(kept, reason)
        if is_withdrawn:
            self._on_sealed()
        return is_withdrawn
