"""The zone of a passport: read whole and right, or said to be wrong; never guessed."""

from __future__ import annotations

import string
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from declaration.cards.mrz import check_digit
from declaration.cards.passport_zone import PassportZone, read_passport_zone
from declaration.cards.zone_text import is_begun_zone, is_whole_zone, read_zone_text
from declaration.person import Sex
from declaration.problems import Problem

TODAY = date(2026, 3, 2)
SPECIMEN = """P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C36UTO7408122F1204159ZE184226B<<<<<10"""
"""The example of ICAO Doc 9303 part 4, appendix B."""
NAMES = st.lists(st.text(string.ascii_uppercase, min_size=1, max_size=8), min_size=1, max_size=2)


def zone(
    number: str = "M1234567",
    state: str = "KOR",
    birth: str = "880214",
    sex: str = "M",
    expiry: str = "310213",
    name: str = "KIM<<MIN<SU",
) -> str:
    """Two sound lines of an invented passport."""
    number_, birth_, expiry_ = (
        f"{part}{check_digit(part)}" for part in (number.ljust(9, "<"), birth, expiry)
    )
    personal = "<" * 14 + "0"
    whole = check_digit(number_ + birth_ + expiry_ + personal)
    second = f"{number_}{state.ljust(3, '<')}{birth_}{sex}{expiry_}{personal}{whole}"
    return f"P<{state.ljust(3, '<')}{name}".ljust(44, "<") + "\n" + second


def value_of(letter: str) -> int:
    return int(letter, 36) if letter != "<" else 0


def read(text: str) -> PassportZone:
    found = read_passport_zone(text, TODAY)
    assert isinstance(found, PassportZone), found
    return found


def code(text: str) -> str:
    problem = read_passport_zone(text, TODAY)
    assert isinstance(problem, Problem)
    return problem.code


def test_the_standards_own_example_is_read() -> None:
    found = read(SPECIMEN)
    assert (found.number.value, found.full_name, found.nationality) == (
        "L898902C3",
        "ERIKSSON ANNA MARIA",
        "UTO",
    )
    assert (found.birth.iso(), found.sex, found.expiry) == ("1974-08-12", Sex.FEMALE, date(2012, 4, 15))


@given(
    number=st.text(string.ascii_uppercase + string.digits, min_size=6, max_size=9),
    born=st.dates(date(1927, 1, 1), TODAY),
    expires=st.dates(TODAY, date(2099, 1, 1)),
    sex=st.sampled_from("MF<"),
    state=st.sampled_from(["KOR", "CHN", "D", "VNM"]),
    surname=NAMES,
    given_names=NAMES,
)
def test_what_is_written_is_read(
    number: str, born: date, expires: date, sex: str, state: str, surname: list[str], given_names: list[str]
) -> None:
    assume(any(letter.isdigit() for letter in number))
    name = f"{'<'.join(surname)}<<{'<'.join(given_names)}"
    found = read(zone(number, state, f"{born:%y%m%d}", sex, f"{expires:%y%m%d}", name))
    assert (found.number.value, found.nationality, found.expiry) == (number, state, expires)
    assert found.birth.exact == born
    assert found.full_name == " ".join([*surname, *given_names])


@given(place=st.integers(0, 43), letter=st.sampled_from(string.digits + string.ascii_uppercase + "<"))
def test_one_wrong_letter_of_the_second_line_is_never_taken_for_the_same_person(
    place: int, letter: str
) -> None:
    """But for letters whose values differ by ten (0, A, K, U): no check digit of the standard tells them."""
    first, second = zone().splitlines()
    assume((value_of(second[place]) - value_of(letter)) % 10)
    changed = read_passport_zone(f"{first}\n{second[:place]}{letter}{second[place + 1 :]}", TODAY)
    if isinstance(changed, PassportZone):  # nationality and sex have no check digit of their own
        assert place in (10, 11, 12, 20)
        sound = read(zone())
        assert (changed.number, changed.birth, changed.expiry) == (sound.number, sound.birth, sound.expiry)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (9, "passport_number_wrong"),
        (19, "passport_birth_wrong"),
        (27, "passport_expiry_wrong"),
        (43, "passport_zone_wrong"),
    ],
)
def test_the_part_whose_check_digit_is_wrong_is_named(place: int, said: str) -> None:
    first, second = zone().splitlines()
    wrong = str((int(second[place]) + 1) % 10)
    assert code(f"{first}\n{second[:place]}{wrong}{second[place + 1 :]}") == said


@pytest.mark.parametrize(
    "text", ["", "P<", zone()[:-1], zone() + "<", zone().replace("P<", "V<", 1), zone(birth="881340")]
)
def test_what_is_no_passport_is_unreadable(text: str) -> None:
    assert code(text) == "passport_zone_unreadable"


def test_two_digits_of_a_year_are_the_latest_that_is_not_in_the_future() -> None:
    assert read(zone(birth="260302")).birth.iso() == "2026-03-02"
    tomorrow = TODAY + timedelta(days=1)
    assert read(zone(birth=f"{tomorrow:%y%m%d}")).birth.iso() == "1926-03-03"


@pytest.mark.parametrize(
    "typed", [zone(), zone().lower(), zone().replace("\n", ""), zone().replace("<", ">")]
)
def test_a_reader_that_types_it_is_understood_as_with_cards(typed: str) -> None:
    assert read_zone_text(typed, TODAY) == read(zone())
    assert is_whole_zone(typed)


def test_its_first_line_alone_waits_for_the_second() -> None:
    first, _ = zone().splitlines()
    assert is_begun_zone(first)
    assert not is_whole_zone(first)


@pytest.mark.parametrize(
    "text", ["Phạm Văn Mẫu", "PHAM VAN MAU, TO DAN PHO SO BA PHUONG VI DU", "P1234567", "P" * 50]
)
def test_a_name_or_a_number_that_begins_with_p_is_no_zone(text: str) -> None:
    assert read_zone_text(text, TODAY) is None
    assert not is_begun_zone(text)
