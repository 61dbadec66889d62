"""A card's several places against one another: every difference is named, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from declaration.cards.card import CardKind
from declaration.cards.cross_checks import (
    CardFacts,
    end_problems,
    facts_problems,
    mrz_problems,
    printed_number_problems,
    side_problems,
)
from declaration.cards.mrz import Mrz
from declaration.identity import CitizenId
from declaration.person import BirthDate, Sex
from declaration.problems import Problem

TODAY = date(2026, 3, 2)
ZONE = Mrz(CitizenId("001090123456"), "NGUYEN VAN MAU", BirthDate(1990, 1, 1), Sex.MALE, date(2030, 1, 1))
FACTS = CardFacts(
    CitizenId("001090123456"),
    "Nguyễn Văn Mẫu",
    BirthDate(1990, 1, 1),
    Sex.MALE,
    CardKind.CCCD,
    date(2022, 7, 15),
)


def codes(problems: tuple[Problem, ...]) -> list[str]:
    assert not any(problem.blocks for problem in problems)
    assert all(not problem.details for problem in problems if problem.code != "card_expired")
    return [problem.code for problem in problems]


def test_a_card_that_agrees_with_itself_has_no_problems() -> None:
    assert facts_problems(FACTS, TODAY) == mrz_problems(ZONE, FACTS) == ()
    assert repr(FACTS) == "<CardFacts>"


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"number": CitizenId("003090123456")}, ["citizen_id_unknown_province"]),
        ({"number": CitizenId("001190123456")}, ["citizen_id_sex_differs"]),
        ({"birth": BirthDate(1991)}, ["citizen_id_birth_year_differs"]),
        ({"kind": CardKind.CAN_CUOC}, ["card_kind_differs_from_issue_date"]),
        ({"kind": None}, []),
        ({"issued": date(2024, 7, 1)}, ["card_kind_differs_from_issue_date"]),
        ({"issued": date(2024, 7, 1), "kind": CardKind.CAN_CUOC}, []),
        ({"issued": date(2024, 6, 30)}, []),
        ({"issued": TODAY, "kind": CardKind.CAN_CUOC}, []),
        ({"issued": TODAY + timedelta(days=1), "kind": CardKind.CAN_CUOC}, ["issued_in_future"]),
        ({"issued": date(1989, 12, 31)}, ["card_expired", "issued_before_birth"]),
        ({"issued": date(1990, 1, 1)}, ["card_expired"]),
        ({"issued": date(1989, 12, 31), "birth": BirthDate(1990)}, ["issued_before_birth"]),
        ({"issued": date(1990, 1, 1), "birth": BirthDate(1990)}, []),
        ({"issued": None}, []),
        ({"number": None, "issued": date(2099, 1, 1)}, []),
    ],
)
def test_each_contradiction_within_one_statement_is_named(changed: dict[str, Any], found: list[str]) -> None:
    assert codes(facts_problems(replace(FACTS, **changed), TODAY)) == found


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"number": CitizenId("001090123457")}, ["mrz_number_differs"]),
        ({"birth": BirthDate(1990, 1, 2)}, ["mrz_birth_differs"]),
        ({"birth": BirthDate(1990)}, []),
        ({"birth": BirthDate(1991)}, ["mrz_birth_differs"]),
        ({"sex": Sex.FEMALE}, ["mrz_sex_differs"]),
        ({"issued": date(2028, 1, 1)}, ["mrz_expiry_differs"]),
        ({"issued": None}, []),
        ({"full_name": "Nguyễn Văn Mậu"}, []),
        ({"full_name": "nguyễn  văn mẫu"}, []),
        ({"full_name": "Nguyễn Văn Nâu"}, ["mrz_name_differs"]),
        ({"full_name": "Nguyễn Văn"}, ["mrz_name_differs"]),
        ({"full_name": "Nguyễn Văn Mẫu Thử"}, ["mrz_name_differs"]),
        ({"full_name": ""}, []),
    ],
)
def test_each_difference_between_zone_and_form_is_named(changed: dict[str, Any], found: list[str]) -> None:
    assert codes(mrz_problems(ZONE, replace(FACTS, **changed))) == found


def test_a_form_that_knows_nothing_differs_from_nothing() -> None:
    assert mrz_problems(ZONE, CardFacts()) == ()


def test_problems_stand_at_the_side_they_are_about() -> None:
    other = replace(FACTS, number=CitizenId("079190000001"))
    assert {problem.field for problem in mrz_problems(ZONE, other)} == {"card_back"}
    assert {problem.field for problem in mrz_problems(ZONE, other, "card_front")} == {"card_front"}


@pytest.mark.parametrize(
    ("in_zone", "full_name", "agree"),
    [
        ("NGUYEN PHUC NGUYEN THI HOANG M", "Nguyễn Phúc Nguyễn Thị Hoàng Minh", True),
        ("NGUYEN PHUC NGUYEN THI HOANG", "Nguyễn Phúc Nguyễn Thị Hoàng Minh", True),  # cut at a filler
        ("NGUYEN PHUC NGUYEN THI HOAN", "Nguyễn Phúc Nguyễn Thị Hoàng Minh", False),  # room was left
        ("NGUYEN PHUC NGUYEN THI HOANG N", "Nguyễn Phúc Nguyễn Thị Hoàng Minh", False),
        ("H DUNG NIE", "H’ Dung Niê", True),
        ("DINH", "Đinh", True),
        ("Y BLOT EBAN", "Y-Blŏt Êban", True),
    ],
)
def test_names_are_compared_as_zones_write_them(in_zone: str, full_name: str, agree: bool) -> None:
    zone, facts = replace(ZONE, full_name=in_zone), replace(FACTS, full_name=full_name)
    assert (mrz_problems(zone, facts) == ()) is agree


@pytest.mark.parametrize(
    ("birth", "issued", "ends", "agree"),
    [
        (date(1960, 1, 1), date(2022, 7, 15), None, True),
        (date(1960, 1, 1), date(2022, 7, 15), date(2030, 1, 1), False),
        (date(1990, 1, 1), date(2022, 7, 15), None, False),
        (date(2000, 2, 29), date(2022, 7, 15), date(2025, 2, 28), True),
        (date(2000, 2, 29), date(2022, 7, 15), date(2025, 3, 1), True),
        (date(2000, 2, 29), date(2022, 7, 15), date(2025, 3, 2), False),
    ],
)
def test_the_end_in_the_zone_is_the_computed_one(
    birth: date, issued: date, ends: date | None, agree: bool
) -> None:
    born = BirthDate(birth.year, birth.month, birth.day)
    facts = replace(FACTS, birth=born, issued=issued)
    found = codes(mrz_problems(replace(ZONE, birth=born, expiry=ends), facts))
    assert found == ([] if agree else ["mrz_expiry_differs"])


def test_a_zone_alone_tells_that_the_card_has_ended() -> None:
    assert end_problems(ZONE, date(2030, 1, 1)) == ()
    assert end_problems(replace(ZONE, expiry=None), date(2099, 1, 1)) == ()
    (problem,) = end_problems(ZONE, date(2030, 1, 2))
    assert (problem.code, problem.details, problem.blocks) == ("card_expired", {"date": "01/01/2030"}, False)


@pytest.mark.parametrize("stated", [CardKind.CCCD, CardKind.CAN_CUOC, None])
@pytest.mark.parametrize("seen", [CardKind.CCCD, CardKind.CAN_CUOC, None])
def test_two_generations_are_told_apart_only_where_both_are_known(
    stated: CardKind | None, seen: CardKind | None
) -> None:
    differ = {stated, seen} == {CardKind.CCCD, CardKind.CAN_CUOC}
    assert codes(side_problems(stated, seen, "card_back")) == (["card_sides_differ"] if differ else [])


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        (("001090123456",), []),
        (("001090123457",), []),  # one misread digit is no news
        (("001090123465",), ["printed_number_differs"]),
        (("079190000001",), ["printed_number_differs"]),
        ((), []),
        (("079190000001", "001090123456"), []),  # two numbers: which one is the card's?
    ],
)
def test_the_printed_number_differs_only_when_it_was_surely_read(
    printed: tuple[str, ...], found: list[str]
) -> None:
    assert codes(printed_number_problems(printed, FACTS.number)) == found
    assert printed_number_problems(printed, None) == ()
