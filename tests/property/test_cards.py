"""Cards, for every text there is: no exception, no invented letter, nothing lost on the way."""

from __future__ import annotations

import unicodedata
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from declaration.cards.card import CardKind, Foreign, clean_payload, tidy_address
from declaration.cards.identity_card import IdentityCard
from declaration.cards.insurance_card import InsuranceCard
from declaration.cards.mrz import read_mrz
from declaration.cards.recognise import card_problems, recognise
from declaration.person import tidy_name

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàằầèềìòồờùừỳáắấéếíóốớúứýảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹạặậẹệịọộợụựỵŏŭčĕĭñ"
words = st.text(LETTERS, min_size=1, max_size=7).map(str.capitalize)
names = st.lists(words, min_size=1, max_size=5).map(" ".join)
addresses = st.lists(names, min_size=1, max_size=4).map(", ".join) | st.just("")
days = st.dates(date(1900, 1, 1), date(2150, 1, 1))
births = days.map("{:%d%m%Y}".format) | days.map("{:%m%Y}".format) | days.map("{:%Y}".format)
digits = st.text("0123456789", min_size=12, max_size=12)
old_numbers = st.just("") | st.text("0123456789", min_size=8, max_size=12)
extras = st.sampled_from([0, 4]).flatmap(
    lambda size: st.lists(names | st.just(""), min_size=size, max_size=size)
)


@st.composite
def identity_fields(draw: st.DrawFn) -> list[str]:
    sex = draw(st.sampled_from(["Nam", "Nữ"]))
    issued = draw(days.map("{:%d%m%Y}".format) | st.just(""))
    head = [draw(digits), draw(old_numbers), draw(names), draw(births), sex, draw(addresses), issued]
    return head + draw(extras)


@st.composite
def insurance_fields(draw: st.DrawFn) -> list[str]:
    day = days.map("{:%d/%m/%Y}".format) | st.just("-")
    code = draw(st.text("0123456789", min_size=10, max_size=10))
    number = draw(st.sampled_from(["", "GD401", "HS479"])) + code
    birth = draw(days.map("{:%d/%m/%Y}".format) | days.map("{:%Y}".format))
    address = draw(names.map(lambda text: text.encode().hex()) | st.just("-"))
    head = [number, draw(names).encode().hex(), birth, draw(st.sampled_from("12-")), address, "01 - 004"]
    return [*head, draw(day), draw(day), draw(day), "0105" + code, "-", "4", draw(day), "$"]


@given(
    identity_fields(),
    st.sampled_from(["NFC", "NFD"]),
    st.sampled_from(["", "\ufeff"]),
    st.sampled_from(["", "\r\n"]),
)
def test_every_identity_payload_comes_back_field_by_field(
    fields: list[str], form: str, start: str, end: str
) -> None:
    text = "|".join(fields)
    card = recognise(start + unicodedata.normalize("NFC" if form == "NFC" else "NFD", text) + end)
    assert isinstance(card, IdentityCard)
    assert card.kind is (CardKind.CAN_CUOC if len(fields) == 11 else CardKind.CCCD)
    stated = [card.number.value, card.old_number, card.full_name, card.birth.shown().replace("/", "")]
    assert [*stated, card.address_original, *card.extras] == [*fields[:4], fields[5], *fields[7:]]
    assert (f"{card.issued:%d%m%Y}" if card.issued else "") == fields[6]
    assert card.payload == text
    assert all(not problem.blocks for problem in card_problems(card, date(2026, 1, 1)))


@given(insurance_fields())
def test_every_insurance_payload_comes_back_field_by_field(fields: list[str]) -> None:
    card = recognise("|".join(fields))
    assert isinstance(card, InsuranceCard)
    assert (card.number, card.full_name.encode().hex(), card.birth.shown()) == (fields[0], *fields[1:3])
    assert (card.address.encode().hex() if card.address else "-") == fields[4]
    shown = [f"{day:%d/%m/%Y}" if day else "-" for day in (card.valid_from, card.valid_to, card.issued)]
    assert shown == fields[6:9]
    assert card.code.value == fields[9][4:]


@given(st.text() | st.lists(st.text(max_size=12)).map("|".join), st.text(max_size=90))
def test_no_text_at_all_raises(text: str, zone: str) -> None:
    recognise(text)
    read_mrz(zone)


@given(st.data(), identity_fields() | insurance_fields())
def test_a_damaged_payload_gives_true_fields_or_none(data: st.DataObject, fields: list[str]) -> None:
    sound = "|".join(fields)
    at = data.draw(st.integers(0, len(sound) - 1))
    spoilt = sound[:at] + data.draw(st.text(max_size=2)) + sound[at + data.draw(st.integers(0, 3)) :]
    card = recognise(spoilt)
    if isinstance(card, Foreign):
        return
    source = clean_payload(spoilt)  # a line end, a NUL or a byte-order mark is no damage
    if isinstance(card, InsuranceCard):
        source += bytes.fromhex(source.split("|")[1]).decode("utf-8")
    assert tidy_name(card.full_name) in tidy_name(source)
    assert card.birth.iso()[:4] in source
    number = card.number if isinstance(card, InsuranceCard) else card.number.value
    assert number in source
    assert not isinstance(card, IdentityCard) or card.address_original in source


@given(identity_fields(), st.sampled_from(["latin-1", "cp1252", "cp437", "shift_jis", "big5", "gbk"]))
def test_a_wrong_character_set_never_yields_a_card_with_other_letters(
    fields: list[str], charset: str
) -> None:
    text = "|".join(fields)
    card = recognise(text.encode("utf-8").decode(charset, errors="replace"))
    if isinstance(card, IdentityCard):
        assert card.full_name == fields[2]
        assert card.address_original == fields[5]


@given(st.text(LETTERS + " ,-.0123456789"))
def test_tidying_an_address_keeps_its_words_and_settles(address: str) -> None:
    tidy = tidy_address(address)
    assert tidy_address(tidy) == tidy
    assert [c for c in tidy if c.isalnum()] == [c for c in address if c.isalnum()]
