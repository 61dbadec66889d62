"""What the desk knows and does, without a screen: whose draft it is, and that nothing of it is lost."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from collections.abc import Callable
from typing import Any

import pytest

from declaration.cards.card import CardKind
from declaration.draft import Draft, Field, PhotoRole, Source
from declaration.lifecycle import Status
from desk.ports.store import Photo
from desk.views.desk import watching
from desk.views.desk.aim import Aim, NextAct, Said
from desk.views.desk.keeping import SAVE_AFTER
from desk.views.theme import Tone
from practice.people import identity_payload, insurance_payload, invented_person
from tests.fakes.declared import declare, filled, picture
from tests.fakes.program import REGISTRAR
from tests.views.at_the_desk import Desk, a_desk


@pytest.fixture
async def desk() -> Desk:
    made = a_desk()
    await made.model.open()
    return made


def on_slip(desk: Desk) -> str:
    """Whose slip is shown, "" for none."""
    return desk.model.slip.full_name if desk.model.slip else ""


def is_matched(desk: Desk) -> bool:
    return desk.model.matched is not None


async def settle() -> None:
    await asyncio.sleep(SAVE_AFTER + 0.05)


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


# -- scanners ------------------------------------------------------------------------------------------


async def test_a_scanner_without_enter_is_heard_when_its_card_is_whole(desk: Desk) -> None:
    for end in range(1, len(desk.code) + 1):
        desk.model.codes.type_scan(desk.code[:end])
    assert desk.model.draft.is_empty
    await asyncio.sleep(0.4)
    assert desk.model.draft.value(Field.DOCUMENT_NUMBER) == desk.person.number


async def test_a_scanner_that_types_into_a_field_fills_the_form_and_the_field_has_its_own_back(
    desk: Desk,
) -> None:
    desk.model.filling.type(Field.PHONE, "0912 000 111")
    await asyncio.sleep(0.6)
    for end in range(1, len(desk.code) + 1):
        desk.model.filling.type(Field.PHONE, "0912 000 111" + desk.code[:end])
    await desk.model.filling.leave(Field.PHONE, "0912 000 111" + desk.code)
    assert desk.model.draft.value(Field.PHONE) == "0912 000 111"
    assert desk.model.draft.value(Field.DOCUMENT_NUMBER) == desk.person.number


async def test_letters_a_scanner_lost_are_refused_and_said(desk: Desk) -> None:
    number, old, _, *rest = desk.code.split("|")
    await desk.model.codes.submit_scan("|".join((number, old, "Nguy?n V?n M?u", *rest)))
    assert desk.model.said is not None
    assert desk.model.said.tone is Tone.WARNING
    assert desk.model.draft.is_empty


async def test_accents_a_scanner_mistyped_are_mended_and_the_registrar_is_told_to_compare(desk: Desk) -> None:
    letters = desk.code.encode("ascii", errors="xmlcharrefreplace").decode()  # as some scanners type them
    await desk.model.codes.submit_scan(letters)
    assert desk.model.draft.value(Field.FULL_NAME) == desk.person.full_name
    assert desk.model.said is not None
    assert (desk.model.said.tone, desk.model.said.key) == (Tone.WARNING, "desk.said.mended")


# -- kept ----------------------------------------------------------------------------------------------


async def test_typed_text_is_written_as_soon_as_it_rests_and_early_enough_for_300_ms(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing but the rest stands before the write; what the write takes, benchmarks/store.py measures."""
    rests = _timers(monkeypatch)
    for end in ("Nguyễn", "Nguyễn Thị", "Nguyễn Thị Mẫu"):
        desk.model.filling.type(Field.FULL_NAME, end)
        await asyncio.sleep(0)  # the key's own task begins
    assert rests == [SAVE_AFTER] * 3, "counted anew from every key"
    assert SAVE_AFTER <= 0.25
    writing = desk.model.keeping._waiting
    assert writing is not None
    await asyncio.wait_for(writing, 60)
    assert desk.saved is not None
    assert desk.saved.value(Field.FULL_NAME) == "Nguyễn Thị Mẫu"
    assert [name for name in desk.drafts if name] == ["Nguyễn Thị Mẫu"]


