"""The health insurance card's code."""

from __future__ import annotations

from datetime import date

import pytest

from declaration.cards.card import CardKind, Foreign
from declaration.cards.insurance_card import InsuranceCard
from declaration.cards.recognise import card_problems, recognise
from declaration.person import BirthDate, Sex


def in_hex(text: str) -> str:
    return text.encode("utf-8").hex()


NAME = in_hex("Nguyễn Văn Mẫu")
NEW_CARD = (
    f"0123456789|{NAME}|01/01/1990|1|-|01 - 004|01/07/2025|-|31/07/2025|01050123456789|-|4| 01/10/2027|"
    f"0123456789abcdef-1202|4|{in_hex('Thành phố Hà Nội')}|$"
)
OLD_CARD = (
    f"GD4010123456789|{NAME}|1990|2|{in_hex('Ấp Ví Dụ, Xã Thử')}|01 - 004|01/01/2021|31/12/2021|15/12/2020|"
    "01050123456789|-|4|01/10/2027|0123456789abcdef-1202|$"
)


def read(text: str) -> InsuranceCard:
    card = recognise(text)
    assert isinstance(card, InsuranceCard)
    return card


def test_a_new_card_fills_the_insurance_code() -> None:
    card = read(NEW_CARD)
    assert (card.number, card.code.value, card.full_name) == ("0123456789", "0123456789", "Nguyễn Văn Mẫu")
    assert card.kind is CardKind.BHYT
    assert (card.birth, card.sex, card.address) == (BirthDate(1990, 1, 1), Sex.MALE, None)
    assert (card.valid_from, card.valid_to, card.issued) == (date(2025, 7, 1), None, date(2025, 7, 31))


def test_an_older_card_of_fifteen_characters_is_read() -> None:
    card = read(OLD_CARD + "\r\n")
    assert (card.number, card.code.value, card.sex) == ("GD4010123456789", "0123456789", Sex.FEMALE)
    assert (card.birth, card.address, card.valid_to) == (
        BirthDate(1990),
        "Ấp Ví Dụ, Xã Thử",
        date(2021, 12, 31),
    )


def test_the_code_is_taken_from_the_number_when_its_own_field_is_empty() -> None:
    assert read(OLD_CARD.replace("01050123456789", "-")).code.value == "0123456789"


def test_a_name_whose_hex_holds_twelve_digits_is_no_identity_number() -> None:
    assert (
        read(NEW_CARD.replace(NAME, "5472756f6e67" + "20" + in_hex("Tran Van"))).full_name
        == "Truong Tran Van"
    )


def test_a_card_with_two_different_codes_warns() -> None:
    assert card_problems(read(NEW_CARD), date(2026, 1, 1)) == ()
    (problem,) = card_problems(read(NEW_CARD.replace("01050123456789", "01050123456780")), date(2026, 1, 1))
    assert (problem.code, problem.blocks) == ("insurance_code_differs_on_card", False)


@pytest.mark.parametrize(
    "broken",
    [
        NEW_CARD[:80],
        NEW_CARD.removesuffix("|$"),
        NEW_CARD.replace(NAME, NAME[:-1]),
        NEW_CARD.replace(NAME, in_hex("Mẫu 5")),
        NEW_CARD.replace("01/01/1990", "1/1/1990"),
        NEW_CARD.replace("|1|", "|3|"),
        NEW_CARD.replace("01/07/2025", "01/13/2025"),
        NEW_CARD.replace("01050123456789", "0105012345678"),
        NEW_CARD.replace("0123456789|", "012345678|", 1),
    ],
)
def test_a_broken_card_says_so(broken: str) -> None:
    assert recognise(broken) == Foreign("damaged_card", CardKind.BHYT)


@pytest.mark.parametrize("name", [NAME[:-4], in_hex("Lê 礙"), "ff" * 8])
def test_bytes_that_are_no_vietnamese_are_never_a_name(name: str) -> None:
    assert recognise(NEW_CARD.replace(NAME, name)) == Foreign("letters_not_vietnamese", CardKind.BHYT)


def test_a_card_hides_itself() -> None:
    assert repr(read(NEW_CARD)) == "<InsuranceCard>"
