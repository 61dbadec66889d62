"""A declaration is taken back: at once here, and by a sealed record of its own at the agency."""

from __future__ import annotations

from uuid import UUID

from declaration.wire.records import RecordKind
from declaration.wire.withdrawal import WITHDRAWAL_VERSION, WithdrawalContent, WithdrawalReason
from desk.ports.store import DeclarationStore
from desk.registration.sealing import Sealer


class Withdrawing:
    """For one signed-in registrar. Blocking: call off the event loop."""

    def __init__(self, declarations: DeclarationStore, sealer: Sealer) -> None:
        self._declarations = declarations
        self._sealer = sealer

    def withdraw(self, declaration_id: UUID, revision: int, reason: WithdrawalReason) -> bool:
        """One durable write, and the engine is told. False when that revision may not be withdrawn now:
        it was corrected, decided or withdrawn meanwhile."""
        content = WithdrawalContent(declaration=declaration_id, revision=revision, reason=reason)
        about = (declaration_id, revision)
        sealed = self._sealer.seal(RecordKind.WITHDRAWAL, content, WITHDRAWAL_VERSION, about=about)
        is_withdrawn = self._declarations.withdraw(sealed, reason)
        if is_withdrawn:
            self._sealer.on_sealed()
        return is_withdrawn
