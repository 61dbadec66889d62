"""Batches of papers: a declaration is in one at most, a batch is handed over once, what was missing comes
back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from declaration.dealing import HandIn
from declaration.draft import Field, PhotoRole
from declaration.lifecycle import Delivery
from declaration.wire.changes import Change, ChangeKind
from declaration.wire.handover import HandoverContent
from declaration.wire.records import Record, RecordKind
from declaration.wire.signed import Signed
from desk.ports.handovers import BatchState, Due
from desk.registration.declarations import Finished
from desk.registration.handing_over import HandingOver
from desk.registration.sealing import Sealer
from desk.storage.vault.station_key import StationKey
from practice.people import invented_person
from tests.builders import secrets_of
from tests.fakes.agency import MINUTE
from tests.fakes.both_stores import Stores
from tests.fakes.declared import filled, finished, picture


@pytest.fixture
def work(stores: Stores) -> HandingOver:
    key = StationKey(StationKey.make().private_bytes, "station-mau")
    return HandingOver(stores.handovers, Sealer(key, stores.clock, "mau", lambda: None))


def on_paper(stores: Stores, seed: int) -> Finished:
    """Printed, signed by hand and photographed."""
    stores.clock.forward(MINUTE)
    draft = filled(stores.registration, seed)
    draft = stores.registration.drop_photo(draft, PhotoRole.SIGNATURE)
    draft = stores.registration.keep_photo(draft, picture(seed, PhotoRole.SIGNED_FORM))
    return finished(stores.registration, draft)


def received(stores: Stores, batch: UUID, *missing: UUID) -> None:
    stores.clock.forward(MINUTE)
    change = Change(
        sequence=7,
        kind=ChangeKind.PAPER_RECEIVED,
        record_id=batch,
        revision=1,
        at=stores.clock.now(),
        data={"missing": [str(each) for each in missing], "note": "Thiếu chữ ký"},
    )
    for _ in range(2):
        stores.outbox.apply([change], 7)


def test_papers_wait_by_agency_the_signed_ones_counted_apart(stores: Stores, work: HandingOver) -> None:
    paper, screen = on_paper(stores, 1), stores.declare(2)
    [left] = work.to_hand_over()
    assert (left.agency, left.signed, left.all) == ("MAU01", 1, 2)
    assert [line.id for line in work.papers("MAU01", signed_only=True)] == [paper.id]
    assert [line.id for line in work.papers("MAU01", signed_only=False)] == [paper.id, screen.id]


def test_a_declaration_is_in_one_batch_until_it_is_taken_out(stores: Stores, work: HandingOver) -> None:
    one, two = on_paper(stores, 1), on_paper(stores, 2)
    batch = work.make("MAU01", [one.id, two.id])
    assert batch is not None
    assert work.make("MAU01", [one.id]) is None
    assert work.to_hand_over() == []
    work.take_out(batch, one.id)
    [open_one] = work.batches()
    assert (open_one.state, open_one.number, open_one.papers) == (BatchState.OPEN, 1, 1)
    work.take_out(batch, two.id)
    assert work.batches() == []
    assert work.to_hand_over()[0].all == 2


def test_a_batch_is_handed_over_once_as_it_then_is(stores: Stores, work: HandingOver) -> None:
    one, two = on_paper(stores, 1), on_paper(stores, 2)
    made = work.make("MAU01", [two.id, one.id])
    assert made is not None
    [batch] = work.batches()
    assert work.hand(batch)
    assert not work.hand(batch)
    work.take_out(made, one.id)
    assert [line.id for line in work.in_batch(made)] == [one.id, two.id]
    entry = stores.outbox.entry(made, 1)
    assert entry is not None
    signed = Signed.from_bytes(entry.sealed)
    assert signed is not None
    content = HandoverContent.model_validate(Record.model_validate_json(signed.body).content)
    assert (content.number, content.declarations) == (1, (one.id, two.id))
    assert not [secret for secret in secrets_of(invented_person(1)) if secret.encode() in entry.sealed]
    lines = [x for x in stores.outbox.lines([Delivery.PENDING], 9) if x.kind == RecordKind.HANDOVER]
    assert [line.record_id for line in lines] == [made]


def test_what_the_agency_did_not_find_may_go_into_another_batch(stores: Stores, work: HandingOver) -> None:
    one, two = on_paper(stores, 1), on_paper(stores, 2)
    made = work.make("MAU01", [one.id, two.id])
    assert made is not None
    work.hand(work.batches()[0])
    assert work.batches()[0].state is BatchState.HANDED
    received(stores, made, two.id)
    [batch] = work.batches()
    assert (batch.state, batch.papers, batch.missing) == (BatchState.RECEIVED, 2, (two.id,))
    assert batch.note == "Thiếu chữ ký"
    again = work.make("MAU01", [one.id, two.id])
    assert again is not None
    assert [line.id for line in work.in_batch(again)] == [two.id]
    assert [batch.number for batch in work.batches()] == [2, 1]


@pytest.mark.parametrize(
    ("days", "due"),
    [(0, Due.LAST), (3, Due.LAST), (4, Due.LATER), (7, Due.SOON), (10, Due.TODAY), (11, Due.OVER)],
)
def test_the_forecast_says_what_lapses_when(stores: Stores, work: HandingOver, days: int, due: Due) -> None:
    stores.declare(1)
    approved = stores.declare(2)
    stores.deliver(approved)
    stores.answer(approved, ChangeKind.APPROVED)
    stores.clock.forward(timedelta(days=days))
    [unit] = work.forecast()
    assert (unit.unit, unit.total, unit.due[due]) == ("", 1, 1)
    last = stores.clock.today() + timedelta(days=10 - days)
    assert unit.days == {last: 1}


@pytest.mark.parametrize("way", [HandIn.PERSON, HandIn.UNIT, HandIn.POST])
def test_a_paper_that_somebody_else_hands_in_is_in_no_batch_of_the_desk(
    stores: Stores, work: HandingOver, way: HandIn
) -> None:
    finished(stores.registration, filled(stores.registration, 1).with_value(Field.HAND_IN, way))
    own = on_paper(stores, 2)
    [left] = work.to_hand_over()
    assert left.all == 1
    assert [line.id for line in stores.handovers.papers(left.agency, signed_only=False, limit=9)] == [own.id]
