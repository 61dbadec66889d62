"""Takes each revision exactly once and signs for it.

The unique key (id, revision) is the referee. The same bytes again, by any road, get the receipt that was
given; other bytes under the same key are a conflict for a person. Row, receipt, dossier number, status and
event are one transaction; photos are durable before it begins. The receipt is stored and never rebuilt.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from uuid import UUID

from approval import (
    audit,
)
from approval.admission import Arrived, Offered, read
from approval.clock import Clock
from approval.grouping import Group
from approval.identities import Station
from approval.sealed import Opened, open_sealed, record_in
from approval.settling import Settling, Taken
from approval.storage import records
from approval.storage.blobs import Blobs
from approval.storage.database import AlreadyThereError, Database
from approval.waiting import Waiting
from declaration.wire.records import (
    MissingAnswer,
    RecordAnswer,
    RefusalAnswer,
)

RECEIPTS, READ = "receipt", "read_by_station"
AT_ONCE = 25
"""Records of a batch in one transaction: a tenth of the commits, and nobody waits long for the turn."""


class Intake:
    """The only way in for sealed records, whichever road they took."""

    def __init__(self, database: Database, blobs: Blobs, settling: Settling, clock: Clock) -> None:
        self._database = database
        self._blobs = blobs
        self._settling = settling
        self._clock = clock
        self._waiting = Waiting()
        self._group = Group(self._settle_all, self._settle_alone, AT_ONCE)

    def take_all(self, station: Station, lines: Sequence[bytes]) -> list[RecordAnswer]:
        """Receipt, missing photos, conflict or refusal for each sealed record, in order."""
        opened = [open_sealed(station, line) for line in lines]
        good = [each for each in opened if isinstance(each, Opened)]
        taken: list[Taken] = []
        for start in range(0, len(good), AT_ONCE):
            taken += self._take_together(good[start : start + AT_ONCE])
        answers = iter(taken)
        return [each if isinstance(each, RefusalAnswer) else next(answers).answer for each in opened]

    def _take_together(self, opened: Sequence[Opened]) -> list[Taken]:
        offered = [read(each) for each in opened]
        try:
            return self._settle_all(offered)
        except AlreadyThereError:  # another instance took one of them at the same moment
            return [self._group.settle(each) for each in offered]

    def take_opened(self, opened: Opened) -> Future[Taken]:
        """The same for one record whose seal was checked; asks nobody yet, and does not block."""
        return self._group.submit(read(opened))

    def wants(self, sha256: str) -> bool:
        """Whether a record that came to this process waits for that photo."""
        return bool(self._waiting.wanting(sha256))

    def newest(self, station: Station, record_id: UUID) -> bytes | None:
        """The newest revision of one of the station's own records, as it came; audited."""
        with self._database.writing() as session:
            row = records.newest(session, station.id, record_id)
            if row is None:
                return None
            audit.record(session, self._clock(), station.id, READ, str(record_id), agency=station.agency)
            return row.sealed

    def photo_arrived(self, sha256: str, seen: Arrived | None = None) -> list[Future[Taken]]:
        """Have receipts given to records that waited for this photo, so that nobody has to ask first.

        ``seen``: where it has just come in whole. The outcomes are the records' own, and not yet there."""
        expected = self._waiting.arrived(sha256, seen)
        if not expected:
            return [self.take_opened(each) for each in self._complete_with(sha256)]
        complete = [one for one in expected if all(self._is_here(photo) for photo in one.photos)]
        for one in complete:
            self._waiting.settled(one.offered)
        return [self._group.submit(one.offered) for one in complete]

    def _complete_with(self, sha256: str) -> list[Opened]:
        """Records that other processes took in, and that lack nothing any more."""
        with self._database.reading() as session:
            waiting = records.waiting_for(session, sha256)
            complete = [
                each
                for each in waiting
                if all(self._is_here(photo) for photo in each.photos if photo != sha256)
            ]
            stored = [records.sealed(session, each.record_id, each.revision) for each in complete]
        return [Opened(record_in(sealed), sealed, digest) for sealed, digest in stored]

    def _is_here(self, sha256: str) -> bool:
        return self._blobs.size(sha256) is not None

    def close(self) -> None:
        """Finish what is under way."""
        self._group.close()

    def _settle_alone(self, offered: Offered) -> Taken:
        return self._settle_all([offered], asks_all=True)[0]

    def _settle_all(self, offered: Sequence[Offered], *, asks_all: bool = False) -> list[Taken]:
        """Several in one transaction: all of them, or AlreadyThereError and none."""
        cases = [self._settling.case(each) for each in offered]
        with self._database.straight() as session:
            taken = self._settling.settle(session, cases, asks_all=asks_all)
        for each, one in zip(offered, taken, strict=True):
            if isinstance(one.answer, MissingAnswer):
                self._waiting.expect(each, one.answer.blobs)
        return taken
