"""Every received photo is decoded whole once, in the background; what cannot be read is marked for reviewers.

The receipt stands whatever is found: it says that the photos are here, not what they show. The queue is a
column of the declaration; what one instance has in hand, the others pass over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from approval import audit
from approval.clock import Clock
from approval.pictures import is_readable
from approval.sealed import record_in
from approval.storage import background_work, declarations, records
from approval.storage.blobs import Blobs
from approval.storage.database import Database, SharedClock
from declaration.wire.records import BlobRef

DUE, SOUND, UNREADABLE = "due", "sound", "unreadable"
"""A declaration's photos; "" where it has none, or came before they were looked at."""
FOUND: Final = "photos_unreadable"
_AT_ONCE = 50
_IN_HAND = timedelta(minutes=15)


@dataclass(frozen=True)
class PhotoChecks:
    """A background pass; blocking, one photo after the other."""

    database: Database
    blobs: Blobs
    clock: Clock
    shared_clock: SharedClock

    def run(self) -> int:
        """Look at some of those due; returns how many."""
        with self.database.writing() as session:
            now = self.shared_clock(session)
            taken = background_work.take_with_photos_due(session, DUE, now, now + _IN_HAND, _AT_ONCE)
            owed = [(*each, records.sealed(session, *each)[0]) for each in taken]
        for record_id, revision, sealed in owed:
            bad = [ref for ref in record_in(sealed).blobs if not self._is_readable(ref)]
            self._settle(record_id, revision, bad)
        return len(owed)

    def _is_readable(self, ref: BlobRef) -> bool:
        try:
            return is_readable(b"".join(self.blobs.chunks(ref.sha256)))
        except FileNotFoundError:
            return False

    def _settle(self, record_id: UUID, revision: int, bad: list[BlobRef]) -> None:
        with self.database.writing() as session:
            row = declarations.for_update(session, record_id)
            if row is None or (row.revision, row.photo_state) != (revision, DUE):
                return  # a newer revision came, whose photos are due again
            row.photo_state = UNREADABLE if bad else SOUND
            row.unreadable_photos = " ".join(ref.sha256 for ref in bad)
            session.add(row)
            if bad:
                roles = " ".join(ref.role for ref in bad)
                at = row.agency
                audit.record(session, self.clock(), "service", FOUND, str(record_id), roles, agency=at)
