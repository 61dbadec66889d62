"""Complaints and papers at a service in memory."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from declaration.wire.complaint import ComplaintAnswer, ComplaintPage, ComplaintQuery, ComplaintSummary
from declaration.wire.handover import HandoverPage, HandoverSummary, PaperReceived
from desk.ports.service import Denied, NoAnswer

AT = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


class FakeAfterService:
    """Implements ports.service.AfterService; ``trouble`` is answered to everything while it stands. Whoever
    signs in here is lan."""

    def __init__(self) -> None:
        self.kept: dict[UUID, ComplaintSummary] = {}
        self.batches: dict[UUID, HandoverSummary] = {}
        self.trouble: Denied | NoAnswer | None = None

    async def complaints(self, query: ComplaintQuery) -> ComplaintPage | Denied | NoAnswer:
        if self.trouble is not None:
            return self.trouble
        found = [each for each in self.kept.values() if (each.answered_at is not None) == query.answered]
        waiting = sum(each.answered_at is None for each in self.kept.values())
        return ComplaintPage(items=tuple(found), waiting=waiting)

    async def answer_complaint(
        self, complaint: UUID, said: ComplaintAnswer
    ) -> ComplaintSummary | Denied | NoAnswer:
        if self.trouble is not None:
            return self.trouble
        if self.kept[complaint].answered_at is not None:
            return Denied("already_answered", 409)
        changes = {"answer": said.answer, "answered_by": "lan", "answered_at": AT}
        self.kept[complaint] = self.kept[complaint].model_copy(update=changes)
        return self.kept[complaint]

    async def handovers(self) -> HandoverPage | Denied | NoAnswer:
        if self.trouble is not None:
            return self.trouble
        batches = tuple(self.batches.values())
        return HandoverPage(items=batches, to_receive=sum(each.received_at is None for each in batches))

    async def receive_papers(
        self, batch: UUID, received: PaperReceived
    ) -> HandoverSummary | Denied | NoAnswer:
        if self.trouble is not None:
            return self.trouble
        changes = {
            "received_at": AT,
            "received_by": "lan",
            "missing": received.missing,
            "note": received.note,
        }
        self.batches[batch] = self.batches[batch].model_copy(update=changes)
        return self.batches[batch]
