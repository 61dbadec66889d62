"""The courier's trips and the inbox's pages, against the service in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from declaration.wire.changes import ChangeKind
from declaration.wire.records import BatchAnswer
from declaration.wire.sign_in import EnrolAnswer
from declaration.wire.signed import Purpose
from desk.ports.outbox import OutboxEntry
from desk.ports.service import Denied, NoAnswer, Reason, Stored
from desk.registration.declarations import Finished, Registration
from desk.storage.vault.service_keys import PinnedKeys, TrustedService
from desk.storage.vault.station_key import StationKey
from desk.sync.courier import Courier
from desk.sync.enrolment import enrol
from desk.sync.inbox import Inbox
from desk.sync.outcome import Deferred, Delivered, Missing, Outcome, Refused
from tests.fakes.declared import declare
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.program import SetClock
from tests.fakes.shelf import Shelf
from tests.fakes.station_service import AGENCY, FakeStationService
from tests.fakes.store import MemoryDeclarations, MemoryDrafts


@dataclass
class Desk:
    """A station in memory, enrolled and signed in."""

    service: FakeStationService
    outbox: MemoryOutbox
    keys: TrustedService
    registration: Registration

    def declared(self, seed: int) -> OutboxEntry:
        finished: Finished = declare(self.registration, seed)
        entry = self.outbox.entry(finished.id, finished.revision)
        assert entry is not None
        return entry

    def courier(self) -> Courier:
        return Courier(self.service, self.outbox, self.keys)

    async def complete(self, entry: OutboxEntry, missing: Missing) -> Outcome:
        """The photos it lacks, one after the other, then the receipt."""
        for blob in entry.blobs:
            if blob.sha256 in missing.blobs:
                trouble = await self.courier().send(blob, begun=False, at=lambda _: None)
                if trouble is not None:
                    return trouble
        return await self.courier().ask_receipt(entry)


async def nothing_asked() -> None:
    """The agency asks nothing else of the station."""


class Joining:
    """What a station keeps of its enrolment; ``believes`` its signatures or does not."""

    def __init__(self, believes: bool = True) -> None:
        self.key = StationKey.make()
        self.believes = believes
        self.answer: EnrolAnswer | None = None

    def station_key(self) -> StationKey:
        return self.key

    def enrol(self, answer: EnrolAnswer, by: str) -> bool:
        self.answer = answer
        return self.believes


@pytest.fixture
async def desk() -> Desk:
    clock = SetClock()
    service, joining = FakeStationService(clock), Joining()
    answer = await enrol(service, joining, f" {service.make_code()} ", "mau", "1")
    assert isinstance(answer, EnrolAnswer)
    key = StationKey(joining.key.private_bytes, answer.station)
    await service.token(key.assertion(clock.now()))
    shelf = Shelf(now=clock.now)
    registration = Registration(
        MemoryDrafts(shelf), MemoryDeclarations(shelf), key, clock, "mau", AGENCY.code, lambda: None
    )
    keys = TrustedService(PinnedKeys(answer.root_key, answer.keys), lambda _: None)
    return Desk(service, MemoryOutbox(shelf), keys, registration)


async def offered(desk: Desk, entry: OutboxEntry) -> Missing:
    outcome = (await desk.courier().offer([entry]))[entry.key]
    assert isinstance(outcome, Missing)
    return outcome


async def test_records_go_first_photos_next_and_the_receipt_comes_last(desk: Desk) -> None:
    entry = desk.declared(1)
    outcome = await desk.complete(entry, await offered(desk, entry))
    assert isinstance(outcome, Delivered)
    assert desk.service.asked[-6:] == ["put_batch", *["put_blob"] * 4, "put_record"]


async def test_a_batch_nobody_answered_defers_all_and_an_unanswered_line_only_itself(desk: Desk) -> None:
    entries = [desk.declared(1), desk.declared(2)]
    desk.service.down = NoAnswer(Reason.SERVICE_DOWN, 9)
    outcomes = await desk.courier().offer(entries)
    assert set(outcomes.values()) == {Deferred(Reason.SERVICE_DOWN, 9)}
    desk.service.down = None
    real = desk.service.put_batch

    async def forgets(sealed: Sequence[bytes]) -> BatchAnswer | NoAnswer:
        answer = await real(sealed)
        assert isinstance(answer, BatchAnswer)
        return BatchAnswer(items=answer.items[:1])

    desk.service.put_batch = forgets  # type: ignore[method-assign]
    outcomes = await desk.courier().offer(entries)
    assert isinstance(outcomes[entries[0].key], Missing)
    assert outcomes[entries[1].key] == Deferred(Reason.SHAPE)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Denied("blob_not_a_picture", 422), Refused("blob_not_a_picture")),
        (Denied("blob_digest_differs", 422), Deferred("photos_missing")),
        (Denied("of_a_newer_service", 400), Deferred(Reason.SHAPE)),
        (NoAnswer(Reason.NO_NETWORK), Deferred(Reason.NO_NETWORK)),
    ],
)
async def test_what_is_said_of_a_photo_is_said_of_its_declaration(
    desk: Desk, answer: Denied | NoAnswer, outcome: Refused | Deferred
) -> None:
    entry = desk.declared(1)
    missing = await offered(desk, entry)

    async def says(*of_the_photo: object) -> Stored | Denied | NoAnswer:
        return answer

    desk.service.put_blob = says  # type: ignore[method-assign, assignment]
    assert await desk.complete(entry, missing) == outcome


async def test_a_receipt_signed_with_a_new_key_is_believed_once_the_feed_has_told_of_it(desk: Desk) -> None:
    entry = desk.declared(1)
    missing = await offered(desk, entry)
    desk.service.change_signing_key()
    refused = await desk.complete(entry, missing)
    assert refused == Deferred("receipt_not_genuine")
    desk.service.answer(ChangeKind.KEYS_CHANGED, keys=[desk.service.certificates[-1].model_dump()])
    await Inbox(desk.service, desk.outbox, desk.keys, nothing_asked, lambda: None).catch_up()
    outcome = (await desk.courier().offer([entry]))[entry.key]
    assert isinstance(outcome, Delivered)


async def test_a_key_nobody_certified_is_not_learnt_from_the_feed(desk: Desk) -> None:
    stranger = StationKey(StationKey.make().private_bytes, "signing-7")
    own_word = stranger.sign(Purpose.KEY, "{}").model_dump()
    for keys in ([own_word], "nonsense", None, [1]):
        desk.service.answer(ChangeKind.KEYS_CHANGED, keys=keys)
    inbox = Inbox(desk.service, desk.outbox, desk.keys, nothing_asked, lambda: None)
    assert await inbox.catch_up() == 4
    assert desk.outbox.cursor() == 4
    assert not desk.keys.is_genuine(Purpose.RECEIPT, stranger.sign(Purpose.RECEIPT, "{}"))


async def test_the_inbox_goes_on_from_its_cursor_and_says_why_it_cannot(desk: Desk) -> None:
    inbox = Inbox(desk.service, desk.outbox, desk.keys, nothing_asked, lambda: None)
    for _ in range(450):
        desk.service.answer("notice_sent")
    assert await inbox.pull(0) == 200
    assert await inbox.catch_up() == 250
    assert await inbox.catch_up() == 0
    desk.service.down = NoAnswer(Reason.FOREIGN)
    assert await inbox.pull(0) == NoAnswer(Reason.FOREIGN)
    assert desk.outbox.cursor() == 450


async def test_enrolment_answers_are_believed_for_their_own_signatures_only(desk: Desk) -> None:
    doubting = Joining(believes=False)
    answer = await enrol(desk.service, doubting, desk.service.make_code(), "mau", "1")
    assert answer == NoAnswer(Reason.FOREIGN)
    assert isinstance(await enrol(desk.service, Joining(), "no-such-code", "mau", "1"), Denied)
