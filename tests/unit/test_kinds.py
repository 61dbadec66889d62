"""Adjusting and stopping ask for their own part of the form, and nothing of another's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from declaration.declaration import Declaration, complete
from declaration.draft import Draft, Field
from declaration.kinds import LONGEST_REASON
from declaration.lifecycle import Kind
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.from_declaration import content_of
from declaration.wire.to_draft import values_of
from tests.builders import TODAY, whole_draft


def of_kind(kind: Kind, **values: Any) -> Draft:
    return replace(whole_draft(**values), kind=kind)


def blocked(draft: Draft) -> list[tuple[str, str]]:
    outcome = complete(draft, TODAY)
    assert not isinstance(outcome, Declaration)
    return [(str(problem.field), problem.code) for problem in outcome]


def declared(draft: Draft) -> DeclarationContent:
    outcome = complete(draft, TODAY)
    assert isinstance(outcome, Declaration), outcome
    return content_of(outcome)


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({}, "new_phone", "nothing_adjusted"),
        ({"new_phone": "12345"}, "new_phone", "phone_not_mobile"),
        ({"new_email": "khong phai"}, "new_email", "email_unreadable"),
        ({"phone": "0912345678", "new_phone": "+84 912 345 678"}, "new_phone", "adjusted_to_the_same"),
        ({"email": "a@example.com", "new_email": "a@example.com"}, "new_email", "adjusted_to_the_same"),
    ],
)
def test_adjusting_says_what_changes(values: dict[str, str], field: str, code: str) -> None:
    assert blocked(of_kind(Kind.ADJUST, **values)) == [(field, code)]


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"stop_from": "", "stop_reason": "Nghỉ việc"}, "stop_from", "stop_from_unreadable"),
        ({"stop_from": "31/02/2027", "stop_reason": "Nghỉ việc"}, "stop_from", "stop_from_unreadable"),
        ({"stop_from": "01/12/2030", "stop_reason": "  "}, "stop_reason", "stop_reason_missing"),
        ({"stop_from": "01/12/2030", "stop_reason": "x" * 301}, "stop_reason", "stop_reason_long"),
    ],
)
def test_stopping_says_from_when_and_why(values: dict[str, str], field: str, code: str) -> None:
    assert blocked(of_kind(Kind.STOP, **values)) == [(field, code)]


def test_a_day_that_is_over_asks_for_a_second_look_only() -> None:
    draft = of_kind(Kind.STOP, stop_from="01/01/2020", stop_reason="Nghỉ việc")
    assert "stop_from_past" in declared(draft).checks


def test_only_what_changes_travels() -> None:
    content = declared(of_kind(Kind.ADJUST, new_phone="0987 654 321", stop_reason="Nghỉ việc"))
    assert content.kind == "adjust"
    assert content.changed is not None
    assert (content.changed.phone, content.changed.email) == ("+84987654321", None)
    assert content.stop is None


def test_a_registration_carries_nothing_of_the_other_kinds() -> None:
    content = declared(of_kind(Kind.REGISTER, new_phone="0987654321", stop_from="khong"))
    assert (content.kind, content.changed, content.stop) == ("register", None, None)


def test_what_was_declared_is_in_the_form_again_for_a_correction() -> None:
    longest = "x" * LONGEST_REASON
    content = declared(of_kind(Kind.STOP, stop_from="2030-12-01", stop_reason=longest))
    values = values_of(content, "")
    assert (values[Field.STOP_FROM], values[Field.STOP_REASON]) == ("01/12/2030", longest)
    again = values_of(declared(of_kind(Kind.ADJUST, new_email="b@example.com")), "")
    assert again[Field.NEW_EMAIL] == "b@example.com"
