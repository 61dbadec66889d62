"""The agency at the other end of the line: it signs for what arrived and answers by the feed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from declaration.wire.changes import Change
from declaration.wire.records import Receipt
from declaration.wire.signed import Signed
from desk.ports.outbox import Outbox, OutboxEntry
from desk.registration.declarations import Finished
from tests.fakes.program import SetClock

MINUTE = timedelta(minutes=1)


class FakeAgency:
    """Every act takes a minute on the clock. ``sequence`` counts the answers of the feed."""

    def __init__(self, outbox: Outbox, clock: SetClock) -> None:
        self._outbox = outbox
        self._clock = clock
        self.sequence = 0

    def entry(self, declared: Finished) -> OutboxEntry:
        entry = self._outbox.entry(declared.id, declared.revision)
        assert entry is not None, "nothing was sealed"
        return entry

    def receive(self, declared: Finished, dossier: str = "HS-1") -> None:
        """The receipt is on its way back and arrives."""
        self.receive_entry(self.entry(declared), dossier)

    def receive_entry(self, entry: OutboxEntry, dossier: str | None = None) -> None:
        """The same for a record of any kind."""
        self._clock.forward(MINUTE)
        receipt = Receipt(
            id=entry.record_id,
            revision=entry.revision,
            digest=entry.digest,
            station="station-mau",
            received_at=self._clock.now(),
            sequence=1,
            epoch="1",
            dossier_number=dossier,
        )
        self._outbox.deliver(entry, receipt, Signed(body="{}", kid="k", signature="s"))

    def refuse(self, declared: Finished, code: str) -> None:
        self._clock.forward(MINUTE)
        self._outbox.refuse(self.entry(declared), code)

    def answer(self, declared: Finished, kind: str, **data: Any) -> int:
        """One event of the feed about this revision; how many were new."""
        change = self.event(declared, kind, **data)
        return self._outbox.apply([change], change.sequence)

    def event(self, declared: Finished, kind: str, **data: Any) -> Change:
        """The next event of the feed, not heard yet."""
        self._clock.forward(MINUTE)
        self.sequence += 1
        return Change(
            sequence=self.sequence,
            kind=kind,
            record_id=declared.id,
            revision=declared.revision,
            at=self._clock.now(),
            data=data,
        )
