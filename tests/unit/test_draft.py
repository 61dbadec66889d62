"""A draft keeps every value with where it came from, and a change makes a new one."""

from __future__ import annotations

import pytest

from declaration.draft import Draft, Field, PhotoDoubt, PhotoReason, PhotoRole, Source
from desk.storage.draft_json import draft_from_json, draft_to_json
from tests.builders import DRAFT_ID, NOON, TODAY, whole_draft

EMPTY = Draft(DRAFT_ID, NOON, TODAY)


def test_a_value_is_kept_with_its_source_and_the_former_draft_is_as_it_was() -> None:
    changed = EMPTY.with_value(Field.PHONE, "0900000001", Source.ROSTER)
    assert (changed.value(Field.PHONE), changed.sources[Field.PHONE]) == ("0900000001", Source.ROSTER)
    assert EMPTY.value(Field.PHONE) == ""


def test_an_emptied_value_forgets_its_source() -> None:
    emptied = EMPTY.with_value(Field.PHONE, "0900000001").with_value(Field.PHONE, "")
    assert Field.PHONE not in emptied.values
    assert Field.PHONE not in emptied.sources


def test_what_a_card_does_not_say_is_left_as_it_was() -> None:
    typed = EMPTY.with_value(Field.ADDRESS, "Tổ 5, Xã Thử")
    scanned = typed.with_values({Field.FULL_NAME: "Nguyễn Văn Mẫu", Field.ADDRESS: ""}, Source.CARD)
    assert scanned.value(Field.ADDRESS) == "Tổ 5, Xã Thử"
    assert scanned.sources == {Field.ADDRESS: Source.TYPED, Field.FULL_NAME: Source.CARD}


def test_a_draft_cannot_be_changed_from_outside() -> None:
    with pytest.raises(TypeError):
        EMPTY.with_value(Field.PHONE, "1").values[Field.PHONE] = "2"  # type: ignore[index]


@pytest.mark.parametrize(
    ("draft", "empty"),
    [
        (EMPTY, True),
        (EMPTY.with_value(Field.AGENCY, "MAU01").with_value(Field.DOCUMENT_KIND, "passport"), True),
        (EMPTY.with_value(Field.FULL_NAME, "M"), False),
        (EMPTY.with_photo(PhotoRole.PORTRAIT), False),
        (EMPTY.with_photo(PhotoRole.PORTRAIT).without_photo(PhotoRole.PORTRAIT), True),
    ],
)
def test_a_draft_is_empty_until_something_of_a_person_is_in_it(draft: Draft, empty: bool) -> None:
    assert draft.is_empty is empty


DOUBTED = whole_draft().with_doubt(
    PhotoRole.PORTRAIT, PhotoDoubt(("portrait_background_busy",), True, PhotoReason.PLACE)
)


@pytest.mark.parametrize(
    "draft", [EMPTY, whole_draft(), DOUBTED, EMPTY.with_value(Field.INSURANCE_UNKNOWN, "yes")]
)
def test_a_draft_comes_back_from_its_text_as_it_went_in(draft: Draft) -> None:
    assert draft_from_json(draft_to_json(draft)) == draft


def test_a_photo_taken_away_takes_what_was_amiss_with_it_along() -> None:
    assert DOUBTED.without_photo(PhotoRole.PORTRAIT).doubts == {}
    assert DOUBTED.with_doubt(PhotoRole.PORTRAIT, PhotoDoubt(())).doubts == {}
