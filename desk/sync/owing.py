"""An entry whose record the service has and whose photos it lacks."""

from __future__ import annotations

from collections import deque
from collections.abc import Container
from datetime import date, datetime
from uuid import UUID

from declaration.wire.records import BlobRef
from desk.ports.outbox import OutboxEntry
from desk.sync.outcome import Missing


class Owing:
    """``to_send``: photos not yet under way, in order; ``unsent``: names of all that have not arrived."""

    def __init__(self, entry: OutboxEntry, missing: Missing) -> None:
        self.entry = entry
        wanted = {blob.sha256: blob for blob in entry.blobs if blob.sha256 in missing.blobs}
        self.to_send = deque(wanted.values())
        self.unsent = set(wanted)

    @property
    def key(self) -> tuple[UUID, int]:
        return self.entry.key

    @property
    def in_turn(self) -> tuple[bool, date, datetime]:
        """What a person wants now, then the soonest deadline, then age."""
        return not self.entry.urgent, self.entry.deadline, self.entry.created_at

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes of each photo that has not arrived, each counted once."""
        return {blob.sha256: blob.size for blob in self.entry.blobs if blob.sha256 in self.unsent}

    def with_entry(self, entry: OutboxEntry) -> Owing:
        """The same debt of an entry read anew."""
        return Owing(entry, Missing(tuple(self.unsent)))

    def arrived(self, name: str) -> None:
        """That photo is at the service, whoever it was sent for."""
        self.unsent.discard(name)
        self.leave_out({name})

    def leave_out(self, names: Container[str]) -> None:
        """These are under way already."""
        self.to_send = deque(blob for blob in self.to_send if blob.sha256 not in names)

    def put_back(self, blob: BlobRef) -> None:
        """It broke off: it goes on before the others."""
        self.to_send.appendleft(blob)
