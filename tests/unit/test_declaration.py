"""Draft to declaration: every problem that blocks, and nothing else, stands in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from declaration.contact import Email, Phone
from declaration.declaration import Declaration, complete, problems_of
from declaration.draft import Draft, Field, PhotoDoubt, PhotoReason, PhotoRole
from declaration.identity import CitizenId, Passport, UnknownInsuranceCode
from declaration.problems import Severity
from declaration.wire.from_declaration import content_of
from declaration.wire.to_draft import doubts_of
from tests.builders import NOON, TODAY, WHOLE, whole_declaration, whole_draft

BLOCKED_BY_VALUES: list[tuple[dict[str, Any], str, str]] = [
    ({"full_name": ""}, "full_name", "name_missing"),
    ({"document_number": ""}, "document_number", "citizen_id_missing"),
    ({"document_number": "12345678901"}, "document_number", "citizen_id_not_12_digits"),
    ({"document_kind": "passport", "document_number": ""}, "document_number", "passport_missing"),
    ({"document_kind": "passport", "document_number": "??"}, "document_number", "passport_unreadable"),
    ({"document_kind": "old_id", "document_number": ""}, "document_number", "old_id_missing"),
    ({"document_kind": "old_id", "document_number": "12"}, "document_number", "old_id_not_9_digits"),
    ({"document_kind": "old_id", "document_number": "012345678"}, "document_number", "old_id_expired"),
    ({"birth": ""}, "birth", "birth_unreadable"),
    ({"birth": "31/02/1990"}, "birth", "birth_unreadable"),
    ({"birth": "01/01/2027"}, "birth", "birth_in_future"),
    ({"sex": ""}, "sex", "sex_missing"),
    ({"issued": "hôm qua"}, "issued", "issued_unreadable"),
    ({"issued": "31/02/2022"}, "issued", "issued_unreadable"),
    ({"address": "  "}, "address", "address_missing"),
    ({"insurance_code": ""}, "insurance_code", "insurance_code_missing"),
    ({"insurance_code": "123"}, "insurance_code", "insurance_code_not_10_digits"),
    ({"phone": ""}, "phone", "phone_missing"),
    ({"phone": "0243 123 4567"}, "phone", "phone_not_mobile"),
    ({"phone": "0162 345 6789"}, "phone", "phone_old_eleven_digits"),
    ({"email": "khong phai"}, "email", "email_unreadable"),
    ({"agency": ""}, "agency", "agency_missing"),
]
BLOCKED_BY_ACTS: list[tuple[dict[str, Any], str, str]] = [
    ({"photos": WHOLE - {PhotoRole.PORTRAIT}}, "portrait", "portrait_missing"),
    ({"photos": WHOLE - {PhotoRole.CARD_FRONT}}, "card_front", "card_front_missing"),
    ({"photos": WHOLE - {PhotoRole.CARD_BACK}}, "card_back", "card_back_missing"),
    ({"photos": WHOLE - {PhotoRole.SIGNATURE}}, "signature", "signature_missing"),
    ({"verification": None}, "verification", "verification_missing"),
    ({"consent": None}, "consent", "consent_missing"),
]


def _blocking(draft: Draft) -> list[tuple[str, str]]:
    outcome = complete(draft, TODAY)
    assert not isinstance(outcome, Declaration)
    assert all(problem.severity is Severity.BLOCKS for problem in outcome)
    return [(str(problem.field), problem.code) for problem in outcome]


@pytest.mark.parametrize(("values", "field", "code"), BLOCKED_BY_VALUES)
def test_a_wrong_or_missing_value_blocks_and_is_named_alone(
    values: dict[str, Any], field: str, code: str
) -> None:
    assert _blocking(whole_draft(**values)) == [(field, code)]


@pytest.mark.parametrize(("acts", "field", "code"), BLOCKED_BY_ACTS)
def test_a_missing_picture_or_act_blocks_and_is_named_alone(
    acts: dict[str, Any], field: str, code: str
) -> None:
    assert _blocking(replace(whole_draft(), **acts)) == [(field, code)]


def test_an_exception_at_verification_needs_its_reason() -> None:
    draft = whole_draft()
    assert draft.verification is not None
    doubted = replace(draft, verification=replace(draft.verification, same_person=False, reason="  "))
    assert _blocking(doubted) == [("verification", "verification_reason_missing")]
    told = replace(draft, verification=replace(draft.verification, same_person=False, reason="Ảnh cũ"))
    assert isinstance(complete(told, TODAY), Declaration)


def test_an_empty_draft_names_everything_at_once_in_the_order_of_the_form() -> None:
    fields = [field for field, _ in _blocking(Draft(whole_draft().id, NOON, TODAY))]
    assert fields == [
        *("full_name", "document_number", "birth", "sex", "address", "insurance_code", "phone", "agency"),
        *("card_front", "card_back", "portrait", "verification", "consent", "signature"),
    ]


def test_warnings_go_with_the_declaration_and_never_stop_it() -> None:
    draft = whole_draft(document_number="999090123456")
    made = complete(draft, TODAY)
    assert isinstance(made, Declaration)
    assert "citizen_id_unknown_province" in made.warnings
    assert [p.code for p in problems_of(draft, TODAY)] == list(made.warnings)


def test_a_declaration_holds_values_that_cannot_be_wrong() -> None:
    made = whole_declaration(phone="0912.345.678", email="Mau@EXAMPLE.com", document_number="001 090 123 456")
    assert made.phone == Phone("+84912345678")
    assert made.email == Email("Mau@example.com")
    assert made.document == CitizenId("001090123456")


def test_an_email_and_the_insurance_code_may_be_left_out() -> None:
    made = whole_declaration(email="", insurance_code="", insurance_unknown="yes")
    assert made.email is None
    assert isinstance(made.insurance_code, UnknownInsuranceCode)
    assert content_of(made).insurance_code is None


def test_a_passport_has_no_back() -> None:
    made = complete(whole_draft(document_kind="passport", document_number="C1234567"), TODAY)
    assert isinstance(made, Declaration)
    assert made.document == Passport("C1234567")


def test_a_form_signed_on_paper_needs_no_signature_on_the_screen() -> None:
    paper = replace(whole_draft(), photos=WHOLE - {PhotoRole.SIGNATURE} | {PhotoRole.SIGNED_FORM})
    made = complete(paper, TODAY)
    assert isinstance(made, Declaration)
    assert made.signature is PhotoRole.SIGNED_FORM


def test_names_are_composed_whichever_keyboard_they_came_from() -> None:
    pieces = "Nguye\u0302\u0303n Va\u0306n Ma\u0302\u0303u"
    assert whole_declaration(full_name=pieces).full_name == "Nguyễn Văn Mẫu"


def test_a_card_that_has_ended_only_warns() -> None:
    draft = whole_draft(birth="01/01/1960", document_number="001060123456", issued="2010-01-01")
    codes = [p.code for p in problems_of(draft, date(2026, 3, 2))]
    assert codes == ["card_expired"]
    assert draft.value(Field.ISSUED) == "2010-01-01"


def test_a_photo_in_doubt_goes_only_with_its_reason_and_says_which_photo_it_is() -> None:
    doubt = PhotoDoubt(("card_blurred", "card_glare"), asks_reason=True)
    draft = whole_draft().with_doubt(PhotoRole.CARD_BACK, doubt)
    assert [(p.field, p.code) for p in problems_of(draft, TODAY) if p.blocks] == [
        ("card_back", "photo_reason_missing")
    ]
    answered = replace(doubt, reason=PhotoReason.WORN_CARD)
    made = complete(draft.with_doubt(PhotoRole.CARD_BACK, answered), TODAY)
    assert isinstance(made, Declaration)
    noted = [code for code in made.warnings if code.startswith("card_back:")]
    assert noted == ["card_back:card_blurred", "card_back:card_glare", "card_back:reason_worn_card"]
    assert doubts_of(content_of(made), made.photos) == {PhotoRole.CARD_BACK: answered}


def test_a_doubt_that_asks_for_no_reason_never_stops_anybody() -> None:
    draft = whole_draft().with_doubt(PhotoRole.CARD_FRONT, PhotoDoubt(("card_dark",)))
    made = complete(draft, TODAY)
    assert isinstance(made, Declaration)
    assert doubts_of(content_of(made), made.photos) == draft.doubts
    assert doubts_of(content_of(made), ()) == {}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"issued": "2026-03-03", "card": "can_cuoc"}, "issued_in_future"),
        ({"issued": "1950-01-01"}, "issued_before_birth"),
        ({"issued": "2025-01-01", "card": "cccd"}, "card_kind_differs_from_issue_date"),
        ({"issued": "2024-06-30", "card": "can_cuoc"}, "card_kind_differs_from_issue_date"),
    ],
)
def test_what_a_card_contradicts_in_itself_goes_with_the_declaration(
    values: dict[str, Any], code: str
) -> None:
    made = complete(whole_draft(**values), TODAY)
    assert isinstance(made, Declaration)
    assert code in made.warnings


@pytest.mark.parametrize("typed", ["15/7/2022", "15-07-2022", " 2022-07-15 "])
def test_an_issue_date_is_read_as_people_type_it(typed: str) -> None:
    assert whole_declaration(issued=typed, card="cccd").issued == date(2022, 7, 15)


def test_a_passports_issue_date_is_no_cards() -> None:
    draft = whole_draft(document_kind="passport", document_number="C1234567", issued="2026-03-03")
    assert problems_of(draft, TODAY) == ()
