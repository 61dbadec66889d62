"""What the agency's people do besides deciding: answer complaints, receive batches of papers."""

from __future__ import annotations

from collections.abc import Collection

from declaration.wire.complaint import (
    LONGEST,
    ComplaintAnswer,
    ComplaintPage,
    ComplaintPassing,
    ComplaintQuery,
    ComplaintSummary,
    Office,
)
from declaration.wire.handover import HandoverPage, HandoverSummary, PaperReceived
from desk.ports.service import AfterService, Denied, NoAnswer


class Answering:
    """One signed-in reviewer or supervisor."""

    def __init__(self, service: AfterService) -> None:
        self._service = service

    async def complaints(self, *, answered: bool, office: str = "") -> ComplaintPage | Denied | NoAnswer:
        """``office``: of that unit only."""
        return await self._service.complaints(ComplaintQuery(answered=answered, office=office))

    async def pass_on(
        self, complaint: ComplaintSummary, agency: str, office: str, reason: str
    ) -> ComplaintSummary | Denied | NoAnswer | None:
        """None, and nothing was asked, without a reason."""
        why = reason.strip()
        if not why:
            return None
        passing = ComplaintPassing(agency=agency, office=Office(office), reason=why[:500])
        return await self._service.pass_complaint_on(complaint.id, passing)

    async def answer(
        self, complaint: ComplaintSummary, words: str
    ) -> ComplaintSummary | Denied | NoAnswer | None:
        """None, and nothing was asked, when nothing is said or too much."""
        said = words.strip()
        if not 1 <= len(said) <= LONGEST:
            return None
        return await self._service.answer_complaint(complaint.id, ComplaintAnswer(answer=said))

    async def handovers(self) -> HandoverPage | Denied | NoAnswer:
        return await self._service.handovers()

    async def receive(
        self, batch: HandoverSummary, here: Collection[object], note: str
    ) -> HandoverSummary | Denied | NoAnswer:
        """``here``: ids of the declarations found in it; all others of the batch are missing."""
        ids = (paper.declaration for paper in batch.papers)
        missing = tuple(each for each in ids if each not in here)
        received = PaperReceived(missing=missing, note=note.strip()[:500])
        return await self._service.receive_papers(batch.id, received)
