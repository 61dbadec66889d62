"""A photo with something amiss is refused, or kept and asked about until a better one or the form agrees."""

from __future__ import annotations

from declaration.draft import Field, PhotoDoubt, PhotoReason, PhotoRole
from declaration.problems import blocking, warning
from desk.views.desk.aim import Aim
from desk.views.theme import Tone
from practice.people import invented_person, machine_readable_zone
from tests.views.at_the_desk import Desk, said, until
from tests.views.at_the_desk import desk as desk

BUSY_GROUND = (warning("portrait", "portrait_background_busy"),)


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
