"""The rest of Mẫu số 01 at the desk: folded away until it is wanted; the agency looked for by place."""

from __future__ import annotations

from collections.abc import AsyncIterator

import flet as ft
import pytest

from declaration.draft import Field, PhotoRole, Purpose, Source
from declaration.wire.lookups import LookupAnswer
from declaration.wire.sign_in import Agency
from desk.ports.service import SyncState
from desk.registration.agencies import agencies_found
from desk.views.desk.aim import Aim
from desk.views.desk.view import desk_screen
from tests.fakes.declared import picture
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
    await screen.press("Cơ quan tiếp nhận: BHXH cơ sở Mẫu")
    await screen.until(lambda: screen.sees("Tìm theo địa bàn, tên hoặc mã"))
    await screen.type(screen.field("Tìm theo địa bàn, tên hoặc mã"), "thu duc")
    await screen.until(lambda: not screen.sees("BHXH cơ sở Đồng Thử"))
    await screen.press("BHXH cơ sở Ví Dụ")
    await screen.until(lambda: desk.model.draft.value(Field.AGENCY) == "THU02")
    await screen.until(lambda: not screen.sees("Tìm theo địa bàn, tên hoặc mã"))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("citizen_id", "Quét thẻ để máy kiểm tra"),
        ("passport", "Đọc hộ chiếu để máy kiểm tra"),
        ("birth_certificate", "Đối chiếu bằng mắt với giấy khai sinh"),
    ],
)
async def test_before_anything_is_checked_the_document_at_hand_is_named(
    desk: Desk, screen: Screen, kind: str, words: str
) -> None:
    await desk.model.filling.choose_document(kind)
    await screen.until(lambda: screen.sees(words))


async def test_the_rest_of_the_form_is_folded_away_and_asks_for_nothing(desk: Desk, screen: Screen) -> None:
    await desk.fill()
    await screen.until(lambda: screen.sees("Đã đủ, có thể hoàn tất"))
    assert screen.sees("Xin mã xác thực · Cổng BHXH Việt Nam · Quầy nộp")
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


async def test_a_child_asks_for_its_guardian_who_is_looked_up_and_none_says_so_at_the_field(
    desk: Desk, screen: Screen
) -> None:
    desk.program.line.known = LookupAnswer(account="none")
    await desk.fill()
    assert not screen.sees("Họ tên người giám hộ")
    await desk.model.filling.choose_document("birth_certificate")
    await screen.until(lambda: screen.sees("Họ tên người giám hộ"))
    await screen.type(screen.field("Mã số BHXH của người giám hộ"), "0999999999")
    await screen.until(lambda: screen.sees("Người giám hộ chưa có tài khoản. Đăng ký cho họ trước."))
    desk.program.line.known = LookupAnswer(account="there")
    await screen.press("Tra tài khoản")
    await screen.until(lambda: screen.sees("Người giám hộ đã có tài khoản"))


async def test_a_mothers_card_leaves_nothing_in_her_childs_form(desk: Desk, screen: Screen) -> None:
    listed = desk.listed()
    await desk.model.codes.take_text(desk.code)
    await desk.model.keep_photo(picture(1, PhotoRole.PORTRAIT), desk.model.draft.id)
    assert desk.model.draft.value(Field.INSURANCE_CODE) == listed.insurance_code
    await desk.model.filling.choose_document("birth_certificate")
    assert desk.model.draft.value(Field.FULL_NAME) == desk.model.draft.value(Field.INSURANCE_CODE) == ""
    assert desk.model.matched is None
    assert not desk.model.draft.photos | desk.model.pictures.keys()
    await screen.until(
        lambda: screen.sees("Giấy tờ khác: đã bỏ thông tin và ảnh của giấy tờ trước. Đặt trọn giấy khai sinh")
    )


async def test_another_document_chosen_by_mistake_is_undone(desk: Desk, screen: Screen) -> None:
    desk.listed()
    await desk.model.codes.take_text(desk.code)
    read = desk.model.draft
    await desk.model.filling.choose_document("birth_certificate")
    await screen.until(lambda: screen.sees("Hoàn tác"))
    assert desk.model.error(Field.FULL_NAME) is None, "a field just emptied is no mistake of anybody's"
    await screen.press("Hoàn tác")
    await screen.until(lambda: desk.model.draft.values == read.values)
    assert desk.model.draft.sources == read.sources
    assert desk.model.matched is not None
    await screen.until(lambda: desk.saved == desk.model.draft)
    await screen.until(lambda: not screen.sees("Hoàn tác"))


