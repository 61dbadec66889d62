"""A passport at the desk: its zone read by the camera or from a photo, and nothing typed lost unasked."""

from __future__ import annotations

import asyncio
from threading import Event

import numpy as np
import pytest

from declaration.draft import Field, PhotoRole, Source
from desk.ports.camera import Frame
from desk.ports.print_reader import ZoneHint, ZoneLook
from desk.views.desk.aim import Aim
from desk.views.desk.view import desk_screen
from tests.unit.test_passport_zone import zone
from tests.views.at_the_desk import Desk, a_desk, said, until
from tests.views.harness import Screen
from tests.views.standing import Standing

WHOLE = ((10.0, 10.0), (50.0, 10.0), (50.0, 30.0), (10.0, 30.0))
READ = ZoneLook(zone())


@pytest.fixture
async def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """'Hộ chiếu' was chosen on an empty form."""
    monkeypatch.setattr("desk.views.desk.passports._LOOK_EVERY", 0.0)
    made = a_desk()
    await made.model.open()
    await made.model.filling.choose_document("passport")
    return made


async def looks(desk: Desk, look: ZoneLook, *, times: int = 2) -> None:
    """So many frames, each looked at to its end."""
    desk.eyes.prints.passport = look
    for _ in range(times):
        before = desk.eyes.prints.looks
        await desk.look(Frame(np.full((36, 64, 3), 120, np.uint8), 1.0))
        for _ in range(8):  # a busy machine takes its time; where nobody looks any more, nothing comes
            await asyncio.to_thread(Event().wait, 0.05)
            if desk.eyes.prints.looks != before:
                break
        else:
            break
    await desk.model.photos.in_hand.settled()


def value(desk: Desk, name: Field) -> str:
    return desk.model.draft.value(name)


async def test_choosing_the_passport_aims_the_camera_at_its_page(desk: Desk) -> None:
    assert desk.model.aim is Aim.PASSPORT_PAGE


@pytest.mark.parametrize(
    ("kind", "words"),
    [("citizen_id", "thẻ"), ("passport", "hộ chiếu"), ("birth_certificate", "giấy khai sinh")],
)
async def test_what_is_wrong_with_a_name_speaks_of_the_document_at_hand(
    desk: Desk, kind: str, words: str
) -> None:
    async with Screen(Standing(desk.program).at(lambda place: desk_screen(place, desk.model))) as screen:
        await desk.model.filling.choose_document(kind)
        await desk.model.filling.leave(Field.FULL_NAME, "NGUYỄN#VĂN A")
        await screen.until(lambda: screen.sees(f"gõ lại như trên {words}"))


async def test_two_equal_looks_fill_the_form_and_take_the_page_that_lies_there_whole(desk: Desk) -> None:
    desk.eyes.lab.page = WHOLE
    await looks(desk, READ, times=1)
    assert not value(desk, Field.DOCUMENT_NUMBER)
    await looks(desk, READ, times=1)
    assert (value(desk, Field.DOCUMENT_NUMBER), value(desk, Field.FULL_NAME)) == ("M1234567", "KIM MIN SU")
    assert desk.model.draft.sources[Field.DOCUMENT_NUMBER] is Source.CARD
    assert PhotoRole.PASSPORT_PAGE in desk.model.draft.photos
    assert desk.model.aim is Aim.PORTRAIT
    assert desk.saved == desk.model.draft


async def test_what_was_read_stays_the_passports_whatever_is_typed_beside_it(desk: Desk) -> None:
    desk.eyes.lab.page = WHOLE
    await looks(desk, READ)
    async with Screen(Standing(desk.program).at(lambda place: desk_screen(place, desk.model))) as screen:
        await screen.until(lambda: screen.texts().count("hộ chiếu") == 5)
        await screen.type(screen.field("Số giấy tờ"), "M7654321")
        await screen.until(lambda: "gõ tay" in screen.texts())
        assert screen.texts().count("hộ chiếu") == 4
        assert "thẻ" not in screen.texts()


async def test_two_looks_that_differ_fill_nothing(desk: Desk) -> None:
    await looks(desk, READ, times=1)
    await looks(desk, ZoneLook(zone(name="KIM<<MIN<SO")), times=1)
    assert not value(desk, Field.FULL_NAME)


async def test_a_page_not_whole_in_sight_waits_for_a_press_or_a_better_look(desk: Desk) -> None:
    await looks(desk, READ)
    assert value(desk, Field.DOCUMENT_NUMBER)
    assert (desk.model.draft.photos, desk.model.aim) == (frozenset(), Aim.PASSPORT_PAGE)
    desk.eyes.lab.page = WHOLE
    await looks(desk, READ, times=1)
    assert PhotoRole.PASSPORT_PAGE in desk.model.draft.photos


