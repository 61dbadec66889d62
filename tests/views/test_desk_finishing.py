"""Finished once, with nothing missing; the slip makes room for the next; what is returned is corrected."""

from __future__ import annotations

import asyncio

from declaration.draft import Field, PhotoRole
from declaration.lifecycle import Status
from desk.views.desk.aim import NextAct
from desk.views.theme import Tone
from practice.people import identity_payload, invented_person
from tests.fakes.declared import declare, picture
from tests.views.at_the_desk import Desk, settle
from tests.views.at_the_desk import desk as desk


def on_slip(desk: Desk) -> str:
    """Whose slip is shown, "" for none."""
    return desk.model.slip.full_name if desk.model.slip else ""


async def test_finishing_shows_the_slip_and_leaves_no_draft(desk: Desk) -> None:
    await desk.fill()
    assert desk.model.next_act is NextAct.FINISH
    await desk.model.finish()
    assert desk.model.slip is not None
    assert desk.model.slip.full_name == desk.person.full_name
    assert desk.drafts == {}


async def test_a_save_that_was_under_way_cannot_bring_a_finished_draft_back(desk: Desk) -> None:
    await desk.fill()
    desk.model.filling.type(Field.NATIONALITY, "Việt Nam")
    finishing = asyncio.create_task(desk.model.finish())
    await asyncio.sleep(0)
    leaving = asyncio.create_task(desk.model.filling.leave(Field.NATIONALITY, "Việt Nam"))
    photo = asyncio.create_task(desk.model.keep_photo(picture(9, PhotoRole.PORTRAIT), desk.model.draft.id))
    await asyncio.gather(finishing, leaving, photo)
    await settle()
    assert desk.model.finished is not None
    assert desk.drafts == {}


async def test_going_to_correct_another_from_the_slip_does_not_bring_the_finished_draft_back(
    desk: Desk,
) -> None:
    earlier = declare(desk.program.registration, 3)
    await desk.fill()
    await desk.model.finish()
    assert await desk.model.correct(earlier.id)
    assert set(desk.drafts) == {invented_person(3).full_name}
    assert desk.model.slip is None


async def test_two_presses_of_f9_finish_once(desk: Desk) -> None:
    await desk.fill()
    await asyncio.gather(desk.model.finish(), desk.model.finish())
    assert desk.program.finished == 1


async def test_a_second_look_at_the_last_slip_leaves_the_next_person_on_the_table(desk: Desk) -> None:
    await desk.fill()
    await desk.model.finish()
    await desk.model.leave_slip()
    await desk.model.codes.take_text(identity_payload(invented_person(2)))
    desk.model.look_at_before()
    assert on_slip(desk) == desk.person.full_name
    await desk.model.leave_slip()
    assert on_slip(desk) == ""
    assert desk.model.draft.value(Field.FULL_NAME) == invented_person(2).full_name


async def test_the_next_persons_card_may_be_held_up_before_the_slip_is_left(desk: Desk) -> None:
    await desk.fill()
    await desk.model.finish()
    await desk.look(desk.held.hold(desk.code))
    assert on_slip(desk), "the same person's card begins nothing"
    await desk.look(desk.held.hold(identity_payload(invented_person(2))))
    assert on_slip(desk) == ""
    assert desk.model.before is not None
    assert desk.model.draft.value(Field.FULL_NAME) == invented_person(2).full_name


async def test_what_is_missing_is_named_in_order_and_f9_goes_to_the_first(desk: Desk) -> None:
    await desk.model.codes.take_text(desk.code)
    await desk.model.finish()
    assert desk.model.finished is None
    first = desk.model.blocking[0]
    assert desk.model.cursor.name == first.field == Field.INSURANCE_CODE
    assert desk.model.error(Field.PHONE) is not None


async def test_a_returned_declaration_comes_with_its_marked_fields_and_the_note(desk: Desk) -> None:
    declared = declare(desk.program.registration, 1)
    filed = desk.program.shelf.filed[declared.id]
    filed.status, filed.returned_fields, filed.note = Status.RETURNED, ("phone", "portrait"), "Số sai"
    assert await desk.model.correct(declared.id)
    assert desk.model.draft.returned_fields == ("phone", "portrait")
    assert desk.model.cursor.name == "phone"
    assert desk.model.draft.note_from_reviewer == "Số sai"
    assert desk.model.draft.revision == 2
    assert desk.model.said is not None
    assert desk.model.said.tone is Tone.WARNING


async def test_what_may_not_be_reopened_stays_closed_and_the_desk_as_it_was(desk: Desk) -> None:
    declared = declare(desk.program.registration, 3)
    desk.program.shelf.filed[declared.id].status = Status.APPROVED
    await desk.model.codes.take_text(desk.code)
    assert not await desk.model.correct(declared.id)
    assert desk.model.draft.value(Field.FULL_NAME) == desk.person.full_name


async def test_an_exception_without_its_reason_is_not_enough(desk: Desk) -> None:
    await desk.fill()
    await desk.model.attesting.verify(False)
    assert [p.code for p in desk.model.blocking] == ["verification_reason_missing"]
    await desk.model.attesting.leave_reason("Ảnh trên thẻ đã cũ")
    assert desk.model.blocking == ()


async def test_a_phone_that_is_in_use_is_said_and_does_not_block(desk: Desk) -> None:
    declare(desk.program.registration, 3)
    await desk.fill()
    await desk.model.filling.leave(Field.PHONE, invented_person(3).phone)
    found = desk.model.warning(Field.PHONE)
    assert found is not None
    assert found.code == "phone_in_use"
    await desk.sign()
    assert desk.model.blocking == ()
