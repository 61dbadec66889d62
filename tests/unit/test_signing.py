"""What was signed and vouched for holds for the form as it was then, and for no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from declaration.declaration import Declaration, complete
from declaration.draft import Draft, Field, PhotoRole, Source, Verification
from declaration.lifecycle import Kind
from declaration.problems import Problem
from declaration.signing import is_word_outdated, signature_held, signature_of, vouched_for, with_signature
from tests.builders import NOON, TODAY, whole_draft

NOT_SIGNED = {
    Field.NATIONALITY,
    Field.EXPIRES,
    Field.ISSUED,
    Field.CARD,
    Field.AGENCY,
    Field.HAND_IN,
    Field.GUARDIAN_ACCOUNT,
    Field.ONLINE_NUMBER,
}
OF_DOCUMENT = {Field.DOCUMENT_KIND, Field.DOCUMENT_NUMBER, Field.FULL_NAME, Field.BIRTH}


def signed() -> Draft:
    draft = with_signature(whole_draft(phone="0912 345 678"), PhotoRole.SIGNATURE)
    word = Verification(True, "mau", NOON, about=vouched_for(draft))
    return replace(draft.with_photo(PhotoRole.SIGNATURE), verification=word)


def blocking(draft: Draft) -> list[str]:
    made = complete(draft, TODAY)
    return [] if isinstance(made, Declaration) else [p.code for p in made if isinstance(p, Problem)]


@pytest.mark.parametrize("name", list(Field))
def test_a_signature_is_for_the_fields_on_the_form_and_the_word_for_the_documents(name: Field) -> None:
    changed = signed().with_value(name, "another")
    assert (signature_of(changed) is None) is (name not in NOT_SIGNED)
    assert is_word_outdated(changed) is (name in OF_DOCUMENT)


def test_a_telephone_changed_after_signing_is_not_finished_with_the_old_signature() -> None:
    changed = signed().with_value(Field.PHONE, "0987 654 321")
    assert blocking(signed()) == []
    assert blocking(changed) == ["signature_outdated"]
    assert blocking(with_signature(changed, PhotoRole.SIGNATURE).with_photo(PhotoRole.SIGNATURE)) == []


def test_another_document_needs_the_registrars_word_anew() -> None:
    changed = signed().with_value(Field.BIRTH, "02/01/1991")
    assert blocking(changed)[:1] == ["verification_outdated"]


@pytest.mark.parametrize("text", ["0912345678", "+84912345678", " 0912 345 678 "])
def test_the_same_value_typed_back_however_it_is_written_is_no_change(text: str) -> None:
    changed = signed().with_value(Field.PHONE, "0987 654 321").with_value(Field.PHONE, text)
    assert signature_of(changed) is PhotoRole.SIGNATURE


def test_another_kind_of_declaration_is_another_paper() -> None:
    assert signature_of(replace(signed(), kind=Kind.STOP)) is None


def test_a_code_the_agency_finds_is_not_what_was_signed() -> None:
    unknown = whole_draft(insurance_code="", insurance_unknown="yes")
    draft = with_signature(unknown, PhotoRole.SIGNATURE).with_photo(PhotoRole.SIGNATURE)
    found = draft.with_value(Field.INSURANCE_CODE, "0123456789", Source.AGENCY)
    assert signature_of(found.with_value(Field.INSURANCE_UNKNOWN, "")) is PhotoRole.SIGNATURE
    typed = draft.with_value(Field.INSURANCE_CODE, "0123456789", Source.TYPED)
    assert signature_of(typed) is None


def test_the_paper_that_is_signed_takes_the_place_of_the_pad() -> None:
    paper = with_signature(signed(), PhotoRole.SIGNED_FORM).with_photo(PhotoRole.SIGNED_FORM)
    assert signature_held(paper) is signature_of(paper) is PhotoRole.SIGNED_FORM
    made = complete(paper, TODAY)
    assert isinstance(made, Declaration)
    assert PhotoRole.SIGNATURE not in made.photos
