"""Complaints and papers at a service in memory."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

from declaration.wire.complaint import (
    ComplaintAnswer,
    ComplaintPage,
    ComplaintPassing,
    ComplaintQuery,
    ComplaintSummary,
    Passed,
)
from declaration.wire.handover import HandoverPage, HandoverSummary, PaperReceived
from declaration.wire.sign_in import Agency
from desk.ports.service import Denied, NoAnswer

AT = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


class FakeAfterService:
    """Implements ports.service.AfterService; ``trouble`` is answered to everything while it stands. Whoever
    signs in here is lan."""

    def __init__(self) -> None:
        self.kept: dict[UUID, ComplaintSummary] = {}
        self.batches: dict[UUID, HandoverSummary] = {}
        self.agencies = (
            Agency(code="MAU01", name="BHXH cơ sở Mẫu"),
            Agency(code="MAU02", name="BHXH tỉnh Mẫu"),
        )
        self.trouble: Denied | NoAnswer | None = None

    async def complaints(self, query: ComplaintQuery) -> ComplaintPage | Denied | NoAnswer:
        if self.trouble is not None:
            return self.trouble
        found = [each for each in self.kept.values() if (each.answered_at is not None) == query.answered]
        waits = Counter(each.office for each in self.kept.values() if each.answered_at is None)
        shown = tuple(each for each in found if query.office in ("", each.office))
        return ComplaintPage(
            items=shown, waiting=waits.total(), by_office=dict(waits), agencies=self.agencies
        )

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

    async def pass_complaint_on(
        self, complaint: UUID, passing: ComplaintPassing
    ) -> ComplaintSummary | Denied | NoAnswer:
        if self.trouble is not None:
            return self.trouble
        before = self.kept[complaint]
        if before.answered_at is not None:
            return Denied("already_answered", 409)
        if (before.agency, before.office) == (passing.agency, passing.office):
            return Denied("passed_nowhere", 409)
        name = next(each.name for each in self.agencies if each.code == passing.agency)
        told = Passed(at=AT, by="lan", agency_name=name, **passing.model_dump())
        changes = {
            "agency": passing.agency,
            "agency_name": name,
            "office": passing.office,
            "passed": (*before.passed, told),
        }
        self.kept[complaint] = before.model_copy(update=changes)
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
