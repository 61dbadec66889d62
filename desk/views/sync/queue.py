"""The queue as one page of it is shown: first what needs a person, then what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from declaration.lifecycle import Delivery, Event, Status, allowed
from declaration.privacy import Private
from declaration.wire.records import RecordKind
from desk.ports.clock import Clock
from desk.ports.outbox import OutboxLine
from desk.views.components.paged_list import PAGE_SIZE
from desk.views.program import Table
from desk.views.sync.needing import Needing
from desk.views.sync.truth import Count

_NEEDING: Final = (Delivery.REFUSED, Delivery.SET_ASIDE)


@dataclass(frozen=True, repr=False)
class Queue(Private):
    """One page of what has not arrived: first what needs a person, then what waits."""

    count: Count
    needing: tuple[Needing, ...]
    waiting: tuple[OutboxLine, ...]

    @property
    def total(self) -> int:
        return self.count.needing + self.count.books.waiting


def read_queue(table: Table, clock: Clock, number: int) -> Queue:
    """That page, with the books. Blocking: call off the event loop."""
    outbox, counts = table.outbox, table.declarations.counts()
    count = Count(outbox.books(clock.today()), sum(counts.values()), counts.get(Status.DRAFT, 0))
    first = number * PAGE_SIZE
    needing = outbox.lines(_NEEDING, PAGE_SIZE, first) if first < count.needing else ()
    waiting = outbox.lines([Delivery.PENDING], PAGE_SIZE - len(needing), max(0, first - count.needing))
    return Queue(count, tuple(_needing(table, line) for line in needing), tuple(waiting))


def _needing(table: Table, line: OutboxLine) -> Needing:
    detail = table.declarations.detail(line.record_id) if line.kind == RecordKind.DECLARATION else None
    if detail is None:
        return Needing(line, may_correct=False)
    status, is_newest = detail.line.status, detail.line.revision == line.revision
    may_correct = is_newest and Event.REOPEN in allowed(status)
    return Needing(line, may_correct, is_withdrawn=status is Status.WITHDRAWN)
