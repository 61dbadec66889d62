"""Whoever reads a declaration sees what only some have: guardian, passport, certificate, I-VAN, hand-in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from declaration.declaration import Declaration, complete
from declaration.draft import Field, PhotoRole
from declaration.wire.from_declaration import content_of
from desk.views.declarations.dealing_facts import dealing_facts
from desk.views.review.facts import facts_of
from desk.views.review.forms import markable
from tests.builders import TODAY, whole_declaration, whole_draft
from tests.unit.test_dealing import CERTIFICATE
from tests.unit.test_guardian import CHILD, PHOTOS


def test_most_declarations_have_none_of_it() -> None:
    assert dealing_facts(content_of(whole_declaration())) == {}


def test_certificate_and_channel_are_read_in_one_line_each() -> None:
    given = CERTIFICATE | {"channel": "ivan", "ivan_name": "I-VAN Mẫu", "hand_in": "post"}
    assert dealing_facts(content_of(whole_declaration(**given))) == {
        "certificate": "540A01 · Tổ chức Chứng thực Mẫu · 01/02/2026 – 01/02/2029",
        "channel": "Tổ chức I-VAN",
        "ivan_name": "I-VAN Mẫu",
        "hand_in": "Qua bưu chính",
    }


def test_the_reviewer_sees_who_answers_for_a_child() -> None:
    made = complete(replace(whole_draft(**CHILD), photos=PHOTOS), TODAY)
    assert isinstance(made, Declaration), made
    lines = {fact.label: fact.value for fact in facts_of(content_of(made), "", "", None)}
    assert lines["Mã số BHXH của người giám hộ"] == "0123456789 · Nguyễn Văn Mẫu · Cha"
    assert lines["Số giấy khai sinh"] == "45/2019"


def test_a_passports_country_and_end_are_read() -> None:
    passport: dict[str, Any] = {"document_kind": "passport", "document_number": "M1234567"}
    made = whole_declaration(**passport, nationality="KOR", expires="13/02/2031")
    assert dealing_facts(content_of(made)) == {"nationality": "KOR", "expires": "13/02/2031"}


def test_a_reviewer_marks_only_what_this_document_has() -> None:
    pages = {PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK, PhotoRole.PASSPORT_PAGE, PhotoRole.BIRTH_CERTIFICATE}
    card = {*markable(content_of(whole_declaration()))}
    assert pages & card == pages & {*markable(None)} == {PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK}
    given: dict[str, Any] = {"document_kind": "passport", "document_number": "M1234567"}
    passport = {*markable(content_of(whole_declaration(**given, nationality="KOR", expires="13/02/2031")))}
    assert pages & passport == {PhotoRole.PASSPORT_PAGE}
    made = complete(replace(whole_draft(**CHILD), photos=PHOTOS), TODAY)
    assert isinstance(made, Declaration), made
    child = {*markable(content_of(made))}
    assert pages & child == {PhotoRole.BIRTH_CERTIFICATE}
    assert Field.GUARDIAN_CODE in child - passport


def test_a_reviewer_marks_certificate_and_i_van_only_where_there_are_some() -> None:
    asked = {Field.CERTIFICATE, Field.IVAN_NAME}
    given = CERTIFICATE | {"channel": "ivan", "ivan_name": "I-VAN Mẫu"}
    assert asked <= {*markable(content_of(whole_declaration(**given)))}
    assert not asked & {*markable(content_of(whole_declaration()))}
