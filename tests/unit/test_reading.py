"""`desk read`: whatever a file holds, one JSON object comes out of it."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import segno
from typer.testing import CliRunner

from desk.cli import app
from desk.reading import read_file
from practice.people import identity_payload, insurance_payload, invented_person

TODAY = date(2026, 3, 2)
PERSON = invented_person(1)
KEYS = {"file", "kind", "payload", "fields", "problems", "ms"}


def _code(path: Path, text: str) -> Path:
    segno.make(text, error="m", encoding="utf-8").save(str(path), scale=6)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good card, somebody else's code, and every way a file can be no picture."""
    _code(tmp_path / "thẻ tốt.png", identity_payload(PERSON))
    _code(tmp_path / "foreign.png", "https://example.com/thuc-don")
    (tmp_path / "text.jpg").write_text("đây không phải ảnh", encoding="utf-8")
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "folder.png").mkdir()
    cv2.imwrite(str(tmp_path / "blank.png"), np.full((200, 200, 3), 255, np.uint8))
    cv2.imwrite(str(tmp_path / "dot.png"), np.zeros((1, 1, 3), np.uint8))
    return tmp_path


def test_a_good_card_is_read_with_its_fields(folder: Path) -> None:
    answer = read_file(folder / "thẻ tốt.png", TODAY)
    assert set(answer) == KEYS
    assert (answer["kind"], answer["payload"]) == (PERSON.card_kind.value, identity_payload(PERSON))
    assert answer["fields"]["number"] == PERSON.number
    assert answer["fields"]["birth"] == PERSON.birth.iso()
    assert answer["fields"]["full_name"] == PERSON.full_name
    assert answer["ms"] >= 0


def test_a_health_card_is_read_with_its_code(tmp_path: Path) -> None:
    answer = read_file(_code(tmp_path / "bhyt.png", insurance_payload(PERSON)), TODAY)
    assert (answer["kind"], answer["fields"]["insurance_code"]) == ("bhyt", PERSON.insurance_code)


def test_a_foreign_code_is_unknown_and_keeps_its_text(folder: Path) -> None:
    answer = read_file(folder / "foreign.png", TODAY)
    assert (answer["kind"], answer["payload"]) == ("unknown", "https://example.com/thuc-don")
    assert answer["problems"] == ["not_a_card"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("text.jpg", "picture_unreadable"),
        ("empty.png", "picture_unreadable"),
        ("folder.png", "picture_unreadable"),
        ("missing.jpg", "picture_unreadable"),
        ("a/b/missing.jpg", "picture_unreadable"),
        ("x" * 300 + ".jpg", "picture_unreadable"),
        ("blank.png", "no_code_found"),
        ("dot.png", "no_code_found"),
    ],
)
def test_what_holds_no_card_is_none_with_its_problem(folder: Path, name: str, problem: str) -> None:
    answer = read_file(folder / name, TODAY)
    assert set(answer) == KEYS
    assert (answer["kind"], answer["payload"], answer["fields"]) == ("none", None, {})
    assert answer["problems"] == [problem]


def _lines(*files: Path | str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, ["read", *map(str, files)])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_file_has_one_line_in_the_order_given_and_a_bad_one_stops_none(folder: Path) -> None:
    names = ["missing.jpg", "thẻ tốt.png", "text.jpg", "foreign.png"]
    lines = _lines(*(folder / name for name in names))
    assert [Path(line["file"]).name for line in lines] == names
    assert [line["kind"] for line in lines] == ["none", PERSON.card_kind.value, "none", "unknown"]


@pytest.mark.skipif(os.name == "nt", reason="file names are text there")
def test_a_file_name_that_is_no_text_is_no_reason_to_fall_over(folder: Path) -> None:
    (line,) = _lines(os.fsdecode(os.fsencode(folder) + b"/\xff.jpg"))
    assert line["kind"] == "none"
