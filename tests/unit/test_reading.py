"""Cards in picture files: one JSON object a file, or one a burst."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest

from desk.reading import read_burst_files, read_file
from practice.drawn_cards import card_back, card_front, insurance_card, seen_by_camera
from practice.people import identity_payload, insurance_payload, invented_person

TODAY = date(2026, 11, 20)
PERSON = invented_person(3)
KEYS = ["kind", "payload", "sure", "fields", "problems", "ms"]


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    pictures = {
        "front.png": seen_by_camera(card_front(PERSON), 1),
        "back.png": seen_by_camera(card_back(PERSON), 1),
        "insurance.jpg": seen_by_camera(insurance_card(PERSON), 1),
        "nothing.png": np.full((200, 300, 3), 128, np.uint8),
    }
    for name, pixels in pictures.items():
        written, data = cv2.imencode(Path(name).suffix, pixels)
        assert written
        (tmp_path / name).write_bytes(data.tobytes())
    (tmp_path / "broken.png").write_bytes(b"no picture")
    return tmp_path


def test_a_card_is_told_with_its_fields(folder: Path) -> None:
    found = read_file(folder / "front.png", TODAY)
    assert list(found) == ["file", *KEYS]
    assert (found["kind"], found["payload"], found["sure"]) == ("cccd", identity_payload(PERSON), True)
    assert found["fields"]["full_name"] == PERSON.full_name
    assert json.loads(json.dumps(found)) == found


def test_an_insurance_card_is_told_apart(folder: Path) -> None:
    found = read_file(folder / "insurance.jpg", TODAY)
    assert (found["kind"], found["payload"]) == ("bhyt", insurance_payload(PERSON))


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("nothing.png", "no_code_found"),
        ("broken.png", "picture_unreadable"),
        ("absent.png", "picture_unreadable"),
    ],
)
def test_a_file_without_a_card_says_why(folder: Path, name: str, problem: str) -> None:
    found = read_file(folder / name, TODAY, budget_ms=50)
    assert (found["kind"], found["payload"], found["problems"]) == ("none", None, [problem])


def test_a_burst_gives_one_answer_for_all_its_files(folder: Path) -> None:
    files = [folder / name for name in ("broken.png", "nothing.png", "front.png")]
    found = read_burst_files(files, TODAY, budget_ms=50)
    assert list(found) == ["files", *KEYS]
    assert found["files"] == [str(file) for file in files]
    assert (found["payload"], found["problems"]) == (identity_payload(PERSON), [])


def test_a_burst_without_a_card_says_why(folder: Path) -> None:
    both = read_burst_files([folder / "broken.png", folder / "nothing.png"], TODAY, budget_ms=50)
    assert both["problems"] == ["no_code_found", "picture_unreadable"]
    assert read_burst_files([folder / "broken.png"], TODAY)["problems"] == ["picture_unreadable"]
