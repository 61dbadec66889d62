"""An administrator keeps people and stations: asked before, told once, nothing of oneself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import flet as ft
import pytest

from declaration.wire.sign_in import PersonRole
from declaration.wire.supervision import StationsPage
from desk.administering.administering import Administering, with_role
from desk.i18n import has, t
from desk.ports.service import Denied, NoAnswer, Reason
from desk.views.administration.model import Act
from desk.views.administration.view import administration_screen
from desk.views.place import Place
from desk.views.program import Role, SignedIn
from tests.fakes.for_review import station
from tests.fakes.program import FakeProgram
from tests.fakes.staff_service import CODE, FIRST, FakeStaffService, member
from tests.views.harness import Screen
from tests.views.sight import names_of

ME = SignedIn("quantri", "Vũ Quản Trị", frozenset({Role.ADMINISTRATOR}))
NOW = datetime.now(UTC)
PEOPLE = (
    member("quantri", PersonRole.ADMINISTRATOR),
    member("lan", PersonRole.REVIEWER, second_step=True),
    member("nam", PersonRole.SUPERVISOR, active=False),
)


def screen_of(service: FakeStaffService, width: int = 1366) -> Screen:
    program = FakeProgram(person=ME)
    program.administering = Administering(service)
    place = Place(program, 0, width, lambda _: None, lambda _: None)
    return Screen(lambda page: page.render(lambda: administration_screen(place)), width=width)


@pytest.fixture
def service() -> FakeStaffService:
    return FakeStaffService(PEOPLE, (station(1, NOW),))


@pytest.mark.parametrize("width", [1366, 820])
async def test_everybody_is_shown_with_what_is_special_about_them(
    service: FakeStaffService, width: int
) -> None:
    async with screen_of(service, width) as screen:
        await screen.until(lambda: screen.sees("Lan Mẫu (lan)"))
        assert {"Có mã 6 số", "Đã thôi", "Cán bộ duyệt · BHXH cơ sở Mẫu"} <= set(screen.texts())


async def test_what_was_done_is_read_even_while_an_older_list_is_on_its_way(
    service: FakeStaffService,
) -> None:
    read, goes_on = service.stations, asyncio.Event()

    async def later() -> StationsPage | Denied | NoAnswer:
        await goes_on.wait()
        return await read()

    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Lan Mẫu (lan)"))
        service.stations = later  # type: ignore[method-assign]
        reading = asyncio.create_task(screen.press("Tải lại"))
        await screen.settle()
        await screen.press("Cho thôi")
        doing = asyncio.create_task(screen.event(screen.every(ft.FilledButton)[-1], "click"))
        await screen.until(lambda: not service.by_name["lan"].active)
        goes_on.set()
        await asyncio.gather(reading, doing)
        await screen.until(lambda: screen.texts().count("Đã thôi") == 2)


async def test_nobody_is_dismissed_without_being_asked_about(service: FakeStaffService) -> None:
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Lan Mẫu (lan)"))
        await screen.press("Cho thôi")
        assert service.by_name["lan"].active
        assert screen.sees("Cho Lan Mẫu (lan) thôi truy cập?")
        await screen.event(screen.every(ft.FilledButton)[-1], "click")
        await screen.until(lambda: not service.by_name["lan"].active)


async def test_a_search_that_finds_nobody_leads_back_to_everybody(service: FakeStaffService) -> None:
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Lan Mẫu (lan)"))
        await screen.type(screen.field("Tìm theo tên"), "không có ai")
        await screen.until(lambda: screen.sees("Không có gì khớp"))
        await screen.press("Xem cả danh sách")
        await screen.until(lambda: screen.sees("Lan Mẫu (lan)"))
        assert screen.field("Tìm theo tên").value == ""


async def test_an_act_without_an_answer_is_named_and_asked_about_again(service: FakeStaffService) -> None:
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Lan Mẫu (lan)"))
        await screen.press("Cho thôi")
        service.trouble = NoAnswer(Reason.NO_NETWORK)
        await screen.event(screen.every(ft.FilledButton)[-1], "click")
        await screen.until(lambda: screen.sees("Chưa rõ đã xong chưa: Cho thôi · Lan Mẫu (lan)."))
        service.trouble = None
        await screen.press("Tải lại")
        assert screen.sees("Chưa rõ đã xong chưa"), "that the list came says nothing of the act"
        await screen.press("Thử lại")
        assert screen.sees("Cho Lan Mẫu (lan) thôi truy cập?")
        await screen.event(screen.every(ft.FilledButton)[-1], "click")
        await screen.until(lambda: not service.by_name["lan"].active)
        assert not screen.sees("Chưa rõ đã xong chưa")


async def test_after_a_no_what_stands_is_read(service: FakeStaffService) -> None:
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Lan Mẫu (lan)"))
        await screen.press("Cho thôi")
        del service.by_name["lan"]
        await screen.event(screen.every(ft.FilledButton)[-1], "click")
        await screen.until(lambda: screen.sees("Không còn người này trong danh sách."))
        again = [each for each in screen.every(ft.OutlinedButton) if "Tải lại" in set(names_of(each))]
        await screen.click(again[0])
        await screen.until(lambda: not screen.sees("Không còn người này trong danh sách."))


async def test_of_oneself_nothing_can_be_changed(service: FakeStaffService) -> None:
    service.by_name = {"quantri": PEOPLE[0]}
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Quantri Mẫu (quantri)"))
        names = {button.tooltip for button in screen.every(ft.IconButton)}
        assert not names & {t(f"administration.ask.{act}_act") for act in Act}


async def test_a_new_persons_first_passphrase_is_shown_once(service: FakeStaffService) -> None:
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Lan Mẫu (lan)"))
        await screen.press("Thêm người")
        await screen.type(screen.field("Tên đăng nhập"), "moi")
        await screen.type(screen.field("Họ và tên"), "Người Mới")
        await screen.press("Lưu")
        assert screen.sees("Chọn ít nhất một vai trò.")
        box = screen.one(ft.Checkbox, "Cán bộ duyệt")
        await screen.choose(box, True)
        await screen.press("Lưu")
        await screen.until(lambda: screen.sees(FIRST))
        assert screen.sees("Trao tận tay cho Người Mới (moi).")
        await screen.press("Đã ghi lại")
        assert not screen.sees(FIRST)
        assert service.by_name["moi"].roles == (PersonRole.REVIEWER,)


async def fill_in_somebody_new(screen: Screen, name: str) -> None:
    await screen.until(lambda: screen.sees("Lan Mẫu (lan)"))
    await screen.press("Thêm người")
    await screen.type(screen.field("Tên đăng nhập"), name)
    await screen.type(screen.field("Họ và tên"), "Người Mới")
    await screen.choose(screen.one(ft.Checkbox, "Phụ trách"), True)


@pytest.mark.parametrize("name", ["lan", "nam"])
async def test_nobody_loses_name_and_roles_to_somebody_new(service: FakeStaffService, name: str) -> None:
    async with screen_of(service) as screen:
        before = service.by_name[name]
        await fill_in_somebody_new(screen, f" {name} ")
        await screen.press("Lưu")
        words = "Tên đăng nhập này đã có người dùng. Ghi tên khác, hoặc sửa người đó trong danh sách."
        await screen.until(lambda: screen.field("Tên đăng nhập").error == words)
        assert service.by_name[name] == before
        assert screen.field("Họ và tên").value == "Người Mới"


async def test_somebody_new_whose_passphrase_was_never_shown_is_said_to_need_another(
    service: FakeStaffService,
) -> None:
    async with screen_of(service) as screen:
        await fill_in_somebody_new(screen, "moi")
        service.by_name["moi"] = member("moi", PersonRole.SUPERVISOR, must_change=True)  # the answer was lost
        await screen.press("Lưu")
        await screen.until(lambda: screen.sees("Tên đăng nhập đã có từ trước"))
        assert screen.sees("Mật khẩu đầu không hiện lại được: bấm “Cấp mật khẩu mới”")
        await screen.press("Đóng")
        assert not screen.sees("Tên đăng nhập đã có từ trước")


def has_the_cursor(screen: Screen, label: str) -> bool:
    return [call.label for call in screen.client.calls if call.method == "focus"][-1:] == [label]


async def test_enter_leads_through_the_form_and_what_is_wrong_has_the_cursor(
    service: FakeStaffService,
) -> None:
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Lan Mẫu (lan)"))
        await screen.press("Thêm người")
        assert screen.field("Tên đăng nhập").autofocus
        await screen.type(screen.field("Tên đăng nhập"), "lan", submit=True)
        await screen.until(lambda: has_the_cursor(screen, "Họ và tên"))
        await screen.type(screen.field("Họ và tên"), "Người Mới", submit=True)
        await screen.until(lambda: has_the_cursor(screen, "Tên đăng nhập"))
        assert screen.field("Tên đăng nhập").error
        await screen.key("Escape")
        await screen.press("Sửa vai trò, cơ quan")
        assert screen.field("Họ và tên").autofocus
        await screen.type(screen.field("Họ và tên"), " ")
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: has_the_cursor(screen, "Họ và tên"))


async def test_enter_in_the_last_field_makes_the_stations_code(service: FakeStaffService) -> None:
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Lan Mẫu (lan)"))
        await screen.event(screen.every(ft.Chip)[1], "select", True)
        await screen.press("Thêm quầy")
        await screen.type(screen.field("Tên quầy"), "Quầy 09", submit=True)
        await screen.until(lambda: has_the_cursor(screen, "Đơn vị đặt quầy"))
        await screen.type(screen.field("Đơn vị đặt quầy"), "Trường Mẫu", submit=True)
        await screen.until(lambda: screen.sees(CODE))


async def test_the_agency_somebody_is_of_stands_in_the_form_and_another_may_be_chosen(
    service: FakeStaffService,
) -> None:
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Lan Mẫu (lan)"))
        await screen.press("Sửa vai trò, cơ quan")
        agency = screen.one(ft.Dropdown, "Cơ quan")
        assert (agency.value, [each.text for each in agency.options]) == (
            "MAU01",
            ["BHXH cơ sở Mẫu", "BHXH Ví Dụ"],
        )
        await screen.choose(agency, "MAU02")
        await screen.press("Lưu")
        await screen.until(lambda: service.by_name["lan"].agency == "MAU02")


async def test_a_station_is_locked_and_one_to_come_gets_its_code(service: FakeStaffService) -> None:
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Lan Mẫu (lan)"))
        await screen.event(screen.every(ft.Chip)[1], "select", True)
        await screen.press("Khóa quầy")
        assert screen.sees("Khóa Quầy 01 · Khu công nghiệp Mẫu?"), "another unit has its Quầy 01 too"
        await screen.event(screen.every(ft.FilledButton)[-1], "click")
        await screen.until(lambda: screen.sees("Đang khóa"))
        await screen.press("Thêm quầy")
        await screen.type(screen.field("Tên quầy"), "Quầy 09")
        await screen.type(screen.field("Đơn vị đặt quầy"), "Trường Mẫu")
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: screen.sees(CODE))


async def agencies(screen: Screen) -> None:
    """To the part where they stand."""
    await screen.until(lambda: screen.sees("Lan Mẫu (lan)"))
    await screen.event(screen.every(ft.Chip)[2], "select", True)
    await screen.until(lambda: screen.sees("BHXH Ví Dụ (MAU02)"))


@pytest.mark.parametrize("width", [1366, 820])
async def test_agencies_are_shown_with_what_they_stand_below(service: FakeStaffService, width: int) -> None:
    async with screen_of(service, width) as screen:
        await agencies(screen)
        assert {"Cơ quan của bạn", "Thuộc BHXH cơ sở Mẫu · Huyện Ví Dụ"} <= set(screen.texts())


async def test_an_agency_is_added_below_ones_own(service: FakeStaffService) -> None:
    async with screen_of(service) as screen:
        await agencies(screen)
        await screen.press("Thêm cơ quan")
        await screen.press("Lưu")
        await screen.until(lambda: screen.field("Mã cơ quan").error == "Ghi đủ mã và tên cơ quan.")
        await screen.type(screen.field("Mã cơ quan"), "MAU03")
        await screen.press("Lưu")
        await screen.until(lambda: screen.field("Tên cơ quan").error == "Ghi đủ mã và tên cơ quan.")
        await screen.type(screen.field("Tên cơ quan"), "BHXH Mới")
        for code, words in (
            ("MAU 03", "Mã cơ quan viết liền, không có dấu cách."),
            ("MAU02", "Mã này đã có ở một cơ quan khác. Ghi mã khác, hoặc sửa cơ quan đó."),
        ):
            await screen.type(screen.field("Mã cơ quan"), code)
            await screen.press("Lưu")
            await screen.until(lambda words=words: screen.field("Mã cơ quan").error == words)  # type: ignore[misc]
        assert service.by_code["MAU02"].name == "BHXH Ví Dụ", "no agency loses its name to a new one"
        await screen.type(screen.field("Mã cơ quan"), "MAU03")
        await screen.type(screen.field("Địa bàn"), "Huyện Mới")
        await screen.key("Enter", ctrl=True)
        await screen.until(lambda: screen.sees("BHXH Mới (MAU03)"))
        assert (service.by_code["MAU03"].parent, service.by_code["MAU03"].place) == ("MAU01", "Huyện Mới")


async def test_ones_own_agency_is_renamed_and_stays_where_it_is(service: FakeStaffService) -> None:
    async with screen_of(service) as screen:
        await agencies(screen)
        await screen.event(screen.every(ft.IconButton, "Sửa cơ quan")[0], "click")
        assert not [each for each in screen.every(ft.Dropdown) if each.label == "Thuộc cơ quan"]
        await screen.type(screen.field("Tên cơ quan"), "BHXH Đổi Tên")
        await screen.press("Lưu")
        await screen.until(lambda: screen.sees("BHXH Đổi Tên (MAU01)"))
        assert service.by_code["MAU01"].parent == ""


async def test_without_an_answer_it_says_so_and_offers_to_try_again(service: FakeStaffService) -> None:
    service.trouble = NoAnswer(Reason.NO_NETWORK)
    async with screen_of(service) as screen:
        await screen.until(lambda: screen.sees("Chưa nối được mạng. Không mất gì cả; thử lại khi có mạng."))
        service.trouble = None
        await screen.press("Thử lại")
        await screen.until(lambda: screen.sees("Lan Mẫu (lan)"))


def test_roles_that_go_with_no_other_put_the_others_out() -> None:
    both = frozenset({PersonRole.REVIEWER, PersonRole.SUPERVISOR})
    assert with_role(frozenset({PersonRole.REVIEWER}), PersonRole.SUPERVISOR, True) == both
    assert with_role(both, PersonRole.AUDITOR, True) == {PersonRole.AUDITOR}
    assert with_role(frozenset({PersonRole.AUDITOR}), PersonRole.REVIEWER, True) == {PersonRole.REVIEWER}
    assert with_role(both, PersonRole.REVIEWER, False) == {PersonRole.SUPERVISOR}


def test_every_act_and_role_has_its_words() -> None:
    assert all(has(f"administration.ask.{act}_{part}") for act in Act for part in ("act", "title", "words"))
    assert all(has(f"administration.role.{role}") for role in PersonRole)
