"""A list typed for an old font is read as it was meant, and nothing else is turned."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from unicodedata import is_normalized, normalize

import pytest
from openpyxl import Workbook

from desk.ports.tables import Letters, Row, TableFile, Unreadable
from desk.tables.old_letters import tcvn3, vni
from desk.tables.old_letters.syllables import is_syllable
from desk.tables.old_letters.telling import told
from desk.tables.old_letters.turning import text_turned
from desk.tables.opening import FileTables
from practice.people import invented_person
from tests.fakes.old_fonts import LETTERS, in_tcvn3, in_vni

OLD = [(Letters.TCVN3, in_tcvn3), (Letters.VNI, in_vni)]
Typed = Callable[[str], str]

HEAD = "STT;Họ và tên;Ngày sinh;Số CCCD;Mã NV;Đơn vị"
LIST = [
    "CÔNG TY CỔ PHẦN MẪU",
    HEAD,
    *(
        f"{at};{invented_person(at).full_name};01/02/1990;;NV{at};Phân xưởng {'ủi' if at % 2 else 'cắt'}"
        for at in range(1, 40)
    ),
]
ABROAD = (
    "François Hélène Jérôme Aurélie Loïc Naïm Anaïs Noël José Müller Jürgen Dvořák Černý Nováková Lukáš Jiří"
    " René Zoé Gaël Raúl Muñoz João Gonçalves Ångström Björn Søren Çelik Benoît Agnès Céline Solène Thaïs"
)
FOREIGN = ABROAD.split()


def opened(data: bytes) -> TableFile:
    file = FileTables().open(data)
    assert not isinstance(file, Unreadable), file
    return file


def book(rows: Sequence[Sequence[str]]) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def cells(lines: Sequence[str]) -> list[Row]:
    return [tuple(line.split(";")) for line in lines]


def test_an_alphabet_has_its_letters() -> None:
    assert (len(LETTERS), len(set(LETTERS)), is_normalized("NFC", LETTERS)) == (134, 134, True)


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_of_tcvn3_comes_back(letter: str) -> None:
    """A capital that has no code of its own is known by the capitals around it."""
    word = f"Th{letter}" if letter.islower() else f"TH{letter}"
    assert tcvn3.made_whole(tcvn3.turned(in_tcvn3(word)) or "") == word


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_of_vni_comes_back(letter: str) -> None:
    assert vni.turned(in_vni(f"{letter}n")) == f"{letter}n"


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize(("letters", "typed"), OLD)
def test_names_come_back_as_they_were(seed: int, letters: Letters, typed: Typed) -> None:
    name = invented_person(seed).full_name
    for each in (name, name.upper()):
        assert text_turned(typed(each), letters) == each


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("NguyÔn ThÞ ¸nh", "Nguyễn Thị Ánh"),  # no font but the one of capitals had Á
        ("ý", "Ý"),
        ("NGUYÔN V¡N Tó", "NGUYỄN VĂN TÚ"),
        ("Lª Tó", "Lê Tú"),
        ("Hä vµ tªn", "Họ và tên"),
        ("Sè CMND", "Số CMND"),
        ("C«NG TY TNHH MÉu", "CÔNG TY TNHH Mẫu"),
        ("Y Niª Bu«n §¨k", "Y Niê Buôn Đăk"),
        ("Ph\u00ad¬ng", "Phương"),
    ],
)
def test_what_tcvn3_could_not_capitalise_is_made_whole(typed: str, meant: str) -> None:
    assert text_turned(typed, Letters.TCVN3) == meant


def test_a_mark_of_vni_in_the_wrong_case_is_its_letters() -> None:
    assert text_turned("NGUYEãN VAêN Maãu, NguyeÃn", Letters.VNI) == "NGUYỄN VĂN Mẫu, Nguyễn"


@pytest.mark.parametrize(("letters", "typed"), OLD)
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_a_text_file_is_read_as_it_was_meant(letters: Letters, typed: Typed, encoding: str) -> None:
    file = opened("\r\n".join(map(typed, LIST)).encode(encoding))
    assert file.letters is letters
    assert list(file.in_unicode().rows(0)) == cells(LIST)


@pytest.mark.parametrize(("letters", "typed"), OLD)
def test_a_workbook_is_read_as_it_was_meant_and_as_it_stands(letters: Letters, typed: Typed) -> None:
    written = [tuple(map(typed, row)) for row in cells(LIST)]
    file = opened(book(written))
    assert file.letters is letters
    assert list(file.in_unicode().rows(0)) == cells(LIST)
    assert list(file.rows(0)) == written
    assert file.in_unicode().letters is Letters.UNICODE


@pytest.mark.parametrize(("letters", "typed"), OLD)
def test_a_heading_alone_or_one_person_alone_is_enough(letters: Letters, typed: Typed) -> None:
    assert told([typed("Họ và tên")]).letters is letters
    assert told([typed("Nguyễn Văn Mẫu")]).letters is letters


@pytest.mark.parametrize(("letters", "typed"), OLD)
def test_unicode_headings_and_rows_stay_what_they_are_beside_old_ones(letters: Letters, typed: Typed) -> None:
    """``Mã NV`` or ``Lê Tú`` could be either: what else the row says decides."""
    for unicode_rows in (1, 10, 30):
        whole = [HEAD, "0;Lê Tú;;;NV0;Vườn Trà", *LIST[2:]]
        rows = [row if at < unicode_rows else tuple(map(typed, row)) for at, row in enumerate(cells(whole))]
        file = opened(book(rows))
        assert file.letters is letters, unicode_rows
        assert list(file.in_unicode().rows(0)) == cells(whole)


def test_a_row_that_could_be_either_goes_with_most_of_its_file() -> None:
    old = [tuple(map(in_tcvn3, row)) for row in cells(LIST)]
    assert list(opened(book([*old, ("99", in_tcvn3("Vũ Tú"))])).in_unicode().rows(0))[-1] == ("99", "Vũ Tú")
    mostly = [*cells(LIST), *(tuple(map(in_tcvn3, row)) for row in cells(LIST[2:6]))]
    assert list(opened(book([*mostly, ("99", "Lê Tú")])).in_unicode().rows(0))[-1] == ("99", "Lê Tú")


@pytest.mark.parametrize(
    "texts",
    [
        LIST,
        [line.upper() for line in LIST],
        [normalize("NFD", line) for line in LIST],
        [line.encode("ascii", "ignore").decode() for line in LIST],
        FOREIGN,
        [*FOREIGN, *LIST],
        [*FOREIGN, "Haïm", "Taïm"],
        ["Ho va ten", "Loïc Haïm", "Nguyen Van Mau"],
        ["H'Hăn Niê", "Y Ê Ban", "Rơ Châm Kpă", "K’Brêl Ñ"],
    ],
)
def test_nothing_else_is_taken_for_old_letters(texts: list[str]) -> None:
    for each in (texts, [normalize("NFC", text) for text in texts]):
        assert told(each).letters is Letters.UNICODE
    rows = [(text,) for text in texts]
    file = opened(book(rows))
    assert file.in_unicode() is file


@pytest.mark.parametrize("name", [each for each in FOREIGN if each not in ("Loïc", "Naïm")])
@pytest.mark.parametrize("letters", [Letters.TCVN3, Letters.VNI])
def test_a_foreign_name_on_an_old_list_stays_its_own(name: str, letters: Letters) -> None:
    assert text_turned(name, letters) == name


def test_windows_1258_is_not_taken_for_old_letters() -> None:
    words = b"T\xean;S\xf4\xec\r\nNguy\xea\xden V\xe3n \xd0\xf4;1\r\nTr\xe2\xccn Th\xf2;2\r\n"
    file = opened(words)
    assert file.letters is Letters.UNICODE
    assert next(iter(file.in_unicode().rows(0))) == ("Tên", "Số")


@pytest.mark.parametrize("seed", range(200))
def test_every_word_of_a_vietnamese_name_is_a_syllable(seed: int) -> None:
    assert all(map(is_syllable, invented_person(seed).full_name.split()))


@pytest.mark.parametrize("word", ["Hât", "hôc", "ăn", "Müller", "Phơng", "bcd", "ngh", "hoàá"])
def test_a_word_is_a_syllable_or_none(word: str) -> None:
    assert is_syllable(word) is (word == "ăn")
