"""Declarations made online at the desk: kept for days without a network, received once, of their own day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from declaration.deadlines import hand_in_by
from declaration.draft import Draft, Field, PhotoRole, Source
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.online import OnlineDeclaration
from desk.registration.online import OnlineDesk
from practice.people import invented_person
from tests.fakes.both_stores import Stores
from tests.fakes.declared import finished, picture, signed


@pytest.fixture
def desk(stores: Stores) -> OnlineDesk:
    return OnlineDesk(stores.online, stores.registration, stores.clock)


def online(stores: Stores, seed: int, *, days_ago: int = 3) -> OnlineDeclaration:
    person = invented_person(seed)
    return OnlineDeclaration.model_validate(
        {
            "number": f"TT-000{seed}",
            "made_on": stores.clock.today() - timedelta(days=days_ago),
            "agency": "MAU01",
            "full_name": person.full_name,
            "birth": person.birth.iso(),
            "sex": person.sex.value,
            "document": {"kind": "citizen_id", "value": person.number},
            "insurance_code": person.insurance_code,
            "address": person.address,
            "phone": person.phone,
            "email": person.email,
        }
    )


def on_paper(stores: Stores, draft: Draft) -> Draft:
    """All photographed and verified, signed by hand."""
    draft = signed(stores.registration, draft, 1)
    draft = stores.registration.drop_photo(draft, PhotoRole.SIGNATURE)
    return stores.registration.keep_photo(draft, picture(1, PhotoRole.SIGNED_FORM))


def test_the_fetched_list_is_searched_by_number_and_code_and_replaced_whole(
    stores: Stores, desk: OnlineDesk
) -> None:
    assert desk.kept().fetched_at is None
    one, two = online(stores, 1), online(stores, 2)
    desk.keep([one, two])
    assert (desk.kept().size, desk.kept().fetched_at) == (2, stores.clock.now())
    assert desk.find(f" {one.number} ") == one
    assert desk.find(two.insurance_code) == two
    desk.keep([two])
    assert desk.find(one.number) is None


def test_what_is_over_is_neither_found_nor_counted(stores: Stores, desk: OnlineDesk) -> None:
    desk.keep([online(stores, 1, days_ago=10), online(stores, 2, days_ago=11)])
    assert desk.find("TT-0001") is not None
    assert desk.find("TT-0002") is None
    assert desk.kept().size == 1


def test_it_becomes_a_draft_of_its_own_day_and_is_not_received_twice(
    stores: Stores, desk: OnlineDesk
) -> None:
    declared = online(stores, 1)
    desk.keep([declared])
    draft = desk.receive(declared)
    saved = stores.registration.draft(draft.id)
    assert saved is not None
    assert (saved.declared_on, saved.value(Field.PHONE)) == (declared.made_on, declared.phone)
    assert set(saved.sources.values()) >= {Source.ONLINE}
    assert desk.is_received(declared.number)
    assert desk.find(declared.number) is None


def test_the_ten_days_run_from_its_own_day_and_the_signed_form_is_asked_for(
    stores: Stores, desk: OnlineDesk
) -> None:
    declared = online(stores, 1, days_ago=4)
    draft = signed(stores.registration, desk.receive(declared), 1)
    problems = stores.registration.finish(draft)
    assert isinstance(problems, tuple)
    assert [problem.code for problem in problems] == ["signed_form_missing"]
    done = finished(stores.registration, on_paper(stores, draft))
    detail = stores.declarations.detail(done.id)
    assert detail is not None
    content = DeclarationContent.model_validate_json(detail.content_json)
    assert (content.online_number, content.signature) == (declared.number, "paper")
    assert (detail.line.declared_on, content.sources["phone"]) == (declared.made_on, "online")
    entry = stores.outbox.entry(done.id, 1)
    assert entry is not None
    assert entry.deadline == hand_in_by(declared.made_on)
    assert desk.is_received(declared.number)


def test_a_birth_nobody_can_read_is_left_to_the_registrar(stores: Stores, desk: OnlineDesk) -> None:
    odd = online(stores, 1).model_copy(update={"birth": "1990-13"})
    draft = desk.receive(odd)
    assert (draft.value(Field.BIRTH), draft.value(Field.FULL_NAME)) == ("", odd.full_name)


def test_what_the_card_says_stands_above_what_was_declared_online(stores: Stores, desk: OnlineDesk) -> None:
    draft = desk.receive(online(stores, 1))
    changed = draft.with_value(Field.FULL_NAME, "Nguyễn Văn Mẫu", Source.CARD)
    assert changed.sources[Field.FULL_NAME] is Source.CARD
    assert replace(changed, declared_on=draft.declared_on) == changed


def test_one_received_by_whomever_and_not_finished_is_found_again(stores: Stores, desk: OnlineDesk) -> None:
    declared = online(stores, 1)
    assert desk.in_hand(declared.number) is None
    draft = desk.receive(declared)
    assert desk.in_hand(declared.number) == desk.in_hand(declared.insurance_code) == draft.id
    finished(stores.registration, on_paper(stores, draft))
    assert desk.in_hand(declared.number) is None
