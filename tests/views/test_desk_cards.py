"""What a card fills in at the desk and whose it is: read once, and never into somebody else's form."""

from __future__ import annotations

import asyncio

import pytest

from declaration.cards.card import CardKind
from declaration.draft import Field, PhotoRole, Source
from desk.views.theme import Tone
from practice.people import identity_payload, insurance_payload, invented_person
from tests.fakes.declared import filled
from tests.views.at_the_desk import Desk, a_desk
from tests.views.at_the_desk import desk as desk


def is_matched(desk: Desk) -> bool:
    return desk.model.matched is not None


async def test_a_card_fills_the_form_and_every_value_says_where_it_came_from(desk: Desk) -> None:
    desk.listed()
    await desk.look(desk.held.hold(desk.code))
    draft = desk.model.draft
    assert draft.value(Field.FULL_NAME) == desk.person.full_name
    assert draft.value(Field.DOCUMENT_NUMBER) == desk.person.number
    assert draft.sources[Field.ADDRESS] is Source.CARD
    assert draft.sources[Field.PHONE] is Source.ROSTER
    assert desk.model.matched is not None
    assert desk.model.said is not None
    assert desk.model.said.tone is Tone.SUCCESS
    assert desk.saved == draft


async def test_who_is_typed_by_hand_is_found_on_the_list_and_still_when_the_draft_comes_back(
    desk: Desk,
) -> None:
    desk.listed()
    filling = desk.model.filling
    for name, text in (
        (Field.FULL_NAME, desk.person.full_name),
        (Field.DOCUMENT_NUMBER, desk.person.number),
    ):
        filling.type(name, text)
        await filling.leave(name, text)
    assert is_matched(desk)
    assert desk.model.draft.sources[Field.PHONE] is Source.ROSTER
    await desk.model.codes.take_text(insurance_payload(desk.person))
    assert is_matched(desk), "a health card takes the chip from nobody"
    await desk.model.next_person()
    assert not is_matched(desk)
    await desk.model.open_left_behind()
    assert is_matched(desk)


async def test_the_moment_a_code_is_read_is_also_the_photo_of_that_side(desk: Desk) -> None:
    await desk.look(desk.held.hold(desk.code))
    side = PhotoRole.CARD_BACK if desk.person.card_kind is CardKind.CAN_CUOC else PhotoRole.CARD_FRONT
    assert desk.model.draft.photos == {side}
    assert side in desk.model.pictures


async def test_a_card_that_lies_there_is_read_once_and_counts_again_only_when_it_was_away(desk: Desk) -> None:
    await desk.look(desk.held.hold(desk.code))
    await desk.model.attesting.verify(True)
    await desk.look(desk.held.hold(desk.code))
    assert desk.model.draft.verification is not None, "read again, it would ask for another look"
    await desk.model.next_person()
    await desk.look(desk.held.hold(desk.code))
    assert desk.model.draft.is_empty, "the card of the one before still lies there"
    desk.model.taking.scan_again()
    await desk.look(desk.held.hold(desk.code))
    assert not desk.model.draft.is_empty


async def test_somebody_elses_card_asks_first_and_the_former_draft_is_kept(desk: Desk) -> None:
    other = invented_person(2)
    await desk.model.codes.take_text(desk.code)
    await desk.model.codes.take_text(identity_payload(other))
    assert desk.model.other_card
    assert desk.model.other_name == other.full_name
    assert desk.model.draft.value(Field.FULL_NAME) == desk.person.full_name
    await desk.model.begin_with_other_card()
    assert desk.model.draft.value(Field.FULL_NAME) == other.full_name
    assert len(desk.model.left_drafts) == 1
    assert set(desk.drafts) == {desk.person.full_name, other.full_name}
    await desk.model.open_left_behind()
    assert desk.model.draft.value(Field.FULL_NAME) == desk.person.full_name


async def test_a_health_card_gives_the_code_and_leaves_the_name_as_it_is(desk: Desk) -> None:
    await desk.model.codes.take_text(desk.code)
    await desk.model.codes.take_text(insurance_payload(desk.person))
    assert desk.model.draft.value(Field.INSURANCE_CODE) == desk.person.insurance_code
    assert desk.model.draft.sources[Field.INSURANCE_CODE] is Source.CARD
    assert desk.model.draft.sources[Field.FULL_NAME] is Source.CARD


async def test_what_is_no_card_is_said_and_changes_nothing(desk: Desk) -> None:
    await desk.model.codes.take_text(desk.code)
    before = desk.model.draft
    await desk.model.codes.submit_scan("https://example.com/mau")
    assert desk.model.said is not None
    assert (desk.model.said.tone, desk.model.said.key) == (Tone.WARNING, "problem.not_a_card")
    assert desk.model.draft is before


async def test_somebody_of_the_list_without_a_number_is_only_taken_on_the_registrars_word(desk: Desk) -> None:
    known = desk.listed(number=False)
    await desk.model.codes.take_text(desk.code)
    assert desk.model.draft.value(Field.PHONE) == ""
    assert [person.phone for person in desk.model.suggestions] == [known.phone]
    await desk.model.filling.use(desk.model.suggestions[0])
    assert desk.model.draft.sources[Field.PHONE] is Source.ROSTER
    assert desk.model.suggestions == ()


async def test_a_key_pressed_while_a_card_is_looked_up_is_not_lost(desk: Desk) -> None:
    scanning = asyncio.create_task(desk.model.codes.take_text(desk.code))
    await asyncio.sleep(0)
    desk.model.filling.type(Field.EMAIL, "mau@example.com")
    await scanning
    assert desk.model.draft.value(Field.EMAIL) == "mau@example.com"
    assert desk.model.draft.value(Field.DOCUMENT_NUMBER) == desk.person.number


def test_the_desk_does_not_show_a_person_in_its_repr(desk_of_one: Desk) -> None:
    assert desk_of_one.person.full_name not in repr(desk_of_one.model)


@pytest.fixture
def desk_of_one() -> Desk:
    made = a_desk()
    made.model.draft = filled(made.program.registration, 1)
    made.model.other_card = made.code
    return made
