"""Papers handed over to the agency: a batch is made, its list printed and signed, and handed in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from uuid_utils.compat import uuid7

from declaration.wire.handover import HANDOVER_VERSION, MOST_HANDED_OVER, HandoverContent
from declaration.wire.records import RecordKind
from desk.ports.handovers import Batch, Forecast, HandoverStore, ToHandOver
from desk.ports.store import DeclarationLine
from desk.registration.sealing import Sealer

SHOWN = 100


class HandingOver:
    """For one signed-in registrar. Blocking: call off the event loop."""

    def __init__(self, store: HandoverStore, sealer: Sealer) -> None:
        self._store = store
        self._sealer = sealer

    def to_hand_over(self) -> Sequence[ToHandOver]:
        return self._store.to_hand_over()

    def papers(self, agency: str, *, signed_only: bool) -> Sequence[DeclarationLine]:
        """As many as one batch holds."""
        return self._store.papers(agency, signed_only=signed_only, limit=MOST_HANDED_OVER)

    def batches(self) -> Sequence[Batch]:
        return self._store.batches(SHOWN)

    def in_batch(self, batch: UUID) -> Sequence[DeclarationLine]:
        return self._store.in_batch(batch)

    def make(self, agency: str, declarations: Sequence[UUID]) -> UUID | None:
        """A new batch of them; None when all of them are in one already."""
        batch, some = uuid7(), declarations[:MOST_HANDED_OVER]
        now, who = self._sealer.clock.now(), self._sealer.registrar
        return batch if self._store.make(batch, agency, some, who, now) else None

    def take_out(self, batch: UUID, declaration: UUID) -> None:
        self._store.take_out(batch, declaration)

    def hand(self, batch: Batch) -> bool:
        """It was handed in, as it is now: from here on it is not changed. False when it had been already."""
        listed = tuple(line.id for line in self._store.in_batch(batch.id))
        if not listed:
            return False
        content = HandoverContent(agency=batch.agency, number=batch.number, declarations=listed)
        sealed = self._sealer.seal(RecordKind.HANDOVER, content, HANDOVER_VERSION, address=(batch.id, 1))
        is_handed = self._store.hand(batch.id, sealed)
        if is_handed:
            self._sealer.on_sealed()
        return is_handed

    def forecast(self) -> Sequence[Forecast]:
        return self._store.forecast(self._sealer.clock.today())
