"""The identity card's code: every field where it belongs, every break named."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from declaration.cards.card import CardKind, Foreign
from declaration.cards.identity_card import IdentityCard
from declaration.cards.recognise import card_problems, recognise
from declaration.person import BirthDate, Sex

CCCD = (
    "001090123456|012345678|Nguyễn Văn Mẫu|01011990|Nam|Tổ 5, Ấp Ví Dụ, Xã Thử, Huyện Mẫu, An Giang|15072022"
)
CAN_CUOC = CCCD.replace("|15072022", "|15082024||||")


def read(text: str) -> IdentityCard:
    card = recognise(text)
    assert isinstance(card, IdentityCard)
    return card


def test_every_field_of_a_cccd_is_read() -> None:
    card = read(CCCD)
    assert (card.kind, card.number.value, card.old_number) == (CardKind.CCCD, "001090123456", "012345678")
    assert (card.full_name, card.birth, card.sex) == ("Nguyễn Văn Mẫu", BirthDate(1990, 1, 1), Sex.MALE)
    assert card.address == card.address_original == "Tổ 5, Ấp Ví Dụ, Xã Thử, Huyện Mẫu, An Giang"
    assert (card.issued, card.extras, card.payload) == (date(2022, 7, 15), (), CCCD)


def test_a_can_cuoc_keeps_its_further_fields_raw() -> None:
    assert (read(CAN_CUOC).kind, read(CAN_CUOC).extras) == (CardKind.CAN_CUOC, ("", "", "", ""))
    young = CCCD.replace("|15072022", "|15082024|Nguyễn Văn Cha|Lê Thị Mẹ|001090999999|")
    assert read(young).extras == ("Nguyễn Văn Cha", "Lê Thị Mẹ", "001090999999", "")


def test_an_empty_old_number_does_not_make_a_new_card() -> None:
    card = read(CCCD.replace("012345678", ""))
    assert (card.kind, card.old_number) == (CardKind.CCCD, "")


def test_scanner_noise_around_the_payload_is_tolerated() -> None:
    noisy = "\ufeffSố CCCD: " + unicodedata.normalize("NFD", CCCD) + "\x00\r\n"
    assert read(noisy).full_name == "Nguyễn Văn Mẫu"
    assert read(noisy).number.value == "001090123456"


def test_an_address_is_tidied_and_its_original_kept() -> None:
    card = read(CCCD.replace("Tổ 5, Ấp Ví Dụ", "Tổ 5, -,,  Ấp  Ví Dụ -"))
    assert card.address == "Tổ 5, Ấp Ví Dụ, Xã Thử, Huyện Mẫu, An Giang"
    assert card.address_original.startswith("Tổ 5, -,,  Ấp  Ví Dụ -,")


@pytest.mark.parametrize(("stated", "birth"), [("1990", BirthDate(1990)), ("021990", BirthDate(1990, 2))])
def test_a_birth_date_keeps_the_cards_precision(stated: str, birth: BirthDate) -> None:
    assert read(CCCD.replace("01011990", stated)).birth == birth


def test_a_card_without_address_or_issue_date_is_still_a_card() -> None:
    card = read("001090123456||Nguyễn Văn Mẫu|01011990|Nữ||")
    assert (card.address, card.issued, card.sex) == ("", None, Sex.FEMALE)


@pytest.mark.parametrize(
    "broken",
    [
        CCCD[:51],
        CCCD.replace("001090123456", "00109012345"),
        CCCD.replace("012345678", "01234x678"),
        CCCD.replace("Nguyễn Văn Mẫu", ""),
        CCCD.replace("Nguyễn Văn Mẫu", "Nguyễn Văn 5"),
        CCCD.replace("01011990", "31021990"),
        CCCD.replace("15072022", "15132022"),
        CCCD.replace("|Nam|", "|Nem|"),
        CCCD.replace("|Nguyễn", "||Nguyễn"),
    ],
)
def test_a_broken_card_says_so_and_gives_no_field(broken: str) -> None:
    assert recognise(broken) == Foreign("damaged_card", CardKind.CCCD)


def test_a_broken_can_cuoc_says_which_card_it_looks_like() -> None:
    assert recognise(CAN_CUOC.replace("|Nam|", "|Nem|")) == Foreign("damaged_card", CardKind.CAN_CUOC)


@pytest.mark.parametrize(
    "misread",
    [
        CCCD.encode("utf-8").decode("latin-1"),
        CCCD.encode("utf-8").decode("cp1252", errors="replace"),
        CCCD.encode("utf-8").decode("cp437"),
        CCCD.encode("utf-8").decode("shift_jis", errors="replace"),
        CCCD.encode("utf-8").decode("big5", errors="replace"),
        CCCD.replace("Nguyễn Văn Mẫu", "L礙 H簷a"),
        CCCD.replace("Nguyễn Văn Mẫu", "Lê V\uf8fcn"),
        CCCD.replace("Nguyễn Văn Mẫu", "Ph░íng Anh"),
        CCCD.replace("Nguyễn Văn Mẫu", "Trà Hà").replace("à", "Ã "),
        CCCD.replace("Xã Thử", "Xã Th\ufffd"),
    ],
)
def test_text_of_a_wrong_character_set_is_never_taken_for_a_name(misread: str) -> None:
    assert recognise(misread) == Foreign("letters_not_vietnamese", CardKind.CCCD)


@pytest.mark.parametrize("name", ["Nguyễn Thị Ửng", "H’Ñem Êčăm", "Y Ƀlŏ Niê-Kđăm", "Đặng Ơ̆t", "TRẦN HÃN"])
def test_the_gate_lets_every_vietnamese_letter_pass(name: str) -> None:
    assert read(CCCD.replace("Nguyễn Văn Mẫu", name)).full_name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "text", ["", "|", "xin chào", "a|b|c|d|e|f|g", "https://example.vn/?q=a|b", "\ud800|" * 9]
)
def test_what_is_no_card_is_called_foreign(text: str) -> None:
    assert recognise(text) == Foreign("not_a_card")


def test_a_card_that_contradicts_itself_or_has_ended_warns() -> None:
    before, after = date(2029, 1, 1), date(2031, 1, 1)
    assert card_problems(read(CCCD), before) == ()
    assert [p.code for p in card_problems(read(CCCD), after)] == ["card_expired"]
    odd = read(CCCD.replace("|Nam|", "|Nữ|").replace("01011990", "1991").replace("15072022", "15072025"))
    assert [p.code for p in card_problems(odd, after)] == [
        "citizen_id_sex_differs",
        "citizen_id_birth_year_differs",
        "card_kind_differs_from_issue_date",
    ]
    assert card_problems(read("001090123456||Nguyễn Văn Mẫu|1990|Nam||"), after) == ()


def test_a_card_hides_itself() -> None:
    assert repr(read(CCCD)) == str(read(CCCD)) == "<IdentityCard>"
