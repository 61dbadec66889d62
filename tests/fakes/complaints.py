"""Complaints in memory, held to the same promises as those on the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from declaration.lifecycle import Delivery
from declaration.wire.changes import ChangeKind
from declaration.wire.complaint import ComplaintContent, Passed, office_of
from desk.ports.complaints import DROPPED, Complaint, Hearing
from desk.ports.store import SealedAbout
from tests.fakes.shelf import Shelf


class MemoryComplaints:
    """Implements ports.complaints.ComplaintStore."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._kept: dict[UUID, tuple[int, Complaint]] = {}

    def keep(self, sealed: SealedAbout, content: ComplaintContent) -> bool:
        known = next((each for each in self._all() if each.id == sealed.id), None)
        if known is not None and known.hearing is not Hearing.ANSWERED:
            return False
        made = known or Complaint(
            id=sealed.id,
            content=content,
            taken_at=sealed.at,
            registrar=sealed.registrar,
            office=office_of(content.subject),
            hearing=Hearing.WAITING,
            is_delivered=False,
        )
        if known is not None:
            made = replace(known, content=content, closed_at=sealed.at, hearing=Hearing.CLOSED)
        self._kept[sealed.id] = sealed.revision, made
        self._shelf.queue(sealed)
        done = "close_complaint" if content.told else "take_complaint"
        self._shelf.note(sealed.at, sealed.registrar, done, sealed.id, content.told or content.subject)
        return True

    def complaints(self, hearing: Hearing, limit: int) -> Sequence[Complaint]:
        found = [each for each in self._all() if each.hearing is hearing]
        if hearing is Hearing.CLOSED:
            found.sort(key=lambda each: each.closed_at or each.taken_at, reverse=True)
        return found[:limit]

    def counts(self) -> Mapping[Hearing, int]:
        found = self._all()
        return {hearing: sum(each.hearing is hearing for each in found) for hearing in Hearing}

    def _all(self) -> list[Complaint]:
        return [self._now(*kept) for kept in self._kept.values()]

    def _now(self, revision: int, complaint: Complaint) -> Complaint:
        last = max(of for name, of in self._shelf.sealed if name == complaint.id)
        complaint = replace(complaint, last_revision=last)
        if self._shelf.sealed[complaint.id, revision].delivery is Delivery.SUPERSEDED:
            how = DROPPED if revision == 1 else ""
            content = complaint.content.model_copy(update={"told": how})
            closed_at = complaint.taken_at if revision == 1 else None
            hearing = Hearing.CLOSED if revision == 1 else Hearing.WAITING
            complaint = replace(complaint, content=content, closed_at=closed_at, hearing=hearing)
            revision = 1
        sent = self._shelf.sealed[complaint.id, revision].delivery is Delivery.DELIVERED
        told = [
            each
            for each in self._shelf.heard
            if each.kind == ChangeKind.COMPLAINT_ANSWERED and each.record_id == complaint.id
        ]
        passed = tuple(
            Passed.model_validate({**each.data, "at": each.at})
            for each in self._shelf.heard
            if each.kind == ChangeKind.COMPLAINT_PASSED and each.record_id == complaint.id
        )
        if passed:
            content = complaint.content.model_copy(update={"agency": passed[-1].agency})
            complaint = replace(complaint, content=content, office=passed[-1].office, passed=passed)
        complaint = replace(complaint, is_delivered=sent)
        if not told:
            return complaint
        if complaint.is_dropped:
            content = complaint.content.model_copy(update={"told": ""})
            complaint = replace(complaint, content=content, closed_at=None)
        is_closed = complaint.closed_at is not None
        return replace(
            complaint,
            answer=told[0].data["answer"],
            answered_by=told[0].data["by"],
            answered_at=told[0].at,
            hearing=Hearing.CLOSED if is_closed else Hearing.ANSWERED,
        )
