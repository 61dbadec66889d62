"""The desk names one act after the other until nothing is missing, and the camera takes what is wanted."""

from __future__ import annotations

from declaration.draft import Field
from desk.views.desk.aim import Aim, NextAct
from desk.views.theme import Tone
from tests.views.at_the_desk import Desk
from tests.views.at_the_desk import desk as desk


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
