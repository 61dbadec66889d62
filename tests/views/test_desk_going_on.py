"""Enter goes on to the next empty field; a scanner's Enter takes its card."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from declaration.draft import Field, Source
from declaration.lifecycle import Kind
from desk.views.desk.going_on import next_empty
from desk.views.desk.view import desk_screen
from tests.builders import whole_draft
from tests.views.at_the_desk import Desk
from tests.views.desk_in_sight import desk as desk
from tests.views.harness import Screen
from tests.views.standing import Standing


@pytest.fixture
async def screen(desk: Desk) -> AsyncIterator[Screen]:
    async with Screen(Standing(desk.program).at(lambda place: desk_screen(place, desk.model))) as shown:
        await shown.until(lambda: shown.sees("Mở thêm"))
        yield shown


def following(
    after: Field, *, kind: Kind = Kind.REGISTER, has_guardian: bool = False, **empty: object
) -> str:
    draft = replace(whole_draft(1, **empty), kind=kind)
    found = next_empty(draft, after, has_guardian=has_guardian)
    return "" if found is None else str(found)


def test_the_next_empty_one_is_in_the_forms_order_and_what_is_filled_is_passed_over() -> None:
    assert following(Field.INSURANCE_CODE, phone="", email="") == "phone"
    assert following(Field.INSURANCE_CODE, email="") == "email"
    assert following(Field.ADDRESS, insurance_code="", phone="") == "insurance_code"
    assert following(Field.EMAIL) == ""


def test_only_what_this_declaration_asks_for_is_gone_to() -> None:
    assert following(Field.EMAIL, kind=Kind.ADJUST) == "new_phone"
    assert following(Field.EMAIL, kind=Kind.STOP) == "stop_from"
    assert following(Field.INSURANCE_CODE, has_guardian=True) == "guardian_code"
    passport = whole_draft().with_value(Field.DOCUMENT_KIND, "passport")
    assert next_empty(passport, Field.DOCUMENT_NUMBER, has_guardian=False) is Field.NATIONALITY
    unknown = whole_draft(insurance_code="", phone="").with_value(Field.INSURANCE_UNKNOWN, "yes")
    assert next_empty(unknown, Field.ADDRESS, has_guardian=False) is Field.PHONE


async def test_a_walk_in_is_typed_with_one_key_between_the_fields(desk: Desk, screen: Screen) -> None:
    model = desk.model
    await desk.fill()
    for name in (Field.INSURANCE_CODE, Field.PHONE, Field.EMAIL):
        await model.filling.choose(name, "")
    await screen.type(screen.field("Mã số BHXH"), "0123456789", submit=True)
    await screen.until(lambda: model.cursor.name == Field.PHONE)
    await screen.type(screen.field("Điện thoại"), "0912345678", submit=True)
    await screen.until(lambda: model.cursor.name == Field.EMAIL)
    assert model.draft.value(Field.PHONE) == "0912 345 678"
    assert model.draft.sources[Field.INSURANCE_CODE] is Source.TYPED


async def test_a_scanners_enter_in_a_field_takes_its_card(desk: Desk, screen: Screen) -> None:
    await screen.type(screen.field("Địa chỉ"), desk.code, submit=True)
    await screen.until(lambda: screen.field("Họ và tên").value == desk.person.full_name)
    assert screen.field("Địa chỉ").value == desk.person.address


@pytest.mark.parametrize(
    ("label", "letters"),
    [
        ("Họ và tên", "N"),
        ("Số giấy tờ", "0"),
        ("Ngày sinh", "01/01/2020"),  # a child: its guardian's fields come below
        ("Địa chỉ", "T"),
        ("Mã số BHXH", "7"),
        ("Điện thoại", "01681234567"),  # an old number: what it became is offered below
        ("E-mail", "lan@vidu.vn"),  # readable: it can be confirmed beside
    ],
)
async def test_the_field_one_types_into_stays_the_same_while_the_form_changes_around_it(
    desk: Desk, screen: Screen, label: str, letters: str
) -> None:
    before = screen.field(label)._i
    await screen.type(screen.field(label), letters)
    await screen.until(lambda: bool(desk.model.draft.values))
    await desk.model.check()
    await screen.until(lambda: screen.field(label).value == letters)
    assert screen.field(label)._i == before
