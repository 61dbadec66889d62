"""Every damage form of a USB scanner as one line of a table, and the promise that no letter is invented."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.cards.identity_card import IdentityCard
from declaration.cards.recognise import recognise
from declaration.cards.scanner_text import Loss, Mend, mend

WHOLE = "001090123456|012345678|Nguyễn Văn Ngọc|01011990|Nam|Tổ 5, Ấp Ví Dụ, Xã Thử, An Giang|15072022"
WOMAN = "001190123456||Đặng Thị Ưng|01011990|Nữ|Số 12B, Đường 27, Phường Ộp, Hà Nội|15072022"
BHYT = (
    "0123456789|4e677579e1bb856e2056c4836e|01/01/1990|1|-|01 - 004|01/07/2025|-|31/07/2025|"
    "01050123456789|-|4|01/10/2027|0123456789abcdef-1202|4|5468c3a06e68|$"
)


def as_cp1252(text: str) -> str:
    letters = []
    for byte in text.encode():
        try:
            letters.append(bytes([byte]).decode("cp1252"))
        except UnicodeDecodeError:
            letters.append(chr(byte))
    return "".join(letters)


def as_decimal_bytes(text: str) -> str:
    return "".join(chr(b) if b < 128 else f"{b:04d}" for b in text.encode())


def as_code_points(text: str) -> str:
    return "".join(c if c.isascii() else str(ord(c)) for c in text)


def as_entities(text: str) -> str:
    return "".join(c if c.isascii() else f"&#{ord(c)};" for c in text)


def as_percent(text: str) -> str:
    return "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in text)


EXACT: dict[Mend, Callable[[str], str]] = {
    Mend.UTF8_AS_CP1252: as_cp1252,
    Mend.BYTES_IN_DECIMAL: as_decimal_bytes,
    Mend.CODE_POINTS_IN_DECIMAL: as_code_points,
    Mend.ENTITIES: as_entities,
    Mend.PERCENT: as_percent,
    Mend.PIPES_DOUBLED: lambda text: text.replace("|", "||"),
    Mend.PIPES_REPLACED: lambda text: text.replace("|", "~"),
}


@pytest.mark.parametrize("payload", [WHOLE, WOMAN], ids=["man", "woman"])
@pytest.mark.parametrize("kind", EXACT, ids=str)
def test_every_reversible_damage_is_undone_and_named(kind: Mend, payload: str) -> None:
    mended = mend(EXACT[kind](payload))
    assert mended.text == payload
    assert mended.mends == (kind,)
    assert mended.loss is None


@pytest.mark.parametrize("payload", [WHOLE, WOMAN, BHYT])
def test_whole_text_is_left_exactly_as_it_came(payload: str) -> None:
    mended = mend(payload)
    assert (mended.text, mended.mends, mended.loss) == (payload, (), None)
    assert mend(unicodedata.normalize("NFD", payload)).text == payload


def test_an_escaped_ampersand_is_undone_too() -> None:
    assert mend(as_entities(WHOLE).replace("&#", "&amp;#")).text == WHOLE


@pytest.mark.parametrize("house", ["Số 192", "259B Lê Lợi", "12A", "0225 Ngõ 7", "Lô 7844", "272A", "Tổ 416"])
def test_house_numbers_are_left_alone(house: str) -> None:
    payload = WHOLE.replace("Tổ 5", house)
    assert mend(as_cp1252(payload)).text == payload
    plain = f"001090123456||Nguyen Van Mau|01011990|Nam|{house}, Ha Noi|15072022"
    if house.isascii():
        assert mend(plain).text == plain


@pytest.mark.parametrize(
    "name",
    ["Ng\u2591c Ph\u2591íng", "Nguy?n V?n", "Nguy\ufffdn", "Ph\u2588c"],
    ids=["cp437", "marks", "u+fffd", "block"],
)
def test_lost_letters_are_refused_and_never_guessed(name: str) -> None:
    mended = mend(WHOLE.replace("Nguyễn Văn Ngọc", name))
    assert mended.loss is Loss.LETTERS_LOST
    assert mended.mends == ()


@pytest.mark.parametrize("sex", ["N?", "N", "N░"])
def test_a_sex_without_its_letter_means_that_letters_were_lost(sex: str) -> None:
    assert mend(WOMAN.replace("|Nữ|", f"|{sex}|")).loss is Loss.LETTERS_LOST


def test_a_rewriting_input_method_is_recognised_and_not_undone() -> None:
    telex = BHYT.replace("4e677579e1bb856e2056c4836e", "4e677579ê1bb856e2056c4836e")
    assert mend(telex).loss is Loss.INPUT_METHOD_ON
    assert mend(WOMAN.replace("|Nữ|", "|Nưx|")).loss is Loss.INPUT_METHOD_ON


def test_text_without_one_accent_is_in_doubt() -> None:
    bare = "001090123456||Nguyen Van Mau|01011990|Nam|An Giang|15072022"
    assert mend(bare).is_in_doubt
    assert not mend(WHOLE).is_in_doubt


def test_a_mended_text_is_a_card() -> None:
    card = recognise(mend(as_decimal_bytes(WHOLE)).text)
    assert isinstance(card, IdentityCard)
    assert card.full_name == "Nguyễn Văn Ngọc"


@given(st.text(max_size=200))
def test_mending_never_raises_and_is_settled_after_one_time(text: str) -> None:
    once = mend(text)
    assert mend(once.text).text == once.text


@given(st.text(alphabet=string.ascii_letters + string.digits + " ,./-|", max_size=160))
def test_plain_ascii_with_short_numbers_gains_no_letter_it_cannot_prove(text: str) -> None:
    mended = mend(text)
    if not mended.mends:
        assert mended.text == text.strip(" \t")


_VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"


@given(
    st.lists(st.text(_VIETNAMESE, min_size=1, max_size=7), min_size=2, max_size=5),
    st.sampled_from([as_cp1252, as_decimal_bytes, as_entities, as_percent]),
)
def test_any_vietnamese_name_comes_back_letter_for_letter(
    words: list[str], damage: Callable[[str], str]
) -> None:
    payload = WHOLE.replace("Nguyễn Văn Ngọc", " ".join(word.capitalize() for word in words))
    assert mend(damage(payload)).text == payload


@given(st.lists(st.text(_VIETNAMESE, min_size=1, max_size=7), min_size=2, max_size=5))
def test_code_points_come_back_exactly_or_stay_as_they_are(words: list[str]) -> None:
    name = " ".join(word.capitalize() for word in words)
    payload = WHOLE.replace("Nguyễn Văn Ngọc", name)
    seen = mend(as_code_points(payload)).text.split("|")[2]
    for word, got in zip(name.split(" "), seen.split(" "), strict=True):
        assert got in (word, as_code_points(word))
