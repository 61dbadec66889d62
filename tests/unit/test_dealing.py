"""Certificate, I-VAN, contact person and way of handing in: nothing is asked for, what is given is whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from declaration.dealing import Channel, HandIn
from declaration.declaration import Declaration, complete
from declaration.draft import Draft, Field
from declaration.lifecycle import Kind
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.from_declaration import content_of
from declaration.wire.to_draft import values_of
from tests.builders import TODAY, whole_draft

CERTIFICATE: dict[str, Any] = {
    "certificate": "54:0a 01",
    "certificate_issuer": "Tổ chức  Chứng thực Mẫu",
    "certificate_from": "1/2/2026",
    "certificate_to": "01/02/2029",
}
NEW: dict[str, Any] = {f"new_{name}": value for name, value in CERTIFICATE.items()}


def blocked(draft: Draft) -> list[tuple[str, str]]:
    outcome = complete(draft, TODAY)
    assert not isinstance(outcome, Declaration)
    return [(str(problem.field), problem.code) for problem in outcome]


def declared(draft: Draft) -> DeclarationContent:
    outcome = complete(draft, TODAY)
    assert isinstance(outcome, Declaration), [problem.code for problem in outcome]
    return content_of(outcome)


def test_nothing_filled_in_asks_for_a_code_through_the_portal_handed_in_by_the_desk() -> None:
    content = declared(whole_draft())
    assert content.certificate is None
    assert (content.channel, content.ivan_name) == (Channel.PORTAL, "")
    assert (content.contact_person, content.hand_in) == ("", HandIn.DESK)


def test_a_certificate_is_kept_as_certificates_show_it() -> None:
    certificate = declared(whole_draft(**CERTIFICATE)).certificate
    assert certificate is not None
    assert (certificate.number, certificate.issuer) == ("540A01", "Tổ chức Chứng thực Mẫu")
    assert (certificate.first_day, certificate.last_day) == (date(2026, 2, 1), date(2029, 2, 1))


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"certificate": ""}, "certificate", "certificate_missing"),
        ({"certificate": "54-XY"}, "certificate", "certificate_unreadable"),
        ({"certificate_issuer": " "}, "certificate_issuer", "certificate_issuer_missing"),
        ({"certificate_issuer": "x" * 201}, "certificate_issuer", "body_name_long"),
        ({"certificate_from": "31/02/2026"}, "certificate_from", "certificate_day"),
        ({"certificate_to": ""}, "certificate_to", "certificate_day"),
        ({"certificate_to": "01/01/2026"}, "certificate_to", "certificate_ends_first"),
        (
            {"certificate_from": "01/01/2024", "certificate_to": "01/01/2026"},
            "certificate_to",
            "certificate_ended",
        ),
        ({"channel": "ivan"}, "ivan_name", "ivan_name_missing"),
        ({"channel": "ivan", "ivan_name": "x" * 201}, "ivan_name", "body_name_long"),
        ({"contact_person": "Lê 2"}, "contact_person", "name_has_digit"),
    ],
)
def test_what_is_half_or_wrong_is_named_at_its_field(wrong: dict[str, Any], field: str, code: str) -> None:
    assert blocked(whole_draft(**{**CERTIFICATE, **wrong})) == [(field, code)]


def test_the_same_rules_hold_for_the_new_certificate_of_an_adjustment() -> None:
    draft = replace(whole_draft(**{**NEW, "new_certificate_to": "01/01/2026"}), kind=Kind.ADJUST)
    assert blocked(draft) == [("new_certificate_to", "certificate_ends_first")]
    changed = declared(replace(whole_draft(**NEW), kind=Kind.ADJUST)).changed
    assert changed is not None
    assert changed.certificate is not None
    assert (changed.phone, changed.certificate.number) == (None, "540A01")


def test_only_registering_chooses_a_way_to_deal() -> None:
    draft = replace(whole_draft(channel="ivan", stop_from="01/12/2030", stop_reason="x"), kind=Kind.STOP)
    assert declared(draft).channel == "portal"


@pytest.mark.parametrize("kind", [Kind.REGISTER, Kind.ADJUST])
def test_a_correction_begins_with_what_was_declared(kind: Kind) -> None:
    given = CERTIFICATE | {"contact_person": "Lê Thị Thử", "hand_in": "post"}
    given |= NEW if kind is Kind.ADJUST else {"channel": "ivan", "ivan_name": "I-VAN Mẫu"}
    content = declared(replace(whole_draft(**given), kind=kind))
    again = replace(whole_draft(), kind=kind, values=values_of(content, content.insurance_code or ""))
    assert declared(again).model_dump(exclude={"sources"}) == content.model_dump(exclude={"sources"})


def test_a_way_of_handing_in_of_a_newer_desk_is_read_and_chosen_anew_when_corrected() -> None:
    content = declared(whole_draft()).model_copy(update={"hand_in": "of_next_year"})
    assert DeclarationContent.model_validate_json(content.model_dump_json()).hand_in == "of_next_year"
    assert Field.HAND_IN not in values_of(content, "")
