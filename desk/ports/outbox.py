"""The outbox: every sealed revision until the service has signed for it, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from declaration.lifecycle import Delivery
from declaration.privacy import Private
from declaration.wire.changes import Change
from declaration.wire.records import BlobRef, Receipt
from declaration.wire.sign_in import ServiceState
from declaration.wire.signed import Signed

PHOTOS_PURGED = "photos_purged"
"""Why a revision is set aside whose photos left by their time, after a receipt, and are asked for again."""
FARTHEST_TRY = timedelta(minutes=30)
"""No back-off reaches as far ahead: a try set for later was set by a clock that has been put back since."""


@dataclass(frozen=True, repr=False)
class OutboxEntry(Private):
    """One sealed revision on its way. ``sealed`` are the bytes to send, never rebuilt."""

    record_id: UUID
    revision: int
    kind: str
    digest: str
    sealed: bytes
    blobs: tuple[BlobRef, ...]
    deadline: date
    created_at: datetime
    attempts: int
    next_due: datetime
    urgent: bool
    last_reason: str

    @property
    def key(self) -> tuple[UUID, int]:
        return self.record_id, self.revision


@dataclass(frozen=True, repr=False)
class OutboxLine(Private):
    """One revision as the sync screen shows it: whose it is, its state, age, reason and next try.

    ``declaration_id`` is the declaration it is of, or is about. For a day's record ``full_name`` is the day,
    ISO."""

    record_id: UUID
    revision: int
    kind: str
    declaration_id: UUID
    full_name: str
    delivery: Delivery
    created_at: datetime
    deadline: date
    attempts: int
    next_due: datetime
    last_reason: str
    blob_bytes: int


@dataclass(frozen=True)
class Books:
    """Sealed revisions counted: ``finished`` = waiting + delivered + refused + set aside + superseded.

    ``delivered`` counts receipts, not marks: a mark without one would make the books not balance.
    ``dropped`` declarations gave way to nothing: they were withdrawn, and never signed for."""

    finished: int
    waiting: int
    delivered: int
    refused: int
    set_aside: int
    oldest_waiting: datetime | None = None
    at_risk: int = 0
    refused_by_code: tuple[tuple[str, int], ...] = ()
    superseded: int = 0
    dropped: int = 0

    @property
    def balance(self) -> bool:
        unsettled = self.waiting + self.refused + self.set_aside
        return self.finished == unsettled + self.delivered + self.superseded

    @property
    def all_signed_for(self) -> bool:
        """Every sealed revision has its receipt, or gave way to one that has: the only meaning of "all
        synced"."""
        return self.balance and self.finished == self.delivered + self.superseded


class Outbox(Protocol):
    """What the sync engine needs of the store. Every method is one transaction."""

    def due(
        self, now: datetime, limit: int, offered: Collection[tuple[UUID, int]] = ()
    ) -> Sequence[OutboxEntry]:
        """Entries to send now: a person's "send now" first, then soonest deadline, then age.

        Due is what is set for ``now`` or earlier, and what is set for later than FARTHEST_TRY; of those
        ``offered`` before only what a person asks for."""

    def entry(self, record_id: UUID, revision: int) -> OutboxEntry | None: ...

    def next_due(self) -> datetime | None: ...

    def count_attempt(self, keys: Sequence[tuple[UUID, int]], next_due: Sequence[datetime]) -> None:
        """Committed *before* sending, so that an item that crashes the program still backs off."""

    def deliver(self, entry: OutboxEntry, receipt: Receipt, signed: Signed) -> None: ...

    def refuse(self, entry: OutboxEntry, code: str) -> None: ...

    def set_aside(self, entry: OutboxEntry, code: str) -> None: ...

    def give_way(self, record_id: UUID, revision: int, who: str) -> bool:
        """A person gives up what was refused or set aside: a correction for the newest revision the service
        signed for, a withdrawal for the declaration as it stood, a hand-over for its batch to be handed in
        anew, a complaint for good, one whose photos are purged for its old receipt; a declaration that was
        withdrawn, and what came of a call, for nothing. False, and nothing changed, when there is nothing to
        give it up for."""

    def defer(self, entry: OutboxEntry, reason: str, next_due: datetime | None) -> None: ...

    def defer_all(
        self, keys: Sequence[tuple[UUID, int]], reason: str, next_due: datetime | None = None
    ) -> None:
        """They wait on for that reason, each on its schedule unless a time is given."""

    def records_only(self) -> bool:
        """Whether a person wants photos held back on this network."""

    def send_records_only(self, yes: bool) -> None:
        """Remembered until it is changed."""

    def order(self) -> ServiceState:
        """What the agency last asked of this station, as it stands in the file."""

    def heed(self, order: ServiceState) -> None:
        """Remembered until the agency says otherwise: finishing goes by it, offline too."""

    def send_now(self, record_id: UUID | None = None) -> None:
        """Make one entry, or all waiting ones, due at once."""

    def offer_again(self, record_id: UUID, revision: int) -> None:
        """A person's decision: a refused or set-aside revision goes back to waiting."""

    def books(self, today: date) -> Books: ...

    def lines(self, deliveries: Sequence[Delivery], limit: int, offset: int = 0) -> Sequence[OutboxLine]: ...

    def blob(self, sha256: str) -> bytes | None: ...

    def cursor(self) -> int: ...

    def meet_epoch(self, epoch: str, newest: int) -> bool:
        """The service as a hello shows it; ``newest`` is its highest receipt.

        True when it was restored from a backup since: everything it had signed for waits again, and its feed
        is read from the start."""

    def apply(self, changes: Sequence[Change], cursor: int, asked_from: int | None = None) -> int:
        """Events and cursor in one transaction; applying twice changes nothing. Returns how many were new.

        A page ``asked_from`` beyond the cursor is not taken: ``meet_epoch`` has set the feed back since."""
