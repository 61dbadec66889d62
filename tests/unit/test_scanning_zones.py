"""The zone on a card's back agrees with the form, fills it alone, and never somebody else's form."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from declaration.cards.mrz import Mrz
from declaration.declaration import field_problems
from declaration.draft import Field, Source
from desk.registration.scanning import AnotherPerson, NotRead, Scanning
from practice.people import identity_payload, insurance_payload
from tests.builders import NOON, TODAY, whole_draft
from tests.fakes.program import SetClock
from tests.fakes.store import MemoryRoster
from tests.unit.scanned_cards import EMPTY, ONE, TWO, as_scanned, codes_of, listed, zone_of
from tests.unit.scanned_cards import roster as roster
from tests.unit.scanned_cards import scanning as scanning


def test_the_back_of_the_card_that_filled_the_form_agrees_and_changes_nothing(scanning: Scanning) -> None:
    begun = as_scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
    scanned = as_scanned(scanning.take(begun, zone_of(ONE)))
    assert (scanned.draft, scanned.problems, scanned.agrees) == (begun, (), True)
    assert isinstance(scanned.card, Mrz)
    assert not scanned.wants_comparing


def test_a_zone_alone_fills_what_it_knows_and_leaves_the_accents_to_the_registrar(scanning: Scanning) -> None:
    scanned = as_scanned(scanning.take(EMPTY, zone_of(ONE)))
    draft = scanned.draft
    said = {Field.DOCUMENT_NUMBER: ONE.number, Field.BIRTH: ONE.birth.shown(), Field.SEX: ONE.sex.value}
    assert {name: draft.value(name) for name in said} == said
    assert {draft.sources[name] for name in said} == {Source.CARD}
    assert draft.value(Field.FULL_NAME).isascii()
    assert (scanned.wants_comparing, scanned.agrees) == (True, False)
    codes = {problem.code for problem in field_problems(draft, TODAY)}
    assert "name_lacks_accents" in codes
    typed = draft.with_value(Field.FULL_NAME, ONE.full_name)
    assert "name_lacks_accents" not in {problem.code for problem in field_problems(typed, TODAY)}


def test_the_code_after_the_zone_brings_the_accents(scanning: Scanning) -> None:
    begun = as_scanned(scanning.take(EMPTY, zone_of(ONE))).draft
    draft = as_scanned(scanning.take(begun, identity_payload(ONE))).draft
    assert draft.value(Field.FULL_NAME) == ONE.full_name


def test_the_zone_finds_the_person_on_the_list(scanning: Scanning, roster: MemoryRoster) -> None:
    roster.add([listed(ONE)])
    scanned = as_scanned(scanning.take(EMPTY, zone_of(ONE)))
    assert scanned.matched is not None
    assert scanned.draft.value(Field.PHONE)


def test_somebody_elses_zone_asks_first_and_does_not_touch_the_form(scanning: Scanning) -> None:
    begun = as_scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
    outcome = scanning.take(begun, zone_of(TWO))
    assert isinstance(outcome, AnotherPerson)
    assert outcome.card.full_name
    health = as_scanned(scanning.take(EMPTY, insurance_payload(ONE))).draft
    assert isinstance(scanning.take(health, zone_of(TWO)), AnotherPerson)


def test_a_form_typed_about_somebody_else_is_not_mixed_with_the_zone(scanning: Scanning) -> None:
    typed = whole_draft(2)
    assert isinstance(scanning.take(typed, zone_of(ONE)), AnotherPerson)


def test_a_number_typed_wrongly_is_corrected_by_the_zone(scanning: Scanning) -> None:
    typed = whole_draft(1, document_number="001090123456")
    scanned = as_scanned(scanning.take(typed, zone_of(ONE)))
    assert scanned.draft.value(Field.DOCUMENT_NUMBER) == ONE.number
    assert scanned.draft.value(Field.FULL_NAME) == ONE.full_name
    assert (scanned.problems, scanned.draft.verification) == ((), None)


def test_a_back_that_tells_otherwise_about_the_same_number_is_warned_of(scanning: Scanning) -> None:
    begun = as_scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
    renamed = begun.with_value(Field.FULL_NAME, "Lê Văn Khác")
    scanned = as_scanned(scanning.take(renamed, zone_of(ONE)))
    assert (codes_of(scanned), scanned.draft, scanned.agrees) == (["mrz_name_differs"], renamed, False)
    assert scanned.wants_comparing


def test_a_zone_whose_card_has_ended_says_so(roster: MemoryRoster) -> None:
    late = Scanning(roster, SetClock(NOON.replace(year=2100)))
    assert codes_of(as_scanned(late.take(EMPTY, zone_of(ONE)))) == ["card_expired"]


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        (lambda zone: zone[:14] + str((int(zone[14]) + 1) % 10) + zone[15:], "mrz_check_digit_wrong"),
        (lambda zone: zone[:-1], "mrz_unreadable"),
        (lambda zone: zone.replace("VNM", "VÑM"), "not_a_card"),
    ],
)
def test_a_zone_that_came_through_wrong_fills_nothing(
    scanning: Scanning, spoilt: Callable[[str], str], code: str
) -> None:
    assert scanning.take(EMPTY, spoilt(zone_of(ONE))) == NotRead(code)
