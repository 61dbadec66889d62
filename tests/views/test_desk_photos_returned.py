"""A photo that was returned goes anew or for a reason, and is lit with the reviewer's."""

from __future__ import annotations

from declaration.draft import PhotoReason, PhotoRole
from declaration.lifecycle import Status
from desk.views.desk.aim import Aim
from desk.views.desk.view import desk_screen
from tests.fakes.declared import declare, picture
from tests.views.at_the_desk import Desk, aim
from tests.views.at_the_desk import desk as desk
from tests.views.harness import Screen
from tests.views.standing import Standing


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
