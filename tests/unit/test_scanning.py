"""A card's text fills the form, and never somebody else's form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from declaration.cards.mrz import Mrz
from declaration.declaration import field_problems
from declaration.draft import Draft, Field, Source
from declaration.person import BirthDate
from desk.ports.store import RosterPerson
from desk.registration.scanning import AnotherPerson, NotRead, Scanned, Scanning
from practice.people import (
    PracticePerson,
    identity_payload,
    insurance_payload,
    invented_person,
    machine_readable_zone,
)
from tests.builders import DRAFT_ID, NOON, TODAY, whole_draft
from tests.fakes.program import SetClock
from tests.fakes.shelf import Shelf
from tests.fakes.store import MemoryRoster

EMPTY = Draft(DRAFT_ID, NOON, TODAY)
ONE, TWO = invented_person(1), invented_person(2)


@pytest.fixture
def roster() -> MemoryRoster:
    return MemoryRoster(Shelf())


@pytest.fixture
def scanning(roster: MemoryRoster) -> Scanning:
    return Scanning(roster, SetClock(NOON))


def _listed(person: PracticePerson, *, number: bool = True, unit: str = "KCN Mẫu") -> RosterPerson:
    return RosterPerson(
        id=0,
        unit=unit,
        full_name=person.full_name,
        birth=person.birth.iso(),
        document_number=person.number if number else "",
        insurance_code=person.insurance_code,
        phone=person.phone,
        email=person.email,
    )


def _zone(person: PracticePerson) -> str:
    return "".join(machine_readable_zone(person))


def _codes(scanned: Scanned) -> list[str]:
    return [problem.code for problem in scanned.problems]


def _scanned(outcome: object) -> Scanned:
    assert isinstance(outcome, Scanned)
    return outcome


def test_a_card_fills_everything_it_says_and_each_value_is_the_cards(scanning: Scanning) -> None:
    draft = _scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
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


def test_what_the_list_knows_comes_along_when_the_number_is_the_same(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([_listed(ONE), _listed(TWO)])
    scanned = _scanned(scanning.take(EMPTY, identity_payload(ONE)))
    assert scanned.matched is not None
    assert scanned.draft.value(Field.INSURANCE_CODE) == ONE.insurance_code
    assert scanned.draft.sources[Field.EMAIL] is Source.ROSTER


def test_the_same_name_and_birth_without_a_number_is_only_suggested(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([_listed(ONE, number=False)])
    scanned = _scanned(scanning.take(EMPTY, identity_payload(ONE)))
    assert (scanned.matched, len(scanned.suggestions)) == (None, 1)
    assert scanned.draft.value(Field.INSURANCE_CODE) == ""
    assert scanning.use(scanned.draft, scanned.suggestions[0]).value(Field.INSURANCE_CODE) == (
        ONE.insurance_code
    )


def test_one_number_twice_on_the_lists_is_for_the_registrar_to_choose(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([_listed(ONE), _listed(ONE, unit="Trường Mẫu")])
    scanned = _scanned(scanning.take(EMPTY, identity_payload(ONE)))
    assert (scanned.matched, len(scanned.suggestions)) == (None, 2)


def test_what_the_registrar_typed_is_not_written_over_by_the_list(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([_listed(ONE)])
    typed = EMPTY.with_value(Field.PHONE, "0900 111 222")
    draft = _scanned(scanning.take(typed, identity_payload(ONE))).draft
    assert (draft.value(Field.PHONE), draft.sources[Field.PHONE]) == ("0900 111 222", Source.TYPED)


def test_a_code_from_the_list_ends_the_not_known(scanning: Scanning, roster: MemoryRoster) -> None:
    roster.add([_listed(ONE)])
    unknown = EMPTY.with_value(Field.INSURANCE_UNKNOWN, "yes")
    assert not _scanned(scanning.take(unknown, identity_payload(ONE))).draft.insurance_unknown


def test_what_the_registrar_took_out_is_not_put_in_again_by_the_list(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([_listed(ONE)])
    draft = _scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
    emptied = draft.with_value(Field.INSURANCE_CODE, "").with_value(Field.INSURANCE_UNKNOWN, "yes")
    found = scanning.match(emptied)
    assert found.matched is not None
    assert found.draft == emptied
    assert _scanned(scanning.take(emptied, _zone(ONE))).draft.insurance_unknown


def test_another_persons_card_does_not_touch_the_form(scanning: Scanning) -> None:
    begun = _scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
    assert isinstance(scanning.take(begun, identity_payload(TWO)), AnotherPerson)
    assert isinstance(scanning.take(begun, insurance_payload(TWO)), AnotherPerson)
    assert isinstance(scanning.take(begun, identity_payload(ONE)), Scanned)


def test_a_number_only_typed_is_corrected_by_the_card(scanning: Scanning) -> None:
    typed = EMPTY.with_value(Field.DOCUMENT_NUMBER, "001090123456")
    assert _scanned(scanning.take(typed, identity_payload(ONE))).draft.value(Field.DOCUMENT_NUMBER) == (
        ONE.number
    )


def test_another_card_asks_for_another_look_at_the_person(scanning: Scanning) -> None:
    looked = whole_draft().with_value(Field.DOCUMENT_NUMBER, "")
    assert looked.verification is not None
    assert _scanned(scanning.take(looked, identity_payload(ONE))).draft.verification is None


def test_a_health_card_gives_the_code_and_leaves_the_identity_cards_name(scanning: Scanning) -> None:
    begun = _scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
    draft = _scanned(scanning.take(begun, insurance_payload(ONE))).draft
    assert draft.value(Field.INSURANCE_CODE) == ONE.insurance_code
    assert draft.sources[Field.FULL_NAME] is Source.CARD
    alone = _scanned(scanning.take(EMPTY, insurance_payload(ONE))).draft
    assert (alone.value(Field.FULL_NAME), alone.value(Field.BIRTH)) == (ONE.full_name, ONE.birth.shown())


def test_a_year_alone_on_the_health_card_agrees_with_any_day_of_it(scanning: Scanning) -> None:
    begun = _scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
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
    outcome = _scanned(scanning.take(EMPTY, typed))
    assert outcome.draft.value(Field.FULL_NAME) == ONE.full_name
    assert outcome.wants_comparing
    assert not _scanned(scanning.take(EMPTY, identity_payload(ONE))).wants_comparing


def test_text_whose_letters_a_scanner_lost_is_refused_by_its_own_name(scanning: Scanning) -> None:
    lost = "".join(letter if letter.isascii() else "?" for letter in identity_payload(ONE))
    assert scanning.take(EMPTY, lost) == NotRead("scanner_letters_lost")


def test_what_a_filled_form_says_of_itself_is_said_by_the_fields_and_not_by_the_scan(
    scanning: Scanning,
) -> None:
    payload = identity_payload(ONE).replace(f"{ONE.issued:%d%m%Y}", "01012030")
    scanned = _scanned(scanning.take(EMPTY, payload))
    assert scanned.problems == ()
    assert "issued_in_future" in {problem.code for problem in field_problems(scanned.draft, TODAY)}


def test_a_health_card_that_contradicts_itself_asks_for_a_look(scanning: Scanning) -> None:
    scanned = _scanned(
        scanning.take(EMPTY, insurance_payload(ONE).replace(ONE.insurance_code, "0000000002", 1))
    )
    assert _codes(scanned) == ["insurance_code_differs_on_card"]
    assert scanned.wants_comparing


# -- the zone on the back ------------------------------------------------------------------------------


def test_the_back_of_the_card_that_filled_the_form_agrees_and_changes_nothing(scanning: Scanning) -> None:
    begun = _scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
    scanned = _scanned(scanning.take(begun, _zone(ONE)))
    assert (scanned.draft, scanned.problems, scanned.agrees) == (begun, (), True)
    assert isinstance(scanned.card, Mrz)
    assert not scanned.wants_comparing


def test_a_zone_alone_fills_what_it_knows_and_leaves_the_accents_to_the_registrar(scanning: Scanning) -> None:
    scanned = _scanned(scanning.take(EMPTY, _zone(ONE)))
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
    begun = _scanned(scanning.take(EMPTY, _zone(ONE))).draft
    draft = _scanned(scanning.take(begun, identity_payload(ONE))).draft
    assert draft.value(Field.FULL_NAME) == ONE.full_name


def test_the_zone_finds_the_person_on_the_list(scanning: Scanning, roster: MemoryRoster) -> None:
    roster.add([_listed(ONE)])
    scanned = _scanned(scanning.take(EMPTY, _zone(ONE)))
    assert scanned.matched is not None
    assert scanned.draft.value(Field.PHONE)


def test_somebody_elses_zone_asks_first_and_does_not_touch_the_form(scanning: Scanning) -> None:
    begun = _scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
    outcome = scanning.take(begun, _zone(TWO))
    assert isinstance(outcome, AnotherPerson)
    assert outcome.card.full_name
    health = _scanned(scanning.take(EMPTY, insurance_payload(ONE))).draft
    assert isinstance(scanning.take(health, _zone(TWO)), AnotherPerson)


def test_a_form_typed_about_somebody_else_is_not_mixed_with_the_zone(scanning: Scanning) -> None:
    typed = whole_draft(2)
    assert isinstance(scanning.take(typed, _zone(ONE)), AnotherPerson)


def test_a_number_typed_wrongly_is_corrected_by_the_zone(scanning: Scanning) -> None:
    typed = whole_draft(1, document_number="001090123456")
    scanned = _scanned(scanning.take(typed, _zone(ONE)))
    assert scanned.draft.value(Field.DOCUMENT_NUMBER) == ONE.number
    assert scanned.draft.value(Field.FULL_NAME) == ONE.full_name
    assert (scanned.problems, scanned.draft.verification) == ((), None)


def test_a_back_that_tells_otherwise_about_the_same_number_is_warned_of(scanning: Scanning) -> None:
    begun = _scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
    renamed = begun.with_value(Field.FULL_NAME, "Lê Văn Khác")
    scanned = _scanned(scanning.take(renamed, _zone(ONE)))
    assert (_codes(scanned), scanned.draft, scanned.agrees) == (["mrz_name_differs"], renamed, False)
    assert scanned.wants_comparing


def test_a_zone_whose_card_has_ended_says_so(roster: MemoryRoster) -> None:
    late = Scanning(roster, SetClock(NOON.replace(year=2100)))
    assert _codes(_scanned(late.take(EMPTY, _zone(ONE)))) == ["card_expired"]


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
    assert scanning.take(EMPTY, spoilt(_zone(ONE))) == NotRead(code)


def test_whom_the_registrar_named_stays_named_when_the_back_is_read(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([_listed(ONE, number=False)])
    first = _scanned(scanning.take(EMPTY, identity_payload(ONE)))
    named = scanning.use(first.draft, first.suggestions[0])
    assert named.listed_as == first.suggestions[0].id
    second = _scanned(scanning.take(named, _zone(ONE)))
    assert second.matched == first.suggestions[0]
    assert (second.suggestions, second.draft.listed_as) == ((), named.listed_as)


def test_a_card_that_is_on_no_list_ends_what_was_said_of_another(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([_listed(ONE)])
    typed = scanning.use(EMPTY.with_value(Field.DOCUMENT_NUMBER, ONE.number), _listed(ONE))
    assert _scanned(scanning.take(typed, identity_payload(TWO))).draft.listed_as == 0


def _typed(person: PracticePerson, *fields: Field) -> Draft:
    shown = {
        Field.FULL_NAME: person.full_name,
        Field.BIRTH: person.birth.shown(),
        Field.DOCUMENT_NUMBER: person.number,
        Field.INSURANCE_CODE: person.insurance_code,
    }
    return EMPTY.with_values({name: shown[name] for name in fields}, Source.TYPED)


def test_a_typed_number_is_certain_with_the_name_beside_it_and_else_a_suggestion(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([_listed(ONE)])
    alone = scanning.match(_typed(ONE, Field.DOCUMENT_NUMBER))
    assert (alone.matched, len(alone.suggestions), alone.draft.listed_as) == (None, 1, 0)
    named = scanning.match(_typed(ONE, Field.DOCUMENT_NUMBER, Field.FULL_NAME))
    assert named.matched is not None
    assert named.draft.value(Field.PHONE)
    other = _typed(ONE, Field.DOCUMENT_NUMBER).with_value(Field.FULL_NAME, TWO.full_name)
    assert scanning.match(other).matched is None


@pytest.mark.parametrize("number", [True, False])
def test_a_child_known_by_name_and_birth_is_suggested(
    scanning: Scanning, roster: MemoryRoster, number: bool
) -> None:
    roster.add([_listed(ONE, number=number)])
    draft = _typed(ONE, Field.FULL_NAME, Field.BIRTH).with_value(Field.DOCUMENT_KIND, "birth_certificate")
    found = scanning.match(draft)
    assert (found.matched, len(found.suggestions)) == (None, 1)


def test_a_name_alone_on_a_list_is_suggested_and_never_certain(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    bare = replace(_listed(ONE, number=False), birth="")
    roster.add([replace(bare, full_name=ONE.full_name.upper()), _listed(TWO)])
    scanned = _scanned(scanning.take(EMPTY, identity_payload(ONE)))
    assert (scanned.matched, scanned.draft.listed_as, len(scanned.suggestions)) == (None, 0, 1)
    used = scanning.use(scanned.draft, scanned.suggestions[0])
    assert (used.listed_as, scanning.match(used).matched) == (1, scanned.suggestions[0])
    assert _scanned(scanning.take(EMPTY, identity_payload(TWO))).suggestions == ()


def test_a_health_card_finds_its_person_by_the_code_and_the_name(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([_listed(ONE, number=False)])
    found = _scanned(scanning.take(EMPTY, insurance_payload(ONE)))
    assert found.matched is not None
    assert (found.draft.listed_as, found.draft.value(Field.PHONE) != "") == (found.matched.id, True)


def test_a_health_card_takes_neither_a_match_nor_a_suggestion_away(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    plain = replace(_listed(ONE, number=False), insurance_code="")
    roster.add([plain, _listed(TWO)])
    open_one = _scanned(scanning.take(EMPTY, identity_payload(ONE)))
    after = _scanned(scanning.take(open_one.draft, insurance_payload(ONE)))
    assert after.suggestions == open_one.suggestions != ()
    matched = _scanned(scanning.take(EMPTY, identity_payload(TWO)))
    assert matched.matched is not None
    assert _scanned(scanning.take(matched.draft, insurance_payload(TWO))).matched == matched.matched


def test_a_list_with_old_numbers_knows_who_has_a_card_that_names_them(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    old = next(person for person in map(invented_person, range(20, 60)) if person.old_number)
    row = replace(_listed(old), document_number=old.old_number)
    payload = identity_payload(old)
    roster.add([replace(row, full_name="Lê Thị Khác")])
    stranger = _scanned(scanning.take(EMPTY, payload))
    assert (stranger.matched, stranger.suggestions) == (None, ())
    roster.add([replace(row, birth="")])
    assert _scanned(scanning.take(EMPTY, payload)).matched is not None
    newer = replace(row, document_number="999999999", unit="Trường Mẫu")
    elsewhere = MemoryRoster(Shelf())
    elsewhere.add([newer])
    found = _scanned(Scanning(elsewhere, SetClock(NOON)).take(EMPTY, payload))
    assert [person.unit for person in found.suggestions] == ["Trường Mẫu"], "no other person, but not certain"
