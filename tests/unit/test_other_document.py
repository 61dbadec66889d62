"""Another document than the one that was read: its words go with it, what was typed stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from declaration.draft import Draft, Field, PhotoDoubt, PhotoRole, Source
from desk.registration.other_document import is_former_again, with_document, with_former_document
from tests.builders import whole_draft


def read_from_a_card() -> Draft:
    """Everything from the card and the list, but the telephone, which was typed."""
    draft = whole_draft()
    values = {name: draft.value(name) for name in (Field.FULL_NAME, Field.DOCUMENT_NUMBER, Field.BIRTH)}
    read = draft.with_values({**values, Field.DOCUMENT_KIND: "citizen_id"}, Source.CARD)
    listed = read.with_values({Field.INSURANCE_CODE: draft.value(Field.INSURANCE_CODE)}, Source.ROSTER)
    return listed.with_values({Field.PHONE: "0912 345 678"}, Source.TYPED)


@pytest.mark.parametrize("kind", ["birth_certificate", "passport"])
def test_what_the_card_said_and_the_list_knew_by_it_is_taken_out(kind: str) -> None:
    changed = with_document(read_from_a_card(), kind)
    gone = (Field.FULL_NAME, Field.DOCUMENT_NUMBER, Field.BIRTH, Field.INSURANCE_CODE, Field.ISSUED)
    assert not any(changed.value(name) for name in gone)
    assert changed.value(Field.DOCUMENT_KIND) == kind
    assert changed.value(Field.PHONE) == "0912 345 678"


def test_the_word_about_the_person_is_asked_for_anew() -> None:
    assert read_from_a_card().verification is not None
    assert with_document(read_from_a_card(), "passport").verification is None


def test_what_was_typed_stays_and_so_does_a_health_cards_code() -> None:
    typed = replace(read_from_a_card(), sources=dict.fromkeys(read_from_a_card().values, Source.TYPED))
    health = typed.with_value(Field.INSURANCE_CODE, "0123456789", Source.CARD)
    changed = with_document(health, "birth_certificate")
    assert changed.value(Field.FULL_NAME) == typed.value(Field.FULL_NAME)
    assert changed.value(Field.INSURANCE_CODE) == "0123456789"


def test_the_same_sort_of_document_changes_nothing_else() -> None:
    draft = read_from_a_card()
    assert with_document(draft, "citizen_id").values == draft.values
    assert with_document(draft, "old_id").value(Field.FULL_NAME) == draft.value(Field.FULL_NAME)


@pytest.mark.parametrize("kind", ["birth_certificate", "passport"])
def test_a_kind_chosen_by_mistake_is_undone_and_what_was_typed_since_stays(kind: str) -> None:
    read = replace(read_from_a_card(), listed_as=7)
    changed = with_document(read, kind).with_value(Field.EMAIL, "vi.du@example.com")
    back = with_former_document(changed, read)
    gone = {name for name in read.values if name is not Field.EMAIL}
    assert all(back.value(name) == read.value(name) for name in gone)
    assert all(back.sources[name] is read.sources.get(name, Source.TYPED) for name in gone)
    assert back.value(Field.EMAIL) == "vi.du@example.com"
    assert (back.listed_as, back.verification) == (7, read.verification)


CARD_PHOTOS = frozenset({PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK, PhotoRole.PORTRAIT})


@pytest.mark.parametrize("kind", ["birth_certificate", "passport"])
def test_a_mothers_pictures_do_not_go_with_her_childs_form_and_come_back_with_her_card(kind: str) -> None:
    glare = PhotoDoubt(("photo_glare",))
    read = replace(read_from_a_card(), photos=CARD_PHOTOS).with_doubt(PhotoRole.CARD_BACK, glare)
    changed = with_document(read, kind)
    assert (changed.photos, dict(changed.doubts)) == (frozenset(), {})
    back = with_former_document(changed, read)
    assert (back.photos, dict(back.doubts)) == (CARD_PHOTOS, {PhotoRole.CARD_BACK: glare})


def test_pictures_of_a_document_that_was_typed_stay() -> None:
    typed = replace(read_from_a_card(), sources={}, photos=CARD_PHOTOS)
    assert with_document(typed, "birth_certificate").photos == CARD_PHOTOS


@pytest.mark.parametrize(
    ("kind", "typed", "photos", "is_former"),
    [
        ("citizen_id", "", frozenset(), True),
        ("passport", "", frozenset(), False),
        ("citizen_id", "Bé Mẫu", frozenset(), False),
        ("citizen_id", "", frozenset({PhotoRole.PORTRAIT}), False),
    ],
)
def test_the_former_document_chosen_again_counts_while_nothing_was_put_in_since(
    kind: str, typed: str, photos: frozenset[PhotoRole], is_former: bool
) -> None:
    read = replace(read_from_a_card(), photos=CARD_PHOTOS)
    since = with_document(read, "birth_certificate").with_value(Field.FULL_NAME, typed)
    assert is_former_again(replace(since, photos=photos), read, kind) is is_former