async def test_the_card_chosen_back_at_once_is_there_again_with_its_photos(
    desk: Desk, screen: Screen
) -> None:
    desk.listed()
    await desk.model.codes.take_text(desk.code)
    await desk.model.keep_photo(picture(1, PhotoRole.PORTRAIT), desk.model.draft.id)
    read, pictures = desk.model.draft, dict(desk.model.pictures)
    await desk.model.filling.choose_document("birth_certificate")
    await desk.model.filling.choose_document("citizen_id")
    assert (desk.model.draft.values, desk.model.draft.photos) == (read.values, read.photos)
    assert desk.model.pictures == pictures
    await screen.until(lambda: screen.sees("Đã lấy lại thông tin và ảnh của giấy tờ trước"))


async def test_a_card_chosen_back_after_the_childs_name_was_typed_brings_nothing_of_the_mother(
    desk: Desk, screen: Screen
) -> None:
    await desk.model.codes.take_text(desk.code)
    await desk.model.keep_photo(picture(1, PhotoRole.PORTRAIT), desk.model.draft.id)
    await desk.model.filling.choose_document("birth_certificate")
    await desk.model.filling.leave(Field.FULL_NAME, "Nguyễn Bé Mẫu")
    await desk.model.filling.choose_document("citizen_id")
    assert desk.model.draft.value(Field.DOCUMENT_NUMBER) == ""
    assert not desk.model.draft.photos


async def test_a_childs_certificate_is_photographed_first_and_lies_there_to_be_typed_from(desk: Desk) -> None:
    await desk.model.filling.choose_document("birth_certificate")
    assert desk.model.aim is Aim.BIRTH_CERTIFICATE


async def test_without_a_network_the_agency_looks_the_guardian_up(desk: Desk, screen: Screen) -> None:
    await desk.fill()
    await desk.model.filling.choose_document("birth_certificate")
    await desk.model.filling.leave(Field.GUARDIAN_CODE, "0999999999")
    await screen.until(lambda: screen.sees("Chưa tra được: không có mạng. Cơ quan sẽ tra khi duyệt."))
    assert not any(problem.field == Field.GUARDIAN_CODE for problem in desk.model.blocking)


async def test_an_unknown_code_is_looked_up_where_there_is_a_network(desk: Desk, screen: Screen) -> None:
    await desk.fill()
    await desk.model.filling.leave(Field.INSURANCE_CODE, "")
    desk.model.draft = desk.model.draft.with_value(Field.INSURANCE_CODE, "")
    assert not screen.sees("Tra mã số BHXH")
    desk.program.line.show(SyncState(reached_once=True))
    desk.program.line.known = LookupAnswer(insurance_code="7900000009")
    await desk.model.keep()
    await screen.until(lambda: screen.sees("Tra mã số BHXH"))
    await screen.press("Tra mã số BHXH")
    await screen.until(lambda: desk.model.draft.value(Field.INSURANCE_CODE) == "7900000009")
    assert desk.model.draft.sources[Field.INSURANCE_CODE] is Source.AGENCY


async def test_a_code_nobody_finds_leaves_the_declaration_to_be_looked_up_later(desk: Desk) -> None:
    await desk.fill()
    desk.model.draft = desk.model.draft.with_value(Field.INSURANCE_CODE, "")
    desk.program.line.known = LookupAnswer()
    await desk.model.code_finding.ask()
    assert desk.model.draft.insurance_unknown
    await desk.sign()
    assert not desk.model.blocking


async def test_each_purpose_has_its_tick_and_none_is_ticked_beforehand(desk: Desk, screen: Screen) -> None:
    ticks = {str(each.label): each for each in screen.every(ft.Checkbox)}
    assert {"Người khai đã nghe và đồng ý", "Đồng ý nhận tin qua SMS, e-mail"} <= set(ticks)
    assert not any(each.value for each in ticks.values())
    await desk.model.attesting.consent(True, Purpose.NEWS)
    await desk.fill()
    assert desk.model.draft.consent is not None
    await desk.model.attesting.consent(True, Purpose.NEWS)
    assert desk.model.draft.consent.purposes == (Purpose.ACCOUNT, Purpose.NEWS)


async def test_the_form_is_printed_to_be_signed_and_a_wrong_field_leads_back_to_it(
    desk: Desk, screen: Screen
) -> None:
    await desk.fill()
    await screen.key("F4")
    await screen.press("In để ký")
    await screen.until(lambda: bool(desk.program.offered))
    assert desk.program.offered[0][0].startswith(b"%PDF")
    desk.model.draft = desk.model.draft.with_value(Field.PHONE, "1")
    await screen.press("In để ký")
    await screen.until(lambda: not desk.model.is_signing)
    assert desk.model.cursor.name == "phone"
