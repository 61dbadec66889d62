"""A card's text fills the form, and never somebody else's form."""

from __future__ import annotations

import pytest

from declaration.declaration import field_problems
from declaration.draft import Field, Source
from declaration.person import BirthDate
from desk.registration.scanning import AnotherPerson, NotRead, Scanned, Scanning
from practice.people import identity_payload, insurance_payload
from tests.builders import TODAY, whole_draft
from tests.unit.scanned_cards import EMPTY, ONE, TWO, as_scanned, codes_of
from tests.unit.scanned_cards import roster as roster
from tests.unit.scanned_cards import scanning as scanning


def test_a_card_fills_everything_it_says_and_each_value_is_the_cards(scanning: Scanning) -> None:
    draft = as_scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
    said = {
        Field.FULL_NAME: ONE.full_name,
        Field.DOCUMENT_NUMBER: ONE.number,
        Field.BIRTH: ONE.birth.shown(),
        Field.SEX: ONE.sex.value,
        Field.ISSUED: ONE.issued.isoformat(),
        Field.ADDRESS: ONE.address,
    }
    assert {name: draft.value(name) for name in said} == said
    assert {draft.sources[name] for name in said} == {Source.CARD}


def test_another_persons_card_does_not_touch_the_form(scanning: Scanning) -> None:
    begun = as_scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
    assert isinstance(scanning.take(begun, identity_payload(TWO)), AnotherPerson)
    assert isinstance(scanning.take(begun, insurance_payload(TWO)), AnotherPerson)
    assert isinstance(scanning.take(begun, identity_payload(ONE)), Scanned)


def test_a_number_only_typed_is_corrected_by_the_card(scanning: Scanning) -> None:
    typed = EMPTY.with_value(Field.DOCUMENT_NUMBER, "001090123456")
    assert as_scanned(scanning.take(typed, identity_payload(ONE))).draft.value(Field.DOCUMENT_NUMBER) == (
        ONE.number
    )


def test_another_card_asks_for_another_look_at_the_person(scanning: Scanning) -> None:
    looked = whole_draft().with_value(Field.DOCUMENT_NUMBER, "")
    assert looked.verification is not None
    assert as_scanned(scanning.take(looked, identity_payload(ONE))).draft.verification is None


def test_a_health_card_gives_the_code_and_leaves_the_identity_cards_name(scanning: Scanning) -> None:
    begun = as_scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
    draft = as_scanned(scanning.take(begun, insurance_payload(ONE))).draft
    assert draft.value(Field.INSURANCE_CODE) == ONE.insurance_code
    assert draft.sources[Field.FULL_NAME] is Source.CARD
    alone = as_scanned(scanning.take(EMPTY, insurance_payload(ONE))).draft
    assert (alone.value(Field.FULL_NAME), alone.value(Field.BIRTH)) == (ONE.full_name, ONE.birth.shown())


def test_a_year_alone_on_the_health_card_agrees_with_any_day_of_it(scanning: Scanning) -> None:
    begun = as_scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
    year_only = insurance_payload(ONE).replace(ONE.birth.shown(), str(ONE.birth.year), 1)
    assert isinstance(scanning.take(begun, year_only), Scanned)
    other = insurance_payload(ONE).replace(ONE.birth.shown(), str(ONE.birth.year + 1), 1)
    assert isinstance(scanning.take(begun, other), AnotherPerson)
    assert BirthDate(ONE.birth.year).shown() == str(ONE.birth.year)


@pytest.mark.parametrize("text", ["", "https://example.com/x", "|||||", "\x00", "0" * 5000])
def test_what_is_no_card_is_named_and_fills_nothing(scanning: Scanning, text: str) -> None:
    outcome = scanning.take(EMPTY, text)
    assert isinstance(outcome, NotRead)
    assert outcome.code


def test_a_scanners_damage_is_undone_and_said(scanning: Scanning) -> None:
    typed = "".join(letter if letter.isascii() else f"&#{ord(letter)};" for letter in identity_payload(ONE))
    outcome = as_scanned(scanning.take(EMPTY, typed))
    assert outcome.draft.value(Field.FULL_NAME) == ONE.full_name
    assert outcome.wants_comparing
    assert not as_scanned(scanning.take(EMPTY, identity_payload(ONE))).wants_comparing


def test_text_whose_letters_a_scanner_lost_is_refused_by_its_own_name(scanning: Scanning) -> None:
    lost = "".join(letter if letter.isascii() else "?" for letter in identity_payload(ONE))
    assert scanning.take(EMPTY, lost) == NotRead("scanner_letters_lost")


def test_what_a_filled_form_says_of_itself_is_said_by_the_fields_and_not_by_the_scan(
    scanning: Scanning,
) -> None:
    payload = identity_payload(ONE).replace(f"{ONE.issued:%d%m%Y}", "01012030")
    scanned = as_scanned(scanning.take(EMPTY, payload))
    assert scanned.problems == ()
    assert "issued_in_future" in {problem.code for problem in field_problems(scanned.draft, TODAY)}


def test_a_health_card_that_contradicts_itself_asks_for_a_look(scanning: Scanning) -> None:
    scanned = as_scanned(
        scanning.take(EMPTY, insurance_payload(ONE).replace(ONE.insurance_code, "0000000002", 1))
    )
    assert codes_of(scanned) == ["insurance_code_differs_on_card"]
    assert scanned.wants_comparing
