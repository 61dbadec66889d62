"""What a station may rely on, held against the service in memory and the real one over HTTP alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from approval.app import EmbeddedService
from approval.outside import Outside
from approval.settings import Settings
from declaration.wire.changes import ChangeKind, Changes
from declaration.wire.days import DayAnswer, DayQuestion, RevisionRef, held_digest
from declaration.wire.lookups import AccountQuestion, CodeQuestion, LookupAnswer
from declaration.wire.records import (
    BatchAnswer,
    BlobRef,
    ConflictAnswer,
    MissingAnswer,
    Receipt,
    ReceiptAnswer,
    Record,
    RecordAnswer,
    RefusalAnswer,
)
from declaration.wire.recovery import RecoveryDeposit, RecoveryReceipt
from declaration.wire.sign_in import EnrolAnswer, EnrolRequest, Hello, StationCertificate, Token
from declaration.wire.signed import Purpose, Signed, digest
from declaration.wire.supervision import StationReport
from desk.ports.service import Denied, NoAnswer, Reason, StationService, Stored
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation
from desk.storage.vault.recovery_slot import draw_recovery_slot
from desk.storage.vault.service_keys import PinnedKeys, TrustedService
from desk.storage.vault.station_key import StationKey
from tests.fakes.field_station import QUICK_HASHER, content, photo
from tests.fakes.program import SetClock
from tests.fakes.station_service import AGENCY, FakeStationService
from tests.fakes.turns import MemoryTurns
from tests.faults.table import START

SIGN_IN = NoAnswer(Reason.SIGN_IN)
MINUTE = timedelta(minutes=1)


@dataclass
class Side:
    """A station that may enrol, and what somebody at the service can do meanwhile."""

    service: StationService
    clock: SetClock
    make_code: Callable[[], str]
    lock: Callable[[str, bool], Any]
    change_signing_key: Callable[[], object]
    answer: Callable[[str, str, tuple[UUID, int]], None]
    trust: Callable[[EnrolAnswer], StationService]
    key: StationKey = field(default_factory=StationKey.make)
    pinned: EnrolAnswer | None = None

    async def enrol(self, code: str | None = None) -> EnrolAnswer | Denied | NoAnswer:
        request = EnrolRequest(code=code or self.make_code(), public_key=self.key.public_key, app_version="1")
        answer = await self.service.enrol(request)
        if isinstance(answer, EnrolAnswer):
            self.pinned = answer
            self.key = StationKey(self.key.private_bytes, answer.station)
            self.service = self.trust(answer)
        return answer

    async def ready(self) -> None:
        """Enrolled and signed in."""
        assert isinstance(await self.enrol(), EnrolAnswer)
        assert isinstance(await self.service.token(self.key.assertion(self.clock.now())), Token)

    def keys(self) -> TrustedService:
        assert self.pinned is not None
        return TrustedService(PinnedKeys(self.pinned.root_key, self.pinned.keys), lambda _: None)

    def record(self, *photos: bytes, **changed: Any) -> Record:
        blobs = [
            {"sha256": digest(each), "size": len(each), "media_type": "image/jpeg", "role": f"photo-{n}"}
            for n, each in enumerate(photos)
        ]
        values = {
            "kind": "declaration",
            "id": uuid7(),
            "revision": 1,
            "form_version": "mau-01/2016",
            "sealed_at": self.clock.now(),
            "station": self.key.station,
            "registrar": "mau",
            "blobs": tuple(BlobRef.model_validate(blob) for blob in blobs),
            "content": content(agency=AGENCY.code),
        }
        return Record.model_validate(values | changed)

    def seal(self, record: Record, purpose: Purpose = Purpose.RECORD) -> bytes:
        return self.key.sign(purpose, record.model_dump_json()).to_bytes()

    async def put(self, record: Record) -> RecordAnswer | NoAnswer:
        return await self.service.put_record(record.id, record.revision, self.seal(record))


def in_memory(clock: SetClock) -> Side:
    fake = FakeStationService(clock)

    def lock(_station: str, locked: bool) -> None:
        fake.is_locked = locked

    return Side(
        fake,
        clock,
        fake.make_code,
        lock,
        fake.change_signing_key,
        lambda _station, kind, record: fake.answer(kind, record),
        lambda _answer: fake,
    )


def over_http(embedded: EmbeddedService, door: Door, clock: SetClock) -> Side:
    office, service = embedded.office, embedded.service
    office.add_agency(AGENCY.code, AGENCY.name)

    def make_code() -> str:
        code = office.make_enrolment_code("Bàn 1", "Khu công nghiệp Mẫu", AGENCY.code)
        assert isinstance(code, str)
        return code

    def answer(station: str, kind: str, record: tuple[UUID, int]) -> None:
        with service.database.writing() as session:
            service.feed.append(session, station, ChangeKind(kind), record)

    def trust(answer: EnrolAnswer) -> StationService:
        return RemoteStation(door, TrustedService(PinnedKeys(answer.root_key, answer.keys), lambda _: None))

    return Side(
        RemoteStation(door, None),
        clock,
        make_code,
        lambda station, locked: office.set_active(station, not locked),
        service.keys.change_signing_key,
        answer,
        trust,
    )


@pytest.fixture(params=["memory", "http"])
async def side(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Side]:
    clock = SetClock(START)
    if request.param == "memory":
        yield in_memory(clock)
        return
    settings = Settings(data_dir=tmp_path, port=0)
    embedded = EmbeddedService(settings, Outside(clock=clock.now, hasher=QUICK_HASHER))
    door = Door(await embedded.start())
    yield over_http(embedded, door, clock)
    await door.close()
    await embedded.stop()


# -- joining and signing in --


async def test_a_code_enrols_one_key_and_the_same_key_again(side: Side) -> None:
    code = side.make_code()
    first = await side.enrol(code)
    assert isinstance(first, EnrolAnswer)
    certificate = first.certificate.read(StationCertificate)
    assert side.keys().is_genuine(Purpose.STATION, first.certificate)
    assert certificate is not None
    assert (certificate.station, certificate.public_key) == (first.station, side.key.public_key)
    again = await side.enrol(code)
    assert isinstance(again, EnrolAnswer)
    assert (again.station, again.root_key) == (first.station, first.root_key)
    side.key = StationKey.make()
    assert await side.enrol(code) == Denied("code_used", 403)
    assert await side.enrol("no-such-code") == Denied("code_unknown", 403)


async def test_hello_tells_the_time_and_brings_the_keys(side: Side) -> None:
    await side.enrol()
    hello = await side.service.hello()
    assert isinstance(hello, Hello)
    assert (hello.time, hello.newest, hello.practice) == (side.clock.now(), 0, False)
    side.change_signing_key()
    later = await side.service.hello()
    assert isinstance(later, Hello), "believed although its key is a new one"
    assert later.kid != hello.kid


async def test_nothing_is_taken_without_a_token(side: Side) -> None:
    await side.enrol()
    record = side.record()
    assert await side.put(record) == SIGN_IN
    assert await side.service.put_batch([side.seal(record)]) == SIGN_IN
    assert await side.service.put_blob(digest(photo(1)), photo(1), "image/jpeg") == SIGN_IN
    assert await side.service.changes(0, 0) == SIGN_IN


async def test_an_assertion_is_good_once_and_for_its_own_time_only(side: Side) -> None:
    await side.enrol()
    once = side.key.assertion(side.clock.now())
    assert isinstance(await side.service.token(once), Token)
    assert await side.service.token(once) == SIGN_IN
    for wrong in (-60, 60):
        assert await side.service.token(side.key.assertion(side.clock.now() + wrong * MINUTE)) == SIGN_IN
    stranger = StationKey(StationKey.make().private_bytes, side.key.station)
    assert await side.service.token(stranger.assertion(side.clock.now())) == SIGN_IN


async def test_of_two_copies_of_a_station_one_goes_on_and_the_other_is_told(side: Side) -> None:
    await side.enrol()

    async def sign_in(turns: MemoryTurns) -> Token | NoAnswer:
        turn = turns.offer()
        assert turn is not None
        token = await side.service.token(side.key.assertion(side.clock.now(), turn), turn)
        if isinstance(token, Token):
            turns.agree(turn)
        return token

    ours = MemoryTurns()
    assert isinstance(await sign_in(ours), Token)
    copy = MemoryTurns()
    copy.held = ours.held
    assert isinstance(await sign_in(ours), Token)
    assert await sign_in(copy) == NoAnswer(Reason.FORKED)
    assert await sign_in(copy) == NoAnswer(Reason.FORKED)
    assert isinstance(await sign_in(ours), Token)


async def test_a_turn_whose_answer_was_lost_is_offered_again(side: Side) -> None:
    await side.enrol()
    turns = MemoryTurns()
    lost = turns.offer()
    for _ in range(2):
        assert turns.offer() == lost
        assert isinstance(await side.service.token(side.key.assertion(side.clock.now(), lost), lost), Token)
    assert lost is not None
    turns.agree(lost)
    following = turns.offer()
    assert following is not None
    assert following.after == lost.next
    assert isinstance(
        await side.service.token(side.key.assertion(side.clock.now(), following), following), Token
    )


async def test_a_token_ends_when_it_said(side: Side) -> None:
    await side.enrol()
    token = await side.service.token(side.key.assertion(side.clock.now()))
    assert isinstance(token, Token)
    side.clock.forward(timedelta(seconds=token.expires_in - 1))
    assert isinstance(await side.service.changes(0, 0), Changes)
    side.clock.forward(timedelta(seconds=2))
    assert await side.service.changes(0, 0) == SIGN_IN


async def test_a_locked_station_is_told_so_and_not_that_it_is_unknown(side: Side) -> None:
    await side.ready()
    side.lock(side.key.station, True)
    assert await side.put(side.record()) == NoAnswer(Reason.LOCKED)
    assert await side.service.token(side.key.assertion(side.clock.now())) == NoAnswer(Reason.LOCKED)
    side.lock(side.key.station, False)
    assert isinstance(await side.service.token(side.key.assertion(side.clock.now())), Token)


# -- records and photos --


async def test_a_receipt_names_exactly_the_bytes_and_is_given_again(side: Side) -> None:
    await side.ready()
    record = side.record()
    answer = await side.put(record)
    assert isinstance(answer, ReceiptAnswer)
    assert side.keys().is_genuine(Purpose.RECEIPT, answer.receipt)
    receipt = answer.receipt.read(Receipt)
    assert receipt is not None
    assert (receipt.id, receipt.revision, receipt.sequence) == (record.id, 1, 1)
    assert receipt.digest == digest(side.seal(record))
    assert await side.put(record) == answer
    batch = await side.service.put_batch([side.seal(record)])
    assert isinstance(batch, BatchAnswer)
    assert batch.items[0].answer == answer


async def test_a_receipt_waits_for_every_photo(side: Side) -> None:
    await side.ready()
    photos = [photo(1), photo(2)]
    record = side.record(*photos)
    for number, data in enumerate(photos):
        answer = await side.put(record)
        assert isinstance(answer, MissingAnswer)
        assert set(answer.blobs) == {digest(each) for each in photos[number:]}
        assert await side.service.put_blob(digest(data), data, "image/jpeg") == Stored()
    assert isinstance(await side.put(record), ReceiptAnswer)
    assert await side.service.put_blob(digest(photos[0]), photos[0], "image/jpeg") == Stored()


async def test_a_photo_that_is_not_what_its_name_says_is_not_stored(side: Side) -> None:
    await side.ready()
    answer = await side.service.put_blob(digest(photo(1)), photo(2), "image/jpeg")
    assert answer == Denied("blob_digest_differs", 422)
    assert isinstance(await side.put(side.record(photo(1))), MissingAnswer)


async def test_what_is_not_a_picture_refuses_its_record(side: Side) -> None:
    await side.ready()
    text = b"no picture at all" * 20
    record = side.record(text)
    await side.service.put_blob(digest(text), text, "image/jpeg")
    answer = await side.put(record)
    assert isinstance(answer, RefusalAnswer)
    assert answer.code == "blob_not_a_picture"


async def test_other_bytes_under_the_same_revision_are_a_conflict(side: Side) -> None:
    await side.ready()
    record = side.record()
    first = await side.put(record)
    answer = await side.put(record.model_copy(update={"registrar": "thu"}))
    assert isinstance(answer, ConflictAnswer)
    assert answer.code == "same_revision_other_bytes"
    assert await side.put(record) == first


async def test_every_line_of_a_batch_has_its_own_answer(side: Side) -> None:
    await side.ready()
    good, waiting = side.record(), side.record(photo(3))
    lines = [side.seal(good), b'{"not": "sealed"}', side.seal(waiting), side.seal(good, Purpose.HELLO)]
    answer = await side.service.put_batch(lines)
    assert isinstance(answer, BatchAnswer)
    assert [item.digest for item in answer.items] == [digest(line) for line in lines]
    kinds = [item.answer.outcome for item in answer.items]
    assert kinds == ["receipt", "refused", "missing", "refused"]
    codes = [item.answer.code for item in answer.items if isinstance(item.answer, RefusalAnswer)]
    assert codes == ["record_unreadable", "signature_invalid"]


async def test_a_record_of_another_station_and_a_misaddressed_one_are_not_taken(side: Side) -> None:
    await side.ready()
    stranger = StationKey(StationKey.make().private_bytes, "station-other")
    record = side.record()
    foreign = stranger.sign(Purpose.RECORD, record.model_dump_json()).to_bytes()
    answer = await side.service.put_record(record.id, 1, foreign)
    assert isinstance(answer, RefusalAnswer)
    assert answer.code == "station_mismatch"
    assert await side.service.put_record(record.id, 2, side.seal(record)) == NoAnswer(Reason.SHAPE)


# -- the feed and the report --


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


# -- the recovery code --


def _deposit(side: Side, number: int) -> Signed:
    sealing = side.keys().sealing_key
    assert sealing is not None
    return draw_recovery_slot(number, b"k" * 32, side.key, sealing, side.clock.now()).deposit


async def test_a_recovery_code_is_receipted_for_exactly_its_bytes_and_again_the_same(side: Side) -> None:
    await side.ready()
    deposit = _deposit(side, 1)
    receipt = await side.service.deposit_recovery(deposit)
    assert isinstance(receipt, Signed)
    assert side.keys().is_genuine(Purpose.RECOVERY_RECEIPT, receipt)
    said, sent = receipt.read(RecoveryReceipt), deposit.read(RecoveryDeposit)
    assert said is not None
    assert sent is not None
    assert (said.station, said.id, said.digest) == (sent.station, sent.id, digest(deposit.to_bytes()))
    side.clock.forward(MINUTE)
    assert await side.service.deposit_recovery(deposit) == receipt


async def test_a_newer_recovery_code_replaces_the_last_and_an_older_one_is_told_so(side: Side) -> None:
    await side.ready()
    older, newer = _deposit(side, 1), _deposit(side, 2)
    assert isinstance(await side.service.deposit_recovery(newer), Signed)
    assert await side.service.deposit_recovery(older) == Denied("recovery_code_older", 409)


async def test_a_recovery_code_nobody_here_could_open_is_denied(side: Side) -> None:
    await side.ready()
    sent = _deposit(side, 1).read(RecoveryDeposit)
    assert sent is not None
    foreign = sent.model_copy(update={"kid": "sealing-of-another"}).model_dump_json()
    unsigned = _deposit(side, 1).model_copy(update={"signature": "AAAA"})
    for deposit in (side.key.sign(Purpose.RECOVERY, foreign), unsigned):
        assert await side.service.deposit_recovery(deposit) == Denied("recovery_code_invalid", 422)


async def test_a_recovery_code_needs_a_token(side: Side) -> None:
    await side.enrol()
    assert await side.service.deposit_recovery(_deposit(side, 1)) == SIGN_IN


# -- days --


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
