"""What a station hears, reports, asks and compares with the service: in memory and over HTTP alike."""

from __future__ import annotations

import asyncio

from declaration.wire.changes import ChangeKind, Changes
from declaration.wire.days import DayAnswer, DayQuestion, RevisionRef, held_digest
from declaration.wire.lookups import AccountQuestion, CodeQuestion, LookupAnswer
from declaration.wire.records import Record
from declaration.wire.signed import Purpose, Signed, digest
from declaration.wire.supervision import StationReport
from desk.ports.service import Denied
from tests.fakes.both_services import Side
from tests.fakes.both_services import side as side


async def test_the_feed_says_received_once_and_goes_on_from_its_cursor(side: Side) -> None:
    await side.ready()
    record = side.record()
    await side.put(record)
    await side.put(record)
    page = await side.service.changes(0, 0)
    assert isinstance(page, Changes)
    assert [(e.sequence, e.kind, e.record_id, e.revision) for e in page.events] == [
        (1, ChangeKind.RECEIVED, record.id, 1)
    ]
    assert page.events[0].data["dossier_number"]
    assert page.cursor == 1
    assert await side.service.changes(page.cursor, 0) == Changes(events=(), cursor=1)


async def test_a_waiting_station_hears_an_answer_when_it_is_given(side: Side) -> None:
    await side.ready()
    record = side.record()
    await side.put(record)
    waiting = asyncio.create_task(side.service.changes(1, 20))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    side.answer(side.key.station, ChangeKind.APPROVED, (record.id, 1))
    async with asyncio.timeout(5):
        page = await waiting
    assert isinstance(page, Changes)
    assert [event.kind for event in page.events] == [ChangeKind.APPROVED]


async def test_a_report_is_taken(side: Side) -> None:
    await side.ready()
    report = StationReport(
        waiting=3,
        oldest_age=60,
        at_risk=1,
        refused={"content_invalid": 1},
        set_aside=0,
        clock_error=-2.5,
        app_version="1",
        free_space=10**9,
    )
    assert await side.service.report(report) is None


async def test_a_question_is_answered_at_once_and_tells_no_more_than_was_asked(side: Side) -> None:
    await side.ready()
    account = await side.service.look_up(AccountQuestion(insurance_code="0123456789"))
    assert account == LookupAnswer(account="none")
    person = CodeQuestion(document_number="001090123456", full_name="Nguyễn Văn Mẫu", birth="1990-01-01")
    assert await side.service.look_up(person) == LookupAnswer()


async def test_what_the_service_holds_of_a_record_can_be_read_back(side: Side) -> None:
    await side.ready()
    record = side.record()
    assert await side.service.newest_record(record.id) == Denied("record_unknown", 404)
    await side.put(record)
    newer = record.model_copy(update={"revision": 2, "registrar": "thu"})
    await side.put(newer)
    held = await side.service.newest_record(record.id)
    assert isinstance(held, Record)
    assert (held.revision, held.registrar, held.content) == (2, "thu", newer.content)


async def test_a_day_is_compared_with_what_was_signed_for(side: Side) -> None:
    await side.ready()
    records = [side.record(), side.record()]
    for record in records:
        await side.put(record)
    refs = [
        RevisionRef(id=each.id, revision=1, digest=digest(side.seal(each)))
        for each in (*records, side.record())
    ]
    day = side.clock.today()

    async def ask(held: list[RevisionRef], *, named: bool) -> DayAnswer:
        names = tuple(held) if named else None
        question = DayQuestion(
            nonce="12345678", day=day, count=len(held), digest=held_digest(held), held=names
        )
        signed = await side.service.compare_day(question)
        assert isinstance(signed, Signed)
        assert side.keys().is_genuine(Purpose.BALANCE, signed)
        said = signed.read(DayAnswer)
        assert said is not None
        assert (said.nonce, said.station, said.day) == ("12345678", side.key.station, day)
        return said

    assert (await ask(refs[:2], named=False)).balanced
    assert (await ask(refs, named=False)).lacking == ()
    said = await ask(refs[1:], named=True)
    assert (said.balanced, said.lacking, said.unknown) == (False, (refs[2],), (refs[0],))
