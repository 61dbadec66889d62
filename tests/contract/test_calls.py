"""The call list: everybody with an account, what came of each call, sealed and kept as one act."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from declaration.lifecycle import Delivery
from declaration.wire.changes import ChangeKind
from declaration.wire.contact_outcome import ContactContent, Outcome, Step
from declaration.wire.records import Record, RecordKind
from declaration.wire.signed import Signed
from desk.ports.calls import Calling
from desk.registration.calling import CallList
from desk.registration.declarations import Finished
from desk.registration.sealing import Sealer
from desk.storage.vault.station_key import StationKey
from practice.people import invented_person
from tests.builders import secrets_of
from tests.fakes.both_stores import Stores


@pytest.fixture
def calls(stores: Stores) -> CallList:
    key = StationKey(StationKey.make().private_bytes, "station-mau")
    return CallList(stores.calls, Sealer(key, stores.clock, "mau", lambda: None))


def issued(stores: Stores, seed: int) -> Finished:
    declared = stores.declare(seed)
    stores.deliver(declared)
    stores.answer(declared, ChangeKind.APPROVED)
    stores.answer(declared, ChangeKind.ACCOUNT_ISSUED, user_name=f"000000000{seed}")
    return declared


def ids(calls: CallList, calling: Calling) -> list[object]:
    return [call.declaration_id for call in calls.calls(calling, first=0, limit=9)]


def test_whose_account_came_first_is_called_first(stores: Stores, calls: CallList) -> None:
    stores.deliver(stores.declare(9))
    first, second = issued(stores, 1), issued(stores, 2)
    assert ids(calls, Calling.TO_CALL) == [first.id, second.id]
    assert calls.counts() == dict.fromkeys(Calling, 0) | {Calling.TO_CALL: 2}
    [call] = calls.calls(Calling.TO_CALL, first=1, limit=9)
    assert (call.user_name, call.tries, call.at, call.steps) == ("0000000002", 0, None, frozenset())


def test_what_came_of_a_call_moves_the_person_and_counts_the_tries(stores: Stores, calls: CallList) -> None:
    declared = issued(stores, 1)
    assert calls.say(declared.id, Outcome.UNREACHABLE)
    stores.clock.forward(timedelta(hours=1))
    assert calls.say(declared.id, Outcome.INFORMED, {Step.SIGNED_IN, Step.INSTALLED})
    assert ids(calls, Calling.UNREACHABLE) == []
    [call] = calls.calls(Calling.INFORMED, first=0, limit=9)
    assert (call.tries, call.at, call.by) == (2, stores.clock.now(), "mau")
    assert call.steps == {Step.INSTALLED, Step.SIGNED_IN}


def test_those_told_last_come_first(stores: Stores, calls: CallList) -> None:
    told = [issued(stores, seed) for seed in (1, 2)]
    for declared in told:
        stores.clock.forward(timedelta(minutes=5))
        calls.say(declared.id, Outcome.INFORMED)
    assert ids(calls, Calling.INFORMED) == [told[1].id, told[0].id]


def test_an_outcome_is_a_sealed_record_that_says_nothing_of_the_person(
    stores: Stores, calls: CallList
) -> None:
    declared = issued(stores, 1)
    calls.say(declared.id, Outcome.AGAIN, [Step.INSTALLED])
    [line] = [x for x in stores.outbox.lines([Delivery.PENDING], 9) if x.kind == RecordKind.CONTACT_OUTCOME]
    assert line.declaration_id == declared.id
    entry = stores.outbox.entry(line.record_id, 1)
    assert entry is not None
    signed = Signed.from_bytes(entry.sealed)
    assert signed is not None
    record = Record.model_validate_json(signed.body)
    content = ContactContent.model_validate(record.content)
    assert (content.declaration, content.outcome, content.steps) == (declared.id, "again", ("installed",))
    assert not [secret for secret in secrets_of(invented_person(1)) if secret.encode() in entry.sealed]
    assert stores.outbox.books(stores.clock.today()).waiting == 1


def test_without_an_account_nobody_was_told_of_one(stores: Stores, calls: CallList) -> None:
    waiting = stores.declare(1)
    assert not calls.say(waiting.id, Outcome.INFORMED)
    assert not calls.say(uuid4(), Outcome.INFORMED)
    assert [line.kind for line in stores.outbox.lines([Delivery.PENDING], 9)] == [RecordKind.DECLARATION]


def test_a_message_that_never_arrived_is_said(stores: Stores, calls: CallList) -> None:
    declared = issued(stores, 1)
    stores.answer(declared, ChangeKind.NOTICE_FAILED, channel="sms", purpose="account")
    [call] = calls.calls(Calling.TO_CALL, first=0, limit=9)
    assert call.has_failed_notice


def test_somebody_who_calls_back_is_found_by_name_number_code_or_the_end_of_the_phone(
    stores: Stores, calls: CallList
) -> None:
    wanted, _ = issued(stores, 1), issued(stores, 2)
    person = invented_person(1)
    for asked in (person.full_name.upper(), person.number[:9], person.insurance_code, person.phone[-6:]):
        found = calls.calls(Calling.TO_CALL, first=0, limit=9, text=asked)
        assert [call.declaration_id for call in found] == [wanted.id], asked
        assert calls.found(Calling.TO_CALL, asked) == 1
    assert calls.calls(Calling.INFORMED, first=0, limit=9, text=person.number) == []
    assert calls.found(Calling.TO_CALL, "") == 2
