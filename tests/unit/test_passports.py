"""A foreign worker's passport: its zone fills the form, one picture of its page goes with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from declaration.declaration import Declaration, complete, problems_of
from declaration.draft import Draft, Field, PhotoRole, Source
from declaration.wire.from_declaration import content_of
from declaration.wire.to_draft import values_of
from desk.ports.print_reader import ZoneLook
from desk.registration.comparing import SideRead, compared
from desk.registration.scanning import AnotherPerson, NotRead, Scanned, Scanning, Typed, TypedOtherwise
from desk.views.desk.aim import Aim, next_aim
from tests.builders import DRAFT_ID, NOON, TODAY, whole_draft
from tests.fakes.program import SetClock
from tests.fakes.shelf import Shelf
from tests.fakes.store import MemoryRoster
from tests.unit.test_passport_zone import zone

EMPTY = Draft(id=DRAFT_ID, created_at=NOON, declared_on=TODAY)
PHOTOS = frozenset({PhotoRole.PASSPORT_PAGE, PhotoRole.PORTRAIT, PhotoRole.SIGNATURE})
PASSPORT: dict[str, Any] = {"document_kind": "passport", "document_number": "M1234567"}


@pytest.fixture
def scanning() -> Scanning:
    return Scanning(MemoryRoster(Shelf()), SetClock(NOON))


def with_passport(**changed: Any) -> Draft:
    return replace(whole_draft(**PASSPORT, **changed), photos=PHOTOS)


def test_the_zone_fills_all_it_knows_and_a_foreign_name_is_taken_as_it_stands(scanning: Scanning) -> None:
    taken = scanning.take(EMPTY, zone())
    assert isinstance(taken, Scanned)
    value = taken.draft.value
    assert (value(Field.DOCUMENT_KIND), value(Field.DOCUMENT_NUMBER)) == ("passport", "M1234567")
    assert (value(Field.FULL_NAME), value(Field.BIRTH), value(Field.SEX)) == (
        "KIM MIN SU",
        "14/02/1988",
        "male",
    )
    assert (value(Field.NATIONALITY), value(Field.EXPIRES)) == ("KOR", "13/02/2031")
    assert "name_lacks_accents" not in {problem.code for problem in problems_of(taken.draft, TODAY)}


def test_of_a_vietnamese_name_the_accents_are_asked_for_or_kept(scanning: Scanning) -> None:
    text = zone(state="VNM", name="NGUYEN<<VAN<MAU")
    bare = scanning.take(EMPTY, text)
    assert isinstance(bare, Scanned)
    assert "name_lacks_accents" in {problem.code for problem in problems_of(bare.draft, TODAY)}
    typed = scanning.take(EMPTY.with_value(Field.FULL_NAME, "Nguyễn Văn Mẫu"), text)
    assert isinstance(typed, Scanned)
    assert typed.draft.value(Field.FULL_NAME) == "Nguyễn Văn Mẫu"


def test_another_document_after_one_that_was_read_asks_first(scanning: Scanning) -> None:
    read = EMPTY.with_value(Field.DOCUMENT_NUMBER, "001090123456", Source.CARD)
    assert isinstance(scanning.take(read, zone()), AnotherPerson)


def test_a_wrong_check_digit_fills_nothing_and_names_its_part(scanning: Scanning) -> None:
    first, second = zone().splitlines()
    wrong = f"{second[:9]}{(int(second[9]) + 1) % 10}{second[10:]}"
    assert scanning.take(EMPTY, f"{first}\n{wrong}") == NotRead("passport_number_wrong")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        (Field.FULL_NAME, "KIM MIN SO"),
        (Field.DOCUMENT_NUMBER, "M1234568"),
        (Field.DOCUMENT_NUMBER, "M12"),
        (Field.BIRTH, "15/02/1988"),
        (Field.SEX, "female"),
        (Field.EXPIRES, "13/02/2032"),
        (Field.EXPIRES, "13/02"),
        (Field.NATIONALITY, "PRK"),
    ],
)
def test_what_was_typed_otherwise_stays_until_the_registrar_has_said(
    scanning: Scanning, name: Field, typed: str
) -> None:
    draft = EMPTY.with_value(name, typed)
    asked = scanning.take(draft, zone())
    assert isinstance(asked, TypedOtherwise)
    assert asked.fields == (name,)
    kept, gone = (scanning.take(draft, zone(), what) for what in (Typed.STAYS, Typed.GIVES_WAY))
    assert isinstance(kept, Scanned)
    assert isinstance(gone, Scanned)
    assert (kept.draft.value(name), kept.draft.sources[name]) == (typed, Source.TYPED)
    assert gone.draft.value(name) != typed
    assert kept.draft.value(Field.DOCUMENT_KIND) == "passport"


@pytest.mark.parametrize(
    ("name", "typed", "filled"),
    [
        (Field.FULL_NAME, "Kim Min-Su", "KIM MIN SU"),
        (Field.BIRTH, "14/2/1988", "14/02/1988"),
        (Field.NATIONALITY, "Hàn Quốc", "Hàn Quốc"),
    ],
)
def test_what_was_typed_and_means_the_same_is_not_asked_about(
    scanning: Scanning, name: Field, typed: str, filled: str
) -> None:
    taken = scanning.take(EMPTY.with_value(name, typed), zone())
    assert isinstance(taken, Scanned)
    assert taken.draft.value(name) == filled


def test_two_of_number_name_and_birth_date_at_once_are_somebody_else(scanning: Scanning) -> None:
    typed = EMPTY.with_value(Field.FULL_NAME, "LEE BO").with_value(Field.BIRTH, "01/01/1990")
    assert isinstance(scanning.take(typed, zone()), AnotherPerson)


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, ()),
        ({"number": "M7654321"}, ("passport_page_number_differs",)),
        ({"name": "KIM<<MIN<SO"}, ("passport_page_name_differs",)),
        ({"birth": "880215"}, ("passport_page_birth_differs",)),
        ({"sex": "F"}, ("passport_page_sex_differs",)),
        ({"sex": "<"}, ()),
        ({"state": "PRK"}, ("passport_page_nationality_differs",)),
        ({"expiry": "320213"}, ("passport_page_expiry_differs",)),
    ],
)
def test_the_photo_of_the_page_is_compared_with_the_form(
    scanning: Scanning, changed: dict[str, str], codes: tuple[str, ...]
) -> None:
    taken = scanning.take(EMPTY, zone())
    assert isinstance(taken, Scanned)
    page = SideRead(PhotoRole.PASSPORT_PAGE, passport=ZoneLook(zone(**changed)))
    found = compared(taken.draft, page)
    assert (found.codes, found.agrees) == (codes, () if codes else ("passport_zone",))
    assert compared(whole_draft(), page).codes == (), "another document's form is left alone"


def test_one_page_takes_the_place_of_two_sides() -> None:
    draft = replace(with_passport(), photos=frozenset())
    missing = [
        str(problem.field) for problem in problems_of(draft, TODAY) if problem.code.endswith("_missing")
    ]
    assert missing == ["passport_page", "portrait", "signature"]
    assert next_aim(draft) is Aim.PASSPORT_PAGE
    assert next_aim(replace(draft, photos=frozenset({PhotoRole.PASSPORT_PAGE}))) is Aim.PORTRAIT


def test_pictures_of_another_document_do_not_go_along() -> None:
    draft = replace(with_passport(), photos=PHOTOS | {PhotoRole.CARD_FRONT})
    made = complete(draft, TODAY)
    assert isinstance(made, Declaration), made
    assert made.photos == PHOTOS


def test_nationality_and_last_day_travel_and_come_back_for_a_correction() -> None:
    made = complete(with_passport(nationality="KOR", expires="13/02/2031"), TODAY)
    assert isinstance(made, Declaration), made
    content = content_of(made)
    assert (content.document.nationality, content.document.expires) == ("KOR", date(2031, 2, 13))
    values = values_of(content, "")
    assert (values[Field.NATIONALITY], values[Field.EXPIRES]) == ("KOR", "13/02/2031")


@pytest.mark.parametrize(
    ("changed", "field", "code", "blocks"),
    [
        ({"expires": "01/03/2026"}, "expires", "passport_expired", False),
        ({"expires": "31/02/2026"}, "expires", "expires_unreadable", True),
        ({"nationality": "x" * 61}, "nationality", "nationality_long", True),
    ],
)
def test_what_is_wrong_is_named_at_its_field(
    changed: dict[str, Any], field: str, code: str, blocks: bool
) -> None:
    found = [(str(p.field), p.code, p.blocks) for p in problems_of(with_passport(**changed), TODAY)]
    assert (field, code, blocks) in found
