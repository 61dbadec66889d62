"""Who is scanned or typed is found on the units' lists: certain, suggested, or named by the registrar."""

from __future__ import annotations

from dataclasses import replace

import pytest

from declaration.draft import Draft, Field, Source
from desk.registration.scanning import Scanning
from practice.people import PracticePerson, identity_payload, insurance_payload, invented_person
from tests.builders import NOON
from tests.fakes.program import SetClock
from tests.fakes.shelf import Shelf
from tests.fakes.store import MemoryRoster
from tests.unit.scanned_cards import EMPTY, ONE, TWO, as_scanned, listed, zone_of
from tests.unit.scanned_cards import roster as roster
from tests.unit.scanned_cards import scanning as scanning


def test_what_the_list_knows_comes_along_when_the_number_is_the_same(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([listed(ONE), listed(TWO)])
    scanned = as_scanned(scanning.take(EMPTY, identity_payload(ONE)))
    assert scanned.matched is not None
    assert scanned.draft.value(Field.INSURANCE_CODE) == ONE.insurance_code
    assert scanned.draft.sources[Field.EMAIL] is Source.ROSTER


def test_the_same_name_and_birth_without_a_number_is_only_suggested(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([listed(ONE, number=False)])
    scanned = as_scanned(scanning.take(EMPTY, identity_payload(ONE)))
    assert (scanned.matched, len(scanned.suggestions)) == (None, 1)
    assert scanned.draft.value(Field.INSURANCE_CODE) == ""
    assert scanning.use(scanned.draft, scanned.suggestions[0]).value(Field.INSURANCE_CODE) == (
        ONE.insurance_code
    )


def test_one_number_twice_on_the_lists_is_for_the_registrar_to_choose(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([listed(ONE), listed(ONE, unit="Trường Mẫu")])
    scanned = as_scanned(scanning.take(EMPTY, identity_payload(ONE)))
    assert (scanned.matched, len(scanned.suggestions)) == (None, 2)


def test_what_the_registrar_typed_is_not_written_over_by_the_list(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([listed(ONE)])
    typed = EMPTY.with_value(Field.PHONE, "0900 111 222")
    draft = as_scanned(scanning.take(typed, identity_payload(ONE))).draft
    assert (draft.value(Field.PHONE), draft.sources[Field.PHONE]) == ("0900 111 222", Source.TYPED)


def test_a_code_from_the_list_ends_the_not_known(scanning: Scanning, roster: MemoryRoster) -> None:
    roster.add([listed(ONE)])
    unknown = EMPTY.with_value(Field.INSURANCE_UNKNOWN, "yes")
    assert not as_scanned(scanning.take(unknown, identity_payload(ONE))).draft.insurance_unknown


def test_what_the_registrar_took_out_is_not_put_in_again_by_the_list(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([listed(ONE)])
    draft = as_scanned(scanning.take(EMPTY, identity_payload(ONE))).draft
    emptied = draft.with_value(Field.INSURANCE_CODE, "").with_value(Field.INSURANCE_UNKNOWN, "yes")
    found = scanning.match(emptied)
    assert found.matched is not None
    assert found.draft == emptied
    assert as_scanned(scanning.take(emptied, zone_of(ONE))).draft.insurance_unknown


def test_whom_the_registrar_named_stays_named_when_the_back_is_read(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([listed(ONE, number=False)])
    first = as_scanned(scanning.take(EMPTY, identity_payload(ONE)))
    named = scanning.use(first.draft, first.suggestions[0])
    assert named.listed_as == first.suggestions[0].id
    second = as_scanned(scanning.take(named, zone_of(ONE)))
    assert second.matched == first.suggestions[0]
    assert (second.suggestions, second.draft.listed_as) == ((), named.listed_as)


def test_a_card_that_is_on_no_list_ends_what_was_said_of_another(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([listed(ONE)])
    typed = scanning.use(EMPTY.with_value(Field.DOCUMENT_NUMBER, ONE.number), listed(ONE))
    assert as_scanned(scanning.take(typed, identity_payload(TWO))).draft.listed_as == 0


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
    roster.add([listed(ONE)])
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
    roster.add([listed(ONE, number=number)])
    draft = _typed(ONE, Field.FULL_NAME, Field.BIRTH).with_value(Field.DOCUMENT_KIND, "birth_certificate")
    found = scanning.match(draft)
    assert (found.matched, len(found.suggestions)) == (None, 1)


def test_a_name_alone_on_a_list_is_suggested_and_never_certain(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    bare = replace(listed(ONE, number=False), birth="")
    roster.add([replace(bare, full_name=ONE.full_name.upper()), listed(TWO)])
    scanned = as_scanned(scanning.take(EMPTY, identity_payload(ONE)))
    assert (scanned.matched, scanned.draft.listed_as, len(scanned.suggestions)) == (None, 0, 1)
    used = scanning.use(scanned.draft, scanned.suggestions[0])
    assert (used.listed_as, scanning.match(used).matched) == (1, scanned.suggestions[0])
    assert as_scanned(scanning.take(EMPTY, identity_payload(TWO))).suggestions == ()


def test_a_health_card_finds_its_person_by_the_code_and_the_name(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    roster.add([listed(ONE, number=False)])
    found = as_scanned(scanning.take(EMPTY, insurance_payload(ONE)))
    assert found.matched is not None
    assert (found.draft.listed_as, found.draft.value(Field.PHONE) != "") == (found.matched.id, True)


def test_a_health_card_takes_neither_a_match_nor_a_suggestion_away(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    plain = replace(listed(ONE, number=False), insurance_code="")
    roster.add([plain, listed(TWO)])
    open_one = as_scanned(scanning.take(EMPTY, identity_payload(ONE)))
    after = as_scanned(scanning.take(open_one.draft, insurance_payload(ONE)))
    assert after.suggestions == open_one.suggestions != ()
    matched = as_scanned(scanning.take(EMPTY, identity_payload(TWO)))
    assert matched.matched is not None
    assert as_scanned(scanning.take(matched.draft, insurance_payload(TWO))).matched == matched.matched


def test_a_list_with_old_numbers_knows_who_has_a_card_that_names_them(
    scanning: Scanning, roster: MemoryRoster
) -> None:
    old = next(person for person in map(invented_person, range(20, 60)) if person.old_number)
    row = replace(listed(old), document_number=old.old_number)
    payload = identity_payload(old)
    roster.add([replace(row, full_name="Lê Thị Khác")])
    stranger = as_scanned(scanning.take(EMPTY, payload))
    assert (stranger.matched, stranger.suggestions) == (None, ())
    roster.add([replace(row, birth="")])
    assert as_scanned(scanning.take(EMPTY, payload)).matched is not None
    newer = replace(row, document_number="999999999", unit="Trường Mẫu")
    elsewhere = MemoryRoster(Shelf())
    elsewhere.add([newer])
    found = as_scanned(Scanning(elsewhere, SetClock(NOON)).take(EMPTY, payload))
    assert [person.unit for person in found.suggestions] == ["Trường Mẫu"], "no other person, but not certain"
