"""A register in a file tells a code only to who knows number, name and birth date, and never falls over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from approval.lookups import JsonFileCodes, NoRegister
from declaration.wire.lookups import CodeQuestion

PERSON = {"full_name": "Nguyễn Văn Mẫu", "birth": "1990-01-01", "sex": "male", "insurance_code": "0123456789"}
ASKED = CodeQuestion(document_number="001090123456", full_name="NGUYỄN VĂN MẪU", birth="1990-01-01")


@pytest.fixture
def register(tmp_path: Path) -> JsonFileCodes:
    file = tmp_path / "people.json"
    file.write_text(json.dumps({"001090123456": PERSON}), encoding="utf-8")
    return JsonFileCodes(file)


def test_all_three_agree_and_the_code_is_told(register: JsonFileCodes) -> None:
    assert register.code_of(ASKED) == "0123456789"


@pytest.mark.parametrize(
    "other",
    [{"document_number": "001090000000"}, {"full_name": "Lê Thị Thử"}, {"birth": "1990"}],
)
def test_one_that_differs_and_nothing_is_told(register: JsonFileCodes, other: dict[str, str]) -> None:
    assert register.code_of(ASKED.model_copy(update=other)) is None


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"001090123456": []}', json.dumps({"001090123456": PERSON | {"insurance_code": "1"}})],
)
def test_a_file_that_is_none_tells_nothing(tmp_path: Path, content: str) -> None:
    file = tmp_path / "people.json"
    file.write_text(content, encoding="utf-8")
    assert JsonFileCodes(file).code_of(ASKED) is None
    assert JsonFileCodes(tmp_path / "absent").code_of(ASKED) is None


def test_without_a_register_nothing_is_found() -> None:
    assert NoRegister().code_of(ASKED) is None
