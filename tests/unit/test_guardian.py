"""Children without a card: a guardian with an account answers for them, and shares phone and e-mail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from declaration.declaration import Declaration, complete, problems_of
from declaration.draft import Draft, Field, PhotoRole
from declaration.guardian import GuardianAccount
from declaration.identity import InsuranceCode
from declaration.wire.changes import ChangeKind
from declaration.wire.from_declaration import content_of
from declaration.wire.to_draft import values_of
from desk.registration.clashing import Clashing
from desk.registration.guardians import Guardians, with_guardian
from practice.people import invented_person
from tests.builders import TODAY, whole_draft
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import declare, finished, picture
from tests.fakes.program import FakeProgram

CHILD: dict[str, Any] = {
    "full_name": "Nguyễn Bé Mẫu",
    "document_kind": "birth_certificate",
    "document_number": "45/2019",
    "birth": "01/06/2019",
    "insurance_code": "7900000001",
    "guardian_code": "0123456789",
    "guardian_name": "Nguyễn Văn Mẫu",
    "guardian_relation": "father",
    "guardian_account": "there",
}
PHOTOS = frozenset({PhotoRole.BIRTH_CERTIFICATE, PhotoRole.PORTRAIT, PhotoRole.SIGNATURE})


def child(**changed: Any) -> Draft:
    return replace(whole_draft(**{**CHILD, **changed}), photos=PHOTOS)


def blocked(draft: Draft) -> list[tuple[str, str]]:
    return [(str(p.field), p.code) for p in problems_of(draft, TODAY) if p.blocks]


def warned(draft: Draft) -> list[tuple[str, str]]:
    return [(str(p.field), p.code) for p in problems_of(draft, TODAY) if not p.blocks]


def test_a_child_is_declared_with_a_birth_certificate_and_its_guardian() -> None:
    made = complete(child(), TODAY)
    assert isinstance(made, Declaration), made
    content = content_of(made)
    assert content.document.kind == "birth_certificate"
    assert content.guardian is not None
    assert (content.guardian.insurance_code, content.guardian.relation) == ("0123456789", "father")
    assert made.photos == PHOTOS


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"birth": "01/03/2008"}, "birth", "minor_over_18"),
        ({"birth": "2007"}, "birth", "minor_over_18"),
        ({"document_number": ""}, "document_number", "birth_certificate_number_missing"),
        ({"document_number": "không số"}, "document_number", "birth_certificate_number_unreadable"),
        ({"insurance_code": "", "insurance_unknown": "yes"}, "insurance_code", "child_code_missing"),
        ({"guardian_code": ""}, "guardian_code", "guardian_code_missing"),
        ({"guardian_code": "123"}, "guardian_code", "insurance_code_not_10_digits"),
        ({"guardian_code": "7900000001"}, "guardian_code", "guardian_is_the_child"),
        ({"guardian_account": "none"}, "guardian_code", "guardian_without_account"),
        ({"guardian_name": ""}, "guardian_name", "name_missing"),
        ({"guardian_relation": ""}, "guardian_relation", "guardian_relation_missing"),
    ],
)
def test_what_is_missing_or_wrong_is_named_at_its_field(
    changed: dict[str, Any], field: str, code: str
) -> None:
    assert blocked(child(**changed)) == [(field, code)]


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"birth": "01/03/2012"}, "birth", "minor_of_card_age"),
        ({"guardian_account": "declared"}, "guardian_code", "guardian_declared"),
        ({"guardian_account": ""}, "guardian_code", "guardian_not_looked_up"),
    ],
)
def test_what_a_person_should_know_keeps_nobody_from_finishing(
    changed: dict[str, Any], field: str, code: str
) -> None:
    assert not blocked(child(**changed))
    assert (field, code) in warned(child(**changed))


@pytest.mark.parametrize(
    ("birth", "needs"), [("03/03/2012", True), ("02/03/2012", False), ("2013", True), ("2012", False)]
)
def test_under_fourteen_needs_a_guardian_even_with_a_card_from_fourteen_nobody_does(
    birth: str, needs: bool
) -> None:
    draft = whole_draft(birth=birth)
    assert (("guardian_code", "guardian_code_missing") in blocked(draft)) is needs
    grown = complete(
        whole_draft(
            **{**CHILD, "document_kind": "passport", "document_number": "M1234567", "birth": "02/03/2012"}
        ),
        TODAY,
    )
    assert not isinstance(grown, Declaration) or grown.guardian is None


def test_a_correction_begins_with_the_guardian_who_is_looked_up_anew() -> None:
    made = complete(child(), TODAY)
    assert isinstance(made, Declaration), made
    values = values_of(content_of(made), "7900000001")
    assert {name: values.get(Field(name), "") for name in CHILD} == CHILD | {"guardian_account": ""}


# -- at the station ------------------------------------------------------------------------------------


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram()


def guardians(program: FakeProgram) -> Guardians:
    return Guardians(program.declarations)


def declare_child(program: FakeProgram, guardian: str, phone: str) -> None:
    registration = program.registration
    begun = registration.begin()
    draft = replace(child(guardian_code=guardian, phone=phone), id=begun.id, declared_on=begun.declared_on)
    for role in PHOTOS:
        draft = registration.keep_photo(draft, picture(9, role))
    finished(registration, draft)


def test_who_was_declared_for_here_is_found_and_fills_name_and_contact(program: FakeProgram) -> None:
    parent = invented_person(1)
    declare(program.registration, 1)
    found = guardians(program).found_here(InsuranceCode(parent.insurance_code), uuid4())
    assert found is not None
    assert found.account is GuardianAccount.DECLARED
    draft = with_guardian(child(guardian_name="", phone="", email=""), found)
    assert draft.value(Field.GUARDIAN_NAME) == parent.full_name
    assert draft.value(Field.EMAIL) == parent.email
    assert draft.value(Field.GUARDIAN_ACCOUNT) == "declared"


def test_an_account_that_was_issued_here_is_known_without_a_network(program: FakeProgram) -> None:
    parent, made = invented_person(1), declare(program.registration, 1)
    agency = FakeAgency(program.outbox, program.clock)
    agency.receive(made, "TK-2026-000001")
    for kind in (ChangeKind.APPROVED, ChangeKind.ACCOUNT_ISSUED):
        agency.answer(made, kind, user_name=parent.insurance_code)
    found = guardians(program).found_here(InsuranceCode(parent.insurance_code), uuid4())
    assert found is not None
    assert found.account is GuardianAccount.THERE


def test_a_child_is_nobodys_guardian(program: FakeProgram) -> None:
    declare_child(program, "0123456789", "0912345678")
    assert guardians(program).found_here(InsuranceCode("7900000001"), uuid4()) is None


def test_guardian_and_children_share_phone_and_email_without_a_clash(program: FakeProgram) -> None:
    parent = invented_person(1)
    declare(program.registration, 1)
    second = child(guardian_code=parent.insurance_code, phone=parent.phone, email=parent.email)
    assert "phone_in_use" not in {p.code for p in program.registration.problems(second)}


def test_the_guardian_who_comes_after_the_child_has_no_clash_and_another_person_has(
    program: FakeProgram,
) -> None:
    parent, other = invented_person(1), invented_person(2)
    declare_child(program, parent.insurance_code, parent.phone)
    own = whole_draft(1)
    assert "phone_in_use" not in {p.code for p in program.registration.problems(own)}
    strange = whole_draft(2, phone=parent.phone)
    assert other.insurance_code != parent.insurance_code
    assert "phone_in_use" in {p.code for p in program.registration.problems(strange)}


def test_the_number_of_a_register_is_no_clash_a_personal_number_is() -> None:
    assert Clashing.of(child(), TODAY).document_number == ""
    assert Clashing.of(child(document_number="079319000001"), TODAY).document_number == "079319000001"
