"""Taking consent back, held against the stores in memory and against the encrypted file alike."""

from __future__ import annotations

from datetime import timedelta

import pytest

from declaration.draft import Purpose
from declaration.lifecycle import Delivery
from declaration.wire.consent_withdrawn import ConsentWithdrawnContent
from declaration.wire.records import Record, RecordKind
from declaration.wire.signed import Signed
from desk.ports.outbox import OutboxLine
from desk.ports.store import DeclarationDetail
from desk.registration.declarations import Finished
from desk.registration.sealing import Sealer
from desk.registration.taking_back import TakingBack, may_take_back
from desk.storage.vault.station_key import StationKey
from tests.fakes.both_stores import Stores

ACCOUNT, NEWS = Purpose.ACCOUNT.value, Purpose.NEWS.value


@pytest.fixture
def taking_back(stores: Stores) -> TakingBack:
    key = StationKey(StationKey.make().private_bytes, "station-mau")
    return TakingBack(stores.consents, Sealer(key, stores.clock, "mau", lambda: None))


def detail(stores: Stores, declared: Finished) -> DeclarationDetail:
    found = stores.declarations.detail(declared.id)
    assert found is not None
    return found


def line_of(stores: Stores) -> OutboxLine:
    waiting = stores.outbox.lines([Delivery.PENDING], 9)
    [line] = [each for each in waiting if each.kind == RecordKind.CONSENT_WITHDRAWN]
    return line


def test_it_is_a_sealed_record_that_names_the_words_and_says_nothing_of_the_person(
    stores: Stores, taking_back: TakingBack
) -> None:
    declared = stores.declare(1)
    asked = detail(stores, declared)
    [given] = taking_back.given(asked)
    assert taking_back.take_back(asked, [ACCOUNT]) is not None
    line = line_of(stores)
    assert (line.declaration_id, line.full_name) == (declared.id, declared.full_name)
    entry = stores.outbox.entry(line.record_id, 1)
    assert entry is not None
    signed = Signed.from_bytes(entry.sealed)
    record = signed.read(Record) if signed else None
    assert record is not None
    said = ConsentWithdrawnContent.model_validate(record.content)
    assert (said.declaration, said.revision, said.purposes) == (declared.id, 1, (ACCOUNT,))
    assert (said.text_version, said.language) == (given.text_version, given.language)
    assert declared.full_name.encode() not in entry.sealed
    events = [each for each in detail(stores, declared).history if each.event == "take_consent_back"]
    assert [(each.by, each.detail) for each in events] == [("mau", ACCOUNT)]


def test_when_and_by_whom_is_kept_beside_what_was_agreed_to(stores: Stores, taking_back: TakingBack) -> None:
    declared = stores.declare(1)
    stores.clock.forward(timedelta(minutes=5))
    taking_back.take_back(detail(stores, declared), [ACCOUNT])
    [given] = taking_back.given(detail(stores, declared))
    assert given.taken_back is not None
    assert (given.taken_back.at, given.taken_back.by) == (stores.clock.now(), "mau")
    assert not may_take_back(detail(stores, declared), [given])


def test_each_purpose_is_taken_back_once(stores: Stores, taking_back: TakingBack) -> None:
    asked = detail(stores, stores.declare(1))
    assert taking_back.take_back(asked, [ACCOUNT]) is not None
    assert taking_back.take_back(asked, [ACCOUNT]) is None
    assert taking_back.take_back(asked, [NEWS]) is None  # it was never agreed to
    books = stores.outbox.books(stores.clock.today())
    assert (books.finished, books.waiting, books.balance) == (2, 2, True)


def test_a_correction_asks_anew_and_what_it_agrees_to_holds(stores: Stores, taking_back: TakingBack) -> None:
    declared = stores.declare(1)
    before = detail(stores, declared)
    assert taking_back.take_back(before, [ACCOUNT]) is not None
    draft = stores.registration.reopen(declared.id)
    assert draft is not None
    assert draft.consent is None
    assert taking_back.take_back(before, [ACCOUNT]) is None
    assert not may_take_back(detail(stores, declared), taking_back.given(detail(stores, declared)))


def test_one_who_keeps_a_consent_finds_it_in_the_correction(stores: Stores) -> None:
    draft = stores.registration.reopen(stores.declare(1).id)
    assert draft is not None
    assert draft.consent is not None


def test_given_up_it_was_never_taken_back(stores: Stores, taking_back: TakingBack) -> None:
    declared = stores.declare(1)
    taking_back.take_back(detail(stores, declared), [ACCOUNT])
    line = line_of(stores)
    entry = stores.outbox.entry(line.record_id, 1)
    assert entry is not None
    stores.outbox.refuse(entry, "form_version_unknown")
    assert stores.outbox.give_way(line.record_id, 1, "mau")
    [given] = taking_back.given(detail(stores, declared))
    assert given.taken_back is None
    assert taking_back.take_back(detail(stores, declared), [ACCOUNT]) is not None
