"""Complaints: taken down and sealed as one act, answered by the feed, closed with the person told."""

from __future__ import annotations

import pytest

from declaration.lifecycle import Delivery
from declaration.wire.changes import Change, ChangeKind
from declaration.wire.complaint import LONGEST, ComplaintContent, Office, Subject, Told, office_of
from declaration.wire.records import Record, RecordKind
from declaration.wire.signed import Signed
from desk.ports.complaints import Complaint, Hearing
from desk.registration.complaining import Complaining
from desk.registration.complaint_routes import ComplaintRoutes
from desk.registration.sealing import Sealer
from desk.storage.vault.station_key import StationKey
from tests.fakes.both_stores import Stores

WORDS = "Sổ ghi thiếu hai năm"


@pytest.fixture
def work(stores: Stores) -> Complaining:
    key = StationKey(StationKey.make().private_bytes, "station-mau")
    return Complaining(
        stores.complaints,
        Sealer(key, stores.clock, "mau", lambda: None),
        ComplaintRoutes("MAU01", lambda: ()),
    )


def taken(work: Complaining) -> Complaint:
    assert work.take_down(Subject.BENEFITS, f" {WORDS} ", " nguyễn  văn mẫu", "0912 345 678") == ()
    [complaint] = work.complaints(Hearing.WAITING)
    return complaint


def answered(stores: Stores, complaint: Complaint) -> None:
    change = Change(
        sequence=9,
        kind=ChangeKind.COMPLAINT_ANSWERED,
        record_id=complaint.id,
        revision=1,
        at=stores.clock.now(),
        data={"answer": "Đã bổ sung", "by": "lan"},
    )
    for _ in range(2):
        stores.outbox.apply([change], 9)


def test_what_is_said_goes_to_the_unit_of_its_subject(stores: Stores, work: Complaining) -> None:
    complaint = taken(work)
    assert (complaint.office, complaint.is_delivered) == (Office.BENEFITS, False)
    assert (complaint.content.words, complaint.content.phone) == (WORDS, "+84912345678")
    [line] = stores.outbox.lines([Delivery.PENDING], 9)
    assert (line.kind, line.record_id) == (RecordKind.COMPLAINT, complaint.id)


@pytest.mark.parametrize("subject", [*Subject, "of_a_newer_desk"])
def test_every_subject_has_somebody_who_answers(subject: str) -> None:
    assert office_of(subject) in set(Office)


def test_an_answer_comes_back_and_closing_is_the_next_revision(stores: Stores, work: Complaining) -> None:
    complaint = taken(work)
    assert not work.close(complaint, Told.BY_PHONE), "there is no answer to pass on yet"
    answered(stores, complaint)
    [heard] = work.complaints(Hearing.ANSWERED)
    assert (heard.answer, heard.answered_by) == ("Đã bổ sung", "lan")
    assert work.close(heard, Told.BY_PHONE)
    assert not work.close(heard, Told.IN_PERSON)
    [closed] = work.complaints(Hearing.CLOSED)
    assert (closed.content.told, closed.closed_at) == ("by_phone", stores.clock.now())
    assert work.counts() == {Hearing.ANSWERED: 0, Hearing.WAITING: 0, Hearing.CLOSED: 1}
    entry = stores.outbox.entry(complaint.id, 2)
    assert entry is not None
    signed = Signed.from_bytes(entry.sealed)
    assert signed is not None
    content = ComplaintContent.model_validate(Record.model_validate_json(signed.body).content)
    assert (content.told, content.words) == ("by_phone", WORDS)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ((None, "", "", ""), ["subject", "words", "full_name"]),
        ((Subject.OTHER, "x" * (LONGEST + 1), "Nguyễn Văn Mẫu", ""), ["words"]),
        ((Subject.OTHER, "Nói", "Nguyễn Văn Mẫu", "12"), ["phone"]),
        ((Subject.OTHER, "Nói", "Nguyễn Văn Mẫu", "", "12"), ["document_number"]),
    ],
)
def test_what_is_missing_is_named_by_its_field_and_nothing_is_kept(
    stores: Stores, work: Complaining, given: tuple[object, ...], fields: list[str]
) -> None:
    problems = work.take_down(*given)  # type: ignore[arg-type]
    assert [problem.field for problem in problems] == fields
    assert work.counts()[Hearing.WAITING] == 0
    assert stores.outbox.books(stores.clock.today()).finished == 0


def test_it_goes_to_the_agency_set_for_its_subject_and_else_to_the_stations_own(stores: Stores) -> None:
    key = StationKey(StationKey.make().private_bytes, "station-mau")
    sealer = Sealer(key, stores.clock, "mau", lambda: None)
    routes = ComplaintRoutes("MAU01", lambda: (), {Subject.BENEFITS.value: "MAU02"})
    work = Complaining(stores.complaints, sealer, routes)
    for subject in (Subject.BENEFITS, Subject.ACCOUNT):
        assert work.take_down(subject, WORDS, "Nguyễn Văn Mẫu", "") == ()
    went = {each.content.subject: each.content.agency for each in work.complaints(Hearing.WAITING)}
    assert went == {Subject.BENEFITS: "MAU02", Subject.ACCOUNT: "MAU01"}


def test_that_it_was_passed_on_is_heard_once_and_shows_who_answers_now(
    stores: Stores, work: Complaining
) -> None:
    complaint = taken(work)
    to = {"agency": "MAU02", "agency_name": "BHXH tỉnh Mẫu", "office": "records"}
    change = Change(
        sequence=8,
        kind=ChangeKind.COMPLAINT_PASSED,
        record_id=complaint.id,
        revision=1,
        at=stores.clock.now(),
        data=to | {"reason": "Thuộc tỉnh", "by": "lan"},
    )
    for _ in range(2):
        stores.outbox.apply([change], 8)
    [passed] = work.complaints(Hearing.WAITING)
    assert (passed.office, passed.content.agency) == (Office.RECORDS, "MAU02")
    assert [(each.reason, each.by) for each in passed.passed] == [("Thuộc tỉnh", "lan")]
    answered(stores, complaint)
    assert work.close(work.complaints(Hearing.ANSWERED)[0], Told.IN_PERSON)


def test_a_passing_in_a_shape_of_a_newer_service_holds_nothing_up(stores: Stores, work: Complaining) -> None:
    if stores.complaints.__class__.__name__.startswith("Memory"):
        pytest.skip("only the file reads a feed it does not know")
    complaint = taken(work)
    change = Change(
        sequence=8, kind=ChangeKind.COMPLAINT_PASSED, record_id=complaint.id, at=stores.clock.now(), data={}
    )
    assert stores.outbox.apply([change], 8) == 1
    [left] = work.complaints(Hearing.WAITING)
    assert left.passed == ()
