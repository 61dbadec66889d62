"""The rest of Mẫu số 01 at the desk: folded away until it is wanted; the agency looked for by place."""

from __future__ import annotations

from collections.abc import AsyncIterator

import flet as ft
import pytest

from declaration.draft import Field
from declaration.wire.sign_in import Agency
from desk.registration.agencies import agencies_found
from desk.views.desk.view import desk_screen
from tests.views.at_the_desk import Desk, a_desk
from tests.views.harness import Screen
from tests.views.standing import Standing

AGENCIES = (
    Agency(code="MAU01", name="BHXH cơ sở Mẫu", place="Thành phố Mẫu"),
    Agency(code="THU02", name="BHXH cơ sở Ví Dụ", place="Huyện Thử Đức"),
    Agency(code="THU03", name="BHXH cơ sở Đồng Thử", place="Thành phố Mẫu"),
)


@pytest.fixture
def desk() -> Desk:
    made = a_desk()
    made.program.shelf.agencies = AGENCIES
    return made


@pytest.fixture
async def screen(desk: Desk) -> AsyncIterator[Screen]:
    async with Screen(Standing(desk.program).at(lambda place: desk_screen(place, desk.model))) as shown:
        await shown.until(lambda: shown.sees("Mở thêm"))
        yield shown


def codes(text: str) -> list[str]:
    return [agency.code for agency in agencies_found(AGENCIES, text)]


def test_an_agency_is_found_by_place_name_or_code_without_diacritics() -> None:
    assert codes("") == ["THU02", "THU03", "MAU01"]  # by place, then name
    assert codes("thu duc") == ["THU02"]
    assert codes("mau dong") == ["THU03"]
    assert codes("thu03") == ["THU03"]
    assert codes("khong co") == []


async def test_another_agency_is_looked_for_and_taken(desk: Desk, screen: Screen) -> None:
    await desk.fill()
    await screen.press("Cơ quan tiếp nhận")
    await screen.until(lambda: screen.sees("Tìm theo địa bàn, tên hoặc mã"))
    await screen.type(screen.field("Tìm theo địa bàn, tên hoặc mã"), "thu duc")
    await screen.until(lambda: not screen.sees("BHXH cơ sở Đồng Thử"))
    await screen.press("BHXH cơ sở Ví Dụ")
    await screen.until(lambda: desk.model.draft.value(Field.AGENCY) == "THU02")
    await screen.until(lambda: not screen.sees("Tìm theo địa bàn, tên hoặc mã"))


async def test_the_rest_of_the_form_is_folded_away_and_asks_for_nothing(desk: Desk, screen: Screen) -> None:
    await desk.fill()
    await screen.until(lambda: screen.sees("Đã đủ, có thể hoàn tất"))
    assert screen.sees("Không có chứng thư số, xin mã xác thực · Cổng BHXH Việt Nam · Quầy nộp")
    assert not screen.sees("Số chứng thư số")
    await screen.press("Mở thêm")
    await screen.until(lambda: screen.sees("Số chứng thư số"))
    await screen.type(screen.field("Số chứng thư số"), "54:0a")
    await screen.until(lambda: desk.model.draft.value(Field.CERTIFICATE) == "540A")
    await screen.until(lambda: bool(desk.model.blocking))
    await screen.key("F9")
    await screen.until(lambda: screen.sees("Ghi tên tổ chức cấp chứng thư số"))


async def test_what_is_wrong_there_unfolds_it_and_the_name_of_an_i_van_is_asked_for(
    desk: Desk, screen: Screen
) -> None:
    await desk.fill()
    await desk.model.filling.choose(Field.CHANNEL, "ivan")
    await screen.until(lambda: screen.sees("Tên tổ chức I-VAN"))
    await screen.key("F9")
    await screen.until(lambda: screen.sees("Ghi tên tổ chức I-VAN, hoặc chọn Cổng BHXH Việt Nam"))
    assert any(each.label == "Giao dịch qua" for each in screen.every(ft.Dropdown))


async def test_the_next_persons_form_is_folded_again(desk: Desk, screen: Screen) -> None:
    await desk.fill()
    desk.model.fold_more()
    await desk.model.next_person()
    assert not desk.model.is_more_open