async def test_typed_text_that_could_not_be_saved_is_said_and_goes_with_the_next_key(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as full:
        full.setattr(desk.program.drafts, "save", no_room)
        await _type_and_rest(desk, "Nguyễn Thị")
        assert desk.model.said == Said(Tone.ERROR, "desk.said.not_saved")
    await _type_and_rest(desk, "Nguyễn Thị Mẫu")
    assert "Nguyễn Thị Mẫu" in desk.drafts


async def test_a_photo_that_could_not_be_kept_is_said_and_the_camera_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(watching, "_AFTER_TROUBLE", 0.0)
    with monkeypatch.context() as full:
        full.setattr(desk.program.drafts, "keep_photo", no_room)
        await watching._show(desk.model, desk.held.hold(desk.code))
        await desk.model.photos.in_hand.settled()
    assert desk.model.said == Said(Tone.ERROR, "desk.said.not_kept")
    assert desk.saved is not None, "what was read is in the file"


async def test_a_save_nobody_waits_for_any_more_is_not_overtaken_and_puts_no_older_text_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, may_write, first = desk.program.drafts.save, threading.Event(), threading.Event()

    def slow(draft: Draft, registrar: str) -> None:
        if not first.is_set():
            first.set()
            may_write.wait(10)
        save(draft, registrar)

    monkeypatch.setattr(desk.program.drafts, "save", slow)
    desk.model.filling.type(Field.FULL_NAME, "Nguyễn")
    older = asyncio.create_task(desk.model.keeping.now())
    await asyncio.to_thread(first.wait, 10)
    older.cancel()
    desk.model.filling.type(Field.FULL_NAME, "Nguyễn Thị Mẫu")
    newer = asyncio.create_task(desk.model.keeping.now())
    await asyncio.wait({newer}, timeout=0.1)
    may_write.set()
    await newer
    assert older.cancelled()
    await settle()
    assert list(desk.drafts) == ["Nguyễn Thị Mẫu"]


async def test_a_photo_nobody_waits_for_any_more_is_on_the_form_as_it_is_in_the_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.model.codes.take_text(desk.code)
    keep, may_keep, first = desk.program.drafts.keep_photo, threading.Event(), threading.Event()

    def slow(draft: Draft, photo: Photo, registrar: str) -> Draft:
        first.set()
        may_keep.wait(10)
        return keep(draft, photo, registrar)

    monkeypatch.setattr(desk.program.drafts, "keep_photo", slow)
    taking = asyncio.create_task(
        desk.model.keeping.photo(picture(1, PhotoRole.PORTRAIT), desk.model.draft.id, None)
    )
    await asyncio.to_thread(first.wait, 10)
    taking.cancel()
    may_keep.set()
    await desk.model.keeping.now()
    assert PhotoRole.PORTRAIT in desk.model.draft.photos
    assert desk.saved == desk.model.draft


async def test_a_save_that_failed_is_no_less_said_for_having_been_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_fail = threading.Event(), threading.Event()

    def no_room(*_: object) -> None:
        begun.set()
        may_fail.wait(10)
        raise OSError("no room")

    desk.model.filling.type(Field.FULL_NAME, "Nguyễn Thị Mẫu")
    with monkeypatch.context() as full:
        full.setattr(desk.program.drafts, "save", no_room)
        saving = asyncio.create_task(desk.model.keeping.now())
        await asyncio.to_thread(begun.wait, 10)
        saving.cancel()
        may_fail.set()
        with pytest.raises(OSError, match="no room"):
            await saving


async def _type_and_rest(desk: Desk, name: str) -> None:
    desk.model.filling.type(Field.FULL_NAME, name)
    writing = desk.model.keeping._waiting
    assert writing is not None
    await asyncio.wait_for(writing, 60)


def _timers(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Every wait that is begun on this loop from now on, in seconds."""
    loop, begun = asyncio.get_running_loop(), list[float]()
    call_later = loop.call_later

    def noted(
        delay: float, callback: Callable[..., object], *given: Any, **named: Any
    ) -> asyncio.TimerHandle:
        begun.append(delay)
        return call_later(delay, callback, *given, **named)

    monkeypatch.setattr(loop, "call_later", noted)
    return begun


async def test_what_was_being_typed_is_kept_when_the_screen_is_locked_at_once(desk: Desk) -> None:
    desk.model.filling.type(Field.FULL_NAME, "Nguyễn Thị Mẫu")
    await desk.model.put_down()
    assert "Nguyễn Thị Mẫu" in desk.drafts


async def test_a_key_pressed_while_a_card_is_looked_up_is_not_lost(desk: Desk) -> None:
    scanning = asyncio.create_task(desk.model.codes.take_text(desk.code))
    await asyncio.sleep(0)
    desk.model.filling.type(Field.EMAIL, "mau@example.com")
    await scanning
    assert desk.model.draft.value(Field.EMAIL) == "mau@example.com"
    assert desk.model.draft.value(Field.DOCUMENT_NUMBER) == desk.person.number


async def test_a_photo_that_is_ready_too_late_does_not_get_to_the_next_person(desk: Desk) -> None:
    await desk.model.codes.take_text(desk.code)
    first = desk.model.draft.id
    await desk.model.next_person()
    assert not await desk.model.keep_photo(picture(1, PhotoRole.PORTRAIT), first)
    assert desk.model.pictures == {}
    assert desk.model.draft.photos == frozenset()


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


# -- finished ------------------------------------------------------------------------------------------


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
    assert desk.model.focus_on == first.field == Field.INSURANCE_CODE
    assert desk.model.error(Field.PHONE) is not None


async def test_a_returned_declaration_comes_with_its_marked_fields_and_the_note(desk: Desk) -> None:
    declared = declare(desk.program.registration, 1)
    filed = desk.program.shelf.filed[declared.id]
    filed.status, filed.returned_fields, filed.note = Status.RETURNED, ("phone", "portrait"), "Số sai"
    assert await desk.model.correct(declared.id)
    assert desk.model.draft.returned_fields == ("phone", "portrait")
    assert desk.model.focus_on == "phone"
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


# -- what comes next -----------------------------------------------------------------------------------


async def test_one_act_after_the_other_carries_the_accent(desk: Desk) -> None:
    seen = [desk.model.next_act]
    desk.listed()
    await desk.model.codes.take_text(desk.code)
    while desk.model.aim.role is not None:
        seen.append(desk.model.next_act)
        await desk.model.photos.capture()
    seen.append(desk.model.next_act)
    await desk.model.attesting.verify(True)
    seen.append(desk.model.next_act)
    await desk.model.attesting.consent(True)
    seen.append(desk.model.next_act)
    await desk.model.attesting.sign([[(10.0, 10.0), (200.0, 90.0)]], (600.0, 220.0))
    seen.append(desk.model.next_act)
    photos = [NextAct.TAKE_PHOTO] * 3
    assert seen == [
        NextAct.SHOW_CARD, *photos, NextAct.VERIFY, NextAct.CONSENT, NextAct.SIGN, NextAct.FINISH
    ]  # fmt: skip


async def test_a_passport_has_no_back(desk: Desk) -> None:
    await desk.model.filling.choose_document("passport")
    await desk.model.filling.leave(Field.DOCUMENT_NUMBER, "C1234567")
    wanted: list[Aim] = []
    while desk.model.aim is not Aim.REST and len(wanted) < 5:
        wanted.append(desk.model.aim)
        await desk.model.photos.capture()
    assert wanted == [Aim.PASSPORT_PAGE, Aim.PORTRAIT]


async def test_without_a_picture_from_the_camera_capturing_says_so(desk: Desk) -> None:
    await desk.model.codes.take_text(desk.code)
    desk.held.unplug()
    await desk.model.photos.capture()
    assert desk.model.said is not None
    assert desk.model.said.key == "desk.said.no_frame"


async def test_a_file_that_is_no_picture_is_said_and_nothing_is_lost(desk: Desk) -> None:
    await desk.model.codes.take_text(desk.code)
    before = desk.model.draft
    await desk.model.photos.take_file(b"not a picture")
    assert desk.model.said is not None
    assert (desk.model.said.tone, desk.model.said.key) == (Tone.ERROR, "problem.picture_unreadable")
    assert desk.model.draft is before


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


def test_the_desk_does_not_show_a_person_in_its_repr(desk_of_one: Desk) -> None:
    assert desk_of_one.person.full_name not in repr(desk_of_one.model)


@pytest.fixture
def desk_of_one() -> Desk:
    made = a_desk()
    made.model.draft = filled(made.program.registration, 1)
    made.model.other_card = made.code
    return made


# -- what others left ------------------------------------------------------------------------------------


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
