"""Photos that take themselves, what is amiss with them, and the ways on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

import numpy as np
import pytest

from declaration.draft import Field, PhotoDoubt, PhotoReason, PhotoRole
from declaration.lifecycle import Status
from declaration.problems import blocking, warning
from desk.ports.camera import Frame, Pixels, Reading
from desk.ports.photographs import Advice, CardAdvice, CardHint, CardSide, Photograph, PortraitAdvice
from desk.views.desk.aim import Aim
from desk.views.desk.view import desk_screen
from desk.views.theme import Tone
from practice.people import invented_person, machine_readable_zone
from tests.fakes.declared import declare, picture
from tests.fakes.desk_eyes import OVAL, PlainLab
from tests.views.at_the_desk import Desk, a_desk, until
from tests.views.harness import Screen
from tests.views.standing import Standing

TAKE_PORTRAIT = PortraitAdvice((), OVAL, steady=1.0, take=True)
TAKE_CARD = CardAdvice((), None, CardSide.CCCD_BACK, steady=1.0, take=True)
BUSY_GROUND = (warning("portrait", "portrait_background_busy"),)


@pytest.fixture
async def desk() -> Desk:
    made = a_desk()
    await made.model.open()
    return made


def another_frame(at: float) -> Frame:
    return Frame(np.full((36, 64, 3), 120, np.uint8), at)


def aim(desk: Desk) -> Aim:
    return desk.model.aim


def said(desk: Desk) -> str:
    return desk.model.said.key if desk.model.said else ""


async def test_card_read_side_turned_face_shown_and_all_photos_are_there_without_a_press(desk: Desk) -> None:
    await desk.look(desk.held.hold(desk.code))
    first = desk.model.draft.photos
    desk.held.hold(None)
    desk.eyes.card.advice = TAKE_CARD
    await desk.look(another_frame(1.0))
    assert len(desk.model.draft.photos) == 2
    assert aim(desk) is Aim.PORTRAIT
    desk.eyes.portrait.advice = TAKE_PORTRAIT
    await desk.look(another_frame(2.0))
    assert desk.model.draft.photos == first | {
        PhotoRole.CARD_FRONT,
        PhotoRole.CARD_BACK,
        PhotoRole.PORTRAIT,
    }
    assert aim(desk) is Aim.REST
    assert desk.saved == desk.model.draft
    assert desk.model.rings == 3


@dataclass
class SlowLab:
    """Every photo is made as soon as it ``may`` be."""

    may: Event
    inner: PlainLab

    def photograph(self, *given: Any, **named: Any) -> Photograph:
        assert self.may.wait(5)
        return self.inner.photograph(*given, **named)


@pytest.fixture
def slow(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowLab]:
    """Photos stay in hand until they may be made."""
    made = SlowLab(Event(), desk.eyes.lab)
    monkeypatch.setattr(desk.eyes, "lab", made)
    yield made
    made.may.set()


async def test_while_a_side_is_being_made_the_next_is_wanted_and_the_last_ones_aim_stays_until_it_is_held(
    desk: Desk, slow: SlowLab
) -> None:
    await desk.model.taking.look(desk.held.hold(desk.code))
    assert (aim(desk), desk.model.draft.photos) == (Aim.CARD_BACK, frozenset())
    desk.held.hold(None)
    desk.eyes.card.advice, desk.eyes.portrait.advice = TAKE_CARD, TAKE_PORTRAIT
    for at in (1.0, 2.0, 3.0):
        await desk.model.taking.look(another_frame(at))
    assert (aim(desk), desk.model.draft.photos) == (Aim.PORTRAIT, frozenset())
    slow.may.set()
    await desk.model.photos.in_hand.settled()
    assert len(desk.model.draft.photos) == 3
    assert [role for role, *_ in slow.inner.asked].count(PhotoRole.PORTRAIT) == 1
    assert aim(desk) is Aim.REST


async def test_who_goes_on_in_haste_waits_for_the_photos_just_taken(desk: Desk, slow: SlowLab) -> None:
    await desk.model.taking.look(desk.held.hold(desk.code))
    read = desk.model.draft.id
    leaving = asyncio.create_task(desk.model.next_person())
    await asyncio.sleep(0.02)
    assert desk.model.draft.id == read
    slow.may.set()
    await leaving
    kept = desk.program.drafts.draft(read)
    assert kept is not None
    assert len(kept.photos) == 1


async def test_the_photo_of_the_read_side_is_chosen_from_the_frames_around_the_reading(desk: Desk) -> None:
    desk.held.hold(None)
    for at in (1.0, 1.1, 1.2):
        await desk.look(another_frame(at))
    await desk.look(desk.held.hold(desk.code))
    _, given, _ = desk.eyes.lab.asked[0]
    assert given >= 3


async def test_the_coach_speaks_while_nothing_is_taken_and_is_silent_when_something_else_is_wanted(
    desk: Desk,
) -> None:
    desk.model.taking.set_aim(Aim.PORTRAIT)
    desk.eyes.portrait.advice = PortraitAdvice((Advice.CLOSER,), OVAL)
    await desk.look(another_frame(1.0))
    assert (desk.model.coaching.words, desk.model.coaching.oval) == ("advice.closer", OVAL)
    desk.eyes.portrait.advice = PortraitAdvice((), OVAL, steady=0.5)
    await desk.look(another_frame(2.0))
    assert desk.model.coaching.is_good
    assert desk.model.draft.photos == frozenset()
    desk.model.taking.set_aim(Aim.SCAN)
    assert (desk.model.coaching.words, desk.model.coaching.oval) == ("", None)


async def test_the_wanted_side_is_what_the_coach_is_asked_for(desk: Desk) -> None:
    desk.model.taking.set_aim(Aim.CARD_BACK)
    await desk.look(another_frame(1.0))
    assert desk.eyes.card.wanted is PhotoRole.CARD_BACK
    assert desk.model.coaching.words == "card_advice.no_card"


async def test_without_a_face_no_portrait_is_kept_and_it_is_said(desk: Desk) -> None:
    desk.model.taking.set_aim(Aim.PORTRAIT)
    desk.eyes.lab.amiss[PhotoRole.PORTRAIT] = (blocking("portrait", "portrait_no_face"),)
    await desk.model.photos.capture()
    assert desk.model.draft.photos == frozenset()
    assert desk.model.said is not None
    assert (desk.model.said.tone, desk.model.said.key) == (Tone.ERROR, "problem.portrait_no_face")
    assert desk.model.aim is Aim.PORTRAIT


async def test_the_size_a_portrait_lacks_is_said_with_its_figures(desk: Desk) -> None:
    small = blocking("portrait", "portrait_too_small", width="472", height="709")
    desk.model.taking.set_aim(Aim.PORTRAIT)
    desk.eyes.lab.amiss[PhotoRole.PORTRAIT] = (small,)
    await desk.model.photos.capture()
    assert desk.model.said is not None
    assert desk.model.said.details == {"width": "472", "height": "709"}


async def test_a_portrait_in_doubt_is_kept_and_goes_only_with_a_reason(desk: Desk) -> None:
    await desk.fill()
    desk.model.taking.set_aim(Aim.PORTRAIT)
    desk.eyes.lab.amiss[PhotoRole.PORTRAIT] = BUSY_GROUND
    await desk.model.photos.capture()
    assert desk.model.draft.doubts[PhotoRole.PORTRAIT] == PhotoDoubt(("portrait_background_busy",), True)
    assert [problem.code for problem in desk.model.blocking] == ["photo_reason_missing"]
    await desk.model.photos.use_nevertheless(PhotoRole.PORTRAIT, PhotoReason.PLACE)
    assert desk.model.blocking == ()
    assert desk.saved == desk.model.draft


async def test_a_reason_once_given_is_remembered_for_the_very_same_trouble(desk: Desk) -> None:
    desk.eyes.lab.amiss[PhotoRole.PORTRAIT] = BUSY_GROUND
    for expected in (None, PhotoReason.PLACE):
        desk.model.taking.set_aim(Aim.PORTRAIT)
        await desk.model.photos.capture()
        assert desk.model.draft.doubts[PhotoRole.PORTRAIT].reason is expected
        await desk.model.photos.use_nevertheless(PhotoRole.PORTRAIT, PhotoReason.PLACE)
        await desk.model.next_person()
    desk.eyes.lab.amiss[PhotoRole.PORTRAIT] = (*BUSY_GROUND, warning("portrait", "portrait_too_dark"))
    desk.model.taking.set_aim(Aim.PORTRAIT)
    await desk.model.photos.capture()
    assert desk.model.draft.doubts[PhotoRole.PORTRAIT].reason is None


async def test_a_blurred_card_is_kept_and_only_warns_a_burnt_one_asks_why(desk: Desk) -> None:
    for problem, asks in (
        (warning("card_back", "card_blurred"), False),
        (blocking("card_back", "card_glare"), True),
    ):
        desk.model.taking.set_aim(Aim.CARD_BACK)
        desk.eyes.lab.amiss[PhotoRole.CARD_BACK] = (problem,)
        await desk.model.photos.capture()
        assert desk.model.draft.doubts[PhotoRole.CARD_BACK].asks_reason is asks
        assert said(desk) == f"problem.{problem.code}"


async def test_a_better_photo_takes_the_doubt_away(desk: Desk) -> None:
    desk.eyes.lab.amiss[PhotoRole.CARD_BACK] = (warning("card_back", "card_blurred"),)
    desk.model.taking.set_aim(Aim.CARD_BACK)
    await desk.model.photos.capture()
    desk.eyes.lab.amiss.clear()
    desk.model.taking.set_aim(Aim.CARD_BACK)
    await desk.model.photos.capture()
    assert desk.model.draft.doubts == {}
    assert desk.saved == desk.model.draft


async def test_corners_dragged_by_hand_cut_the_same_frame_again(desk: Desk) -> None:
    corners = ((1.0, 1.0), (60.0, 1.0), (60.0, 30.0), (1.0, 30.0))
    desk.model.taking.set_aim(Aim.CARD_BACK)
    await desk.model.photos.capture()
    assert desk.model.photos.original(PhotoRole.CARD_BACK) is not None
    before = desk.model.pictures[PhotoRole.CARD_BACK]
    await desk.model.photos.cut_again(PhotoRole.CARD_BACK, corners)
    assert desk.eyes.lab.asked[-1] == (PhotoRole.CARD_BACK, 1, corners)
    assert desk.model.pictures[PhotoRole.CARD_BACK] != before
    await desk.model.next_person()
    assert desk.model.photos.original(PhotoRole.CARD_BACK) is None, "the frame goes with its person"


async def test_a_card_that_stays_unread_is_advised_about_after_two_seconds(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = 100.0
    monkeypatch.setattr("desk.views.desk.taking.time.monotonic", lambda: clock)
    desk.held.hold(None)
    desk.eyes.card.advice = CardAdvice((CardHint.CLOSER,))
    await look(desk, another_frame(1.0))
    assert desk.model.coaching.words == ""
    clock += 2.1
    await look(desk, another_frame(2.0))
    assert desk.model.coaching.words == "desk.hint.closer"
    clock += 1
    desk.eyes.card.advice = CardAdvice((), side=CardSide.CCCD_BACK)
    await look(desk, another_frame(3.0))
    assert desk.model.coaching.words == "desk.hint.turn_over"
    clock += 1
    desk.eyes.card.advice = CardAdvice((CardHint.NO_CARD,))
    await look(desk, another_frame(4.0))
    assert desk.model.coaching.words == ""


async def test_what_a_reader_is_unsure_of_never_fills_the_form_by_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = desk.held.hold(desk.code)
    sure = desk.held.read(frame.pixels)
    monkeypatch.setattr(desk.held, "read", lambda _: replace(sure, sure=False))
    await desk.look(frame)
    assert desk.model.draft.is_empty


async def test_while_something_is_asked_the_camera_changes_nothing(desk: Desk) -> None:
    desk.model.taking.set_aim(Aim.PORTRAIT)
    desk.eyes.portrait.advice = TAKE_PORTRAIT
    desk.model.cutting = PhotoRole.CARD_FRONT
    await desk.look(another_frame(1.0))
    assert desk.model.draft.photos == frozenset()


async def test_before_an_empty_table_all_eyes_look_only_now_and_then(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, full = 100.0, 0
    monkeypatch.setattr("desk.views.desk.taking.time.monotonic", lambda: clock)

    def read(pixels: Pixels) -> Reading:
        nonlocal full
        full += 1
        return Reading(None, "held", sure=False, ms=0.1)

    desk.held.hold(None)
    monkeypatch.setattr(desk.held, "glance", desk.held.read)
    monkeypatch.setattr(desk.held, "read", read)
    for at in range(20):
        clock += 0.1
        await look(desk, another_frame(float(at)))
    assert 3 <= full <= 6
    desk.eyes.card.advice = CardAdvice((CardHint.CLOSER,))
    clock += 1
    await look(desk, another_frame(30.0))
    full = 0
    for at in range(5):
        await look(desk, another_frame(31.0 + at))
    assert full == 5


async def test_quick_looks_go_on_while_all_eyes_are_upon_an_older_frame(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends, glances, code = Event(), 0, desk.code

    def glance(pixels: Pixels) -> Reading:
        nonlocal glances
        glances += 1
        return Reading(None, "", sure=False, ms=0.1)

    def read(pixels: Pixels) -> Reading:
        ends.wait(10)
        return Reading(code, "soft", sure=True, ms=150.0)

    desk.held.hold(None)
    monkeypatch.setattr(desk.held, "glance", glance)
    monkeypatch.setattr(desk.held, "read", read)
    for at in range(6):
        await desk.look(another_frame(1.0 + at))
    assert (glances, desk.model.draft.is_empty) == (6, True)
    ends.set()
    await until(lambda: not desk.model.draft.is_empty)


async def test_eyes_that_fail_are_heard_of_and_what_is_read_at_the_end_of_looking_comes_to_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(pixels: Pixels) -> Reading:
        raise ArithmeticError

    desk.held.hold(None)
    monkeypatch.setattr(desk.held, "glance", desk.held.read)
    monkeypatch.setattr(desk.held, "read", fail)
    await desk.look(another_frame(1.0))
    await asyncio.sleep(0.2)
    with pytest.raises(ArithmeticError):
        await desk.look(another_frame(2.0))
    ends, code = Event(), desk.code

    def read(pixels: Pixels) -> Reading:
        ends.wait(10)
        return Reading(code, "soft", sure=True, ms=150.0)

    monkeypatch.setattr(desk.held, "read", read)
    await desk.look(another_frame(3.0))
    await asyncio.sleep(0.05)
    desk.model.codes.rest()
    ends.set()
    await asyncio.sleep(0.1)
    assert desk.model.draft.is_empty


async def test_the_zone_of_somebody_elses_back_is_said_and_goes_with_the_declaration(desk: Desk) -> None:
    await desk.model.codes.take_text(desk.code)
    desk.eyes.prints.lines = "\n".join(machine_readable_zone(invented_person(2)))
    desk.model.taking.set_aim(Aim.CARD_BACK)
    await desk.model.photos.capture()
    await until(lambda: PhotoRole.CARD_BACK in desk.model.draft.doubts)
    doubt = desk.model.draft.doubts[PhotoRole.CARD_BACK]
    assert "mrz_number_differs" in doubt.codes
    assert not doubt.asks_reason
    await until(lambda: desk.saved == desk.model.draft)
    desk.eyes.prints.lines = "\n".join(machine_readable_zone(desk.person))
    desk.model.taking.set_aim(Aim.CARD_BACK)
    await desk.model.photos.capture()
    await until(lambda: "mrz" in desk.model.agrees)
    assert desk.model.draft.doubts == {}


async def test_what_was_compared_follows_the_form_as_it_is_corrected(desk: Desk) -> None:
    await desk.model.codes.take_text(desk.code)
    desk.eyes.prints.printed = (desk.person.number,)
    desk.model.taking.set_aim(Aim.CARD_FRONT)
    await desk.model.photos.capture()
    await until(lambda: desk.model.agrees == ("printed_number",))
    await desk.model.filling.leave(Field.DOCUMENT_NUMBER, invented_person(2).number)
    assert desk.model.agrees == ()
    assert desk.model.draft.doubts[PhotoRole.CARD_FRONT].codes == ("printed_number_differs",)


async def test_lines_of_a_zone_that_end_early_are_said_to_be_short(desk: Desk) -> None:
    first, second, _ = machine_readable_zone(desk.person)
    await desk.model.codes.submit_scan(first)
    await desk.model.codes.submit_scan(second)
    assert desk.model.said is None
    await until(lambda: said(desk) == "problem.mrz_unreadable")


async def look(desk: Desk, frame: Frame) -> None:
    """Also what looks at it beside comes to its end."""
    taking, codes = desk.model.taking, desk.model.codes
    await taking.look(frame)
    await until(lambda: taking._beside.has_room() and codes._beside.has_room())


# -- a photo that was returned ---------------------------------------------------------------------------


async def returned(desk: Desk, *fields: str, reason: str = "card_unclear") -> None:
    """A declaration of the person came back from the reviewer and is on the table."""
    declared = declare(desk.program.registration, 1)
    filed = desk.program.shelf.filed[declared.id]
    filed.status, filed.returned_fields, filed.reasons = Status.RETURNED, fields, (reason,)
    assert await desk.model.correct(declared.id)
    await desk.model.attesting.verify(same_person=True)
    await desk.model.attesting.consent(agreed=True)
    await desk.model.keep_photo(picture(1, PhotoRole.SIGNATURE), desk.model.draft.id)


async def test_a_returned_photo_is_not_sent_again_unless_somebody_says_why(desk: Desk) -> None:
    await returned(desk, "card_front")
    await desk.model.finish()
    assert [(p.field, p.code) for p in desk.model.blocking] == [("card_front", "photo_reason_missing")]
    assert aim(desk) is Aim.CARD_FRONT
    await desk.model.photos.use_nevertheless(PhotoRole.CARD_FRONT, PhotoReason.WORN_CARD)
    assert aim(desk) is Aim.REST
    await desk.model.finish()
    assert desk.model.finished is not None
    sent = desk.program.shelf.filed[desk.model.draft.id].content
    assert "card_front:photo_returned" in sent


async def test_a_returned_photo_taken_anew_is_in_doubt_no_more(desk: Desk) -> None:
    await returned(desk, "card_front")
    await desk.model.photos.capture()
    assert PhotoRole.CARD_FRONT not in desk.model.draft.doubts
    assert desk.model.blocking == ()


async def test_a_reason_that_speaks_of_photos_returns_them_where_none_is_marked(desk: Desk) -> None:
    await returned(desk)
    assert set(desk.model.draft.doubts) == {PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK}


async def test_a_photo_that_stayed_for_a_reason_is_not_returned_by_the_next_correction(desk: Desk) -> None:
    await returned(desk, "card_front")
    await desk.model.photos.use_nevertheless(PhotoRole.CARD_FRONT, PhotoReason.WORN_CARD)
    await desk.model.finish()
    assert desk.model.finished is not None
    again = desk.program.registration.reopen(desk.model.finished.id)
    assert again is not None
    assert not any("photo_returned" in doubt.codes for doubt in again.doubts.values())


async def test_a_returned_photo_is_lit_at_the_desk_with_the_reviewers_reason(desk: Desk) -> None:
    await returned(desk, "card_front")
    async with Screen(Standing(desk.program).at(lambda place: desk_screen(place, desk.model))) as screen:
        await screen.until(lambda: screen.sees("Trả lại"))
        assert screen.sees("Cần sửa: Mặt trước thẻ. Lý do: Ảnh thẻ chưa rõ.")
        assert screen.sees("Cơ quan trả lại ảnh này")
