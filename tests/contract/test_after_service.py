"""Complaints and papers: the service in memory keeps the real one's promises."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest

from approval.app import application
from approval.service import Service
from declaration.wire.complaint import ComplaintPage, ComplaintSummary
from declaration.wire.handover import HandedPaper, HandoverPage, HandoverSummary
from declaration.wire.sign_in import PersonToken
from desk.ports.service import Denied
from desk.remote.after_service import RemoteAfter
from desk.remote.door import Door
from desk.remote.people_service import RemotePeople
from desk.reviewing.answering import Answering
from tests.fakes.after_service import AT, FakeAfterService
from tests.fakes.field_station import AGENCY, PASSPHRASE, FieldStation, receipt_in

pytest_plugins = ["tests.fakes.approval_fixtures"]
COMPLAINT, BATCH, PAPER = (UUID(int=number) for number in (1, 2, 3))
SAID = {"subject": "benefits", "words": "Chưa nhận được trợ cấp", "full_name": "Nguyễn Văn Mẫu"}


@pytest.fixture(params=["memory", "real"])
async def work(
    request: pytest.FixtureRequest, service: Service, station: FieldStation
) -> AsyncIterator[Answering]:
    if request.param == "memory":
        yield Answering(_in_memory())
        return
    complaint = station.record(id=COMPLAINT, kind="complaint", form_version="complaint-1", content=SAID)
    papers = {"agency": AGENCY, "number": 1, "declarations": [str(PAPER)]}
    handed = station.record(id=BATCH, kind="handover", form_version="handover-1", content=papers)
    for record in (complaint, handed):
        receipt_in(await station.put(record))
    transport = httpx.ASGITransport(app=application(service), raise_app_exceptions=False)
    door = Door("http://service.example", transport=transport)
    assert isinstance(await RemotePeople(door).sign_in("lan", PASSPHRASE), PersonToken)
    yield Answering(RemoteAfter(door))
    await door.close()


def _in_memory() -> FakeAfterService:
    fake = FakeAfterService()
    at_desk = {"station": "Quầy 03", "unit_name": "Khu công nghiệp Mẫu", "registrar": "hoa"}
    told = {"id": COMPLAINT, "phone": "", "document_number": "", "taken_at": AT}
    fake.kept[COMPLAINT] = ComplaintSummary.model_validate(SAID | at_desk | told)
    batch = {"id": BATCH, "number": 1, "handed_at": AT, "papers": [HandedPaper(declaration=PAPER)]}
    fake.batches[BATCH] = HandoverSummary.model_validate(at_desk | batch)
    return fake


async def test_a_complaint_waits_until_it_is_answered_and_is_answered_once(work: Answering) -> None:
    page = await work.complaints(answered=False)
    assert isinstance(page, ComplaintPage)
    [complaint] = page.items
    assert (page.waiting, complaint.words) == (1, SAID["words"])
    assert await work.answer(complaint, "  ") is None
    answered = await work.answer(complaint, " Đã chuyển ")
    assert isinstance(answered, ComplaintSummary)
    assert (answered.answer, answered.answered_by) == ("Đã chuyển", "lan")
    assert await work.answer(complaint, "Khác") == Denied("already_answered", 409)
    after = await work.complaints(answered=True)
    assert isinstance(after, ComplaintPage)
    assert (after.waiting, [each.id for each in after.items]) == (0, [COMPLAINT])


async def test_a_batch_is_received_with_what_is_missing(work: Answering) -> None:
    page = await work.handovers()
    assert isinstance(page, HandoverPage)
    [batch] = page.items
    received = await work.receive(batch, (), " Thiếu ")
    assert isinstance(received, HandoverSummary)
    assert (received.missing, received.note) == ((PAPER,), "Thiếu")
    after = await work.handovers()
    assert isinstance(after, HandoverPage)
    assert (after.to_receive, after.items[0].received_by) == (0, "lan")


async def test_a_complaint_is_passed_on_with_a_reason_and_to_somebody_else(work: Answering) -> None:
    page = await work.complaints(answered=False)
    assert isinstance(page, ComplaintPage)
    [complaint] = page.items
    there = page.agencies[0].code
    assert await work.pass_on(complaint, there, "records", "  ") is None
    passed = await work.pass_on(complaint, there, "records", " Về sổ ")
    assert isinstance(passed, ComplaintSummary)
    assert (passed.agency, passed.office, [each.reason for each in passed.passed]) == (
        there,
        "records",
        ["Về sổ"],
    )
    assert await work.pass_on(complaint, there, "records", "Về sổ") == Denied("passed_nowhere", 409)
    narrowed = await work.complaints(answered=False, office="benefits")
    assert isinstance(narrowed, ComplaintPage)
    assert (narrowed.items, narrowed.waiting, narrowed.by_office) == ((), 1, {"records": 1})