async def test_a_photo_taken_by_hand_or_chosen_from_a_file_fills_the_form_too(desk: Desk) -> None:
    desk.eyes.prints.passport = READ
    await desk.model.photos.capture()
    await until(lambda: value(desk, Field.DOCUMENT_NUMBER) == "M1234567")
    assert said(desk) == "desk.said.read.passport"
    await until(lambda: desk.model.agrees == ("passport_zone",))


async def test_what_is_not_read_fills_nothing_and_is_said_with_what_to_do(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = 100.0
    monkeypatch.setattr("desk.views.desk.passports.time.monotonic", lambda: clock)
    await looks(desk, ZoneLook(hint=ZoneHint.COVERED), times=1)
    assert desk.model.coaching.words == ""
    clock += 2.1
    await looks(desk, ZoneLook(hint=ZoneHint.UNREAD), times=1)
    assert desk.model.coaching.words == "desk.zone.unread"
    clock += 1
    await looks(desk, ZoneLook(hint=ZoneHint.NO_ZONE), times=1)
    assert desk.model.coaching.words == ""
    desk.eyes.prints.passport = ZoneLook(hint=ZoneHint.TILT)
    await desk.model.photos.capture()
    await until(lambda: said(desk) == "desk.zone.tilt")
    assert not value(desk, Field.DOCUMENT_NUMBER)


@pytest.mark.parametrize("stays", [True, False])
async def test_what_was_typed_otherwise_is_asked_about_and_never_lost_unasked(
    desk: Desk, stays: bool
) -> None:
    desk.model.filling.type(Field.DOCUMENT_NUMBER, "M1234568")
    await looks(desk, READ)
    assert desk.model.zone_fields == (Field.DOCUMENT_NUMBER,)
    assert (value(desk, Field.DOCUMENT_NUMBER), value(desk, Field.FULL_NAME)) == ("M1234568", "")
    await (desk.model.passports.keep_typed if stays else desk.model.passports.use_read)()
    assert value(desk, Field.DOCUMENT_NUMBER) == ("M1234568" if stays else "M1234567")
    assert value(desk, Field.FULL_NAME) == "KIM MIN SU"
    await looks(desk, READ)
    assert not desk.model.zone_asked, "asked once"


async def test_the_question_names_the_fields_and_both_answers(desk: Desk) -> None:
    desk.model.filling.type(Field.DOCUMENT_NUMBER, "M1234568")
    await looks(desk, READ)
    async with Screen(Standing(desk.program).at(lambda place: desk_screen(place, desk.model))) as screen:
        await screen.until(lambda: screen.sees("Hộ chiếu ghi khác chữ đã gõ"))
        assert screen.sees("khác với những mục đã gõ: Số")
        await screen.press("Giữ chữ đã gõ")
        await screen.until(lambda: value(desk, Field.FULL_NAME) == "KIM MIN SU")
        assert value(desk, Field.DOCUMENT_NUMBER) == "M1234568"


async def test_the_passport_of_the_next_person_is_asked_about_once(desk: Desk) -> None:
    await looks(desk, READ)
    desk.model.taking.set_aim(Aim.PASSPORT_PAGE)
    await looks(desk, ZoneLook(zone(number="C7654321", name="LEE<<BO")))
    assert desk.model.other_name == "LEE BO"
    desk.model.ignore_other_card()
    await looks(desk, ZoneLook(zone(number="C7654321", name="LEE<<BO")))
    assert desk.model.other_card == ""
    assert value(desk, Field.DOCUMENT_NUMBER) == "M1234567"


async def test_the_photo_of_another_passport_is_said_and_goes_with_the_declaration(desk: Desk) -> None:
    await desk.model.codes.take_text(zone())
    desk.eyes.prints.passport = ZoneLook(zone(number="C7654321", birth="900101"))
    desk.model.taking.set_aim(Aim.PASSPORT_PAGE)
    await desk.model.photos.capture()
    await until(lambda: PhotoRole.PASSPORT_PAGE in desk.model.draft.doubts)
    doubt = desk.model.draft.doubts[PhotoRole.PASSPORT_PAGE]
    assert doubt.codes == ("passport_page_number_differs", "passport_page_birth_differs")
    assert value(desk, Field.DOCUMENT_NUMBER) == "M1234567"
