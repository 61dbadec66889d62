"""What was left unfinished at the desk comes back, goes when discarded, and is taken over only when asked."""

from __future__ import annotations

import dataclasses

from declaration.draft import Field
from tests.fakes.declared import declare
from tests.fakes.program import REGISTRAR
from tests.views.at_the_desk import Desk, a_desk
from tests.views.at_the_desk import desk as desk


async def test_what_was_being_typed_is_kept_when_the_screen_is_locked_at_once(desk: Desk) -> None:
    desk.model.filling.type(Field.FULL_NAME, "Nguyễn Thị Mẫu")
    await desk.model.put_down()
    assert "Nguyễn Thị Mẫu" in desk.drafts


async def test_unfinished_work_is_on_the_table_again_after_unlocking(desk: Desk) -> None:
    await desk.look(desk.held.hold(desk.code))
    again = a_desk()
    again.model = dataclasses.replace(desk.model, table=desk.program.new_table())
    await again.model.open()
    assert again.model.draft.id == desk.model.draft.id
    assert again.model.pictures.keys() == desk.model.pictures.keys()
    assert again.model.said is not None
    assert again.model.said.key == "desk.said.resumed"


async def test_a_desk_left_empty_on_purpose_stays_empty_when_one_comes_back_to_it(desk: Desk) -> None:
    await desk.model.codes.take_text(desk.code)
    await desk.model.next_person()
    await desk.model.open()
    assert desk.model.draft.is_empty
    assert len(desk.model.left_drafts) == 1


async def test_a_discarded_draft_is_gone_with_its_pictures(desk: Desk) -> None:
    await desk.look(desk.held.hold(desk.code))
    gone = desk.model.draft.id
    desk.model.ask_discard()
    await desk.model.discard()
    assert desk.program.drafts.draft(gone) is None
    assert desk.program.drafts.photos(gone) == []
    assert desk.model.draft.is_empty


async def test_a_correction_another_registrar_began_is_gone_on_with_here(desk: Desk) -> None:
    declared = declare(desk.program.registration, 1)
    draft = desk.program.registration.reopen(declared.id)
    assert draft is not None
    desk.program.drafts.save(draft, "thu")
    assert await desk.model.correct(declared.id)
    assert desk.model.draft.id == declared.id
    assert [held[0] for held in desk.program.shelf.drafts.values()] == [REGISTRAR.name]


async def test_of_several_left_drafts_one_is_chosen_and_anothers_is_never_taken_unasked(desk: Desk) -> None:
    await desk.model.codes.take_text(desk.code)
    await desk.model.next_person()
    for held, (_, at, draft) in list(desk.program.shelf.drafts.items()):
        desk.program.shelf.drafts[held] = ("thu", at, draft)
    await desk.model.open_left_behind()
    assert (desk.model.is_choosing_draft, desk.model.draft.is_empty) == (True, True)
    await desk.model.correct(desk.model.left_drafts[0].id)
    assert not desk.model.is_choosing_draft
    assert desk.model.draft.value(Field.FULL_NAME) == desk.person.full_name
