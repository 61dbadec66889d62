"""Cards in picture files, as one JSON object a file or a burst of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from declaration.cards.card import Foreign
from declaration.cards.identity_card import IdentityCard
from declaration.cards.insurance_card import InsuranceCard
from declaration.cards.recognise import card_problems, recognise
from declaration.problems import Problem
from desk.capture.burst import read_burst
from desk.capture.picture_file import open_picture
from desk.capture.reader import STILL_BUDGET_MS, CodeReader
from desk.ports.camera import Reading

__all__ = ["STILL_BUDGET_MS", "read_burst_files", "read_file"]


def read_file(path: Path, today: date, budget_ms: float = STILL_BUDGET_MS) -> dict[str, Any]:
    """{"file", "kind": cccd|can_cuoc|bhyt|unknown|none, "payload", "sure", "fields", "problems", "ms"}; never
    raises for what a file may hold. ``ms`` is the time of opening and reading it."""
    began = time.perf_counter()
    picture = open_picture(path)
    if isinstance(picture, Problem):
        found = _nothing(picture.code)
    else:
        found = _found(CodeReader(budget_ms=budget_ms).read(picture), today)
    return {"file": str(path), **found, "ms": _ms_since(began)}


def read_burst_files(
    paths: Sequence[Path], today: date, budget_ms: float = STILL_BUDGET_MS
) -> dict[str, Any]:
    """The same of several pictures of one card, with "files" for "file"; those that cannot be opened are
    left out and named among the problems only when no picture gave a card."""
    began = time.perf_counter()
    opened = [open_picture(path) for path in paths]
    pictures = [picture for picture in opened if not isinstance(picture, Problem)]
    reading = read_burst(pictures, CodeReader(budget_ms=budget_ms))
    found = _found(reading, today)
    if reading.text is None:
        unopened = sorted({picture.code for picture in opened if isinstance(picture, Problem)})
        found["problems"] = [*(["no_code_found"] if pictures else []), *unopened]
    return {"files": [str(path) for path in paths], **found, "ms": _ms_since(began)}


def _ms_since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)


def _nothing(code: str) -> dict[str, Any]:
    return {"kind": "none", "payload": None, "sure": False, "fields": {}, "problems": [code]}


def _found(reading: Reading, today: date) -> dict[str, Any]:
    if reading.text is None:
        return _nothing("no_code_found")
    return {**_nothing(""), **_card(reading.text, today), "sure": reading.sure}


def _card(text: str, today: date) -> dict[str, Any]:
    card = recognise(text)
    if isinstance(card, Foreign):
        return {"kind": "unknown", "payload": text, "problems": [card.reason_code]}
    return {
        "kind": card.kind.value,
        "payload": card.payload,
        "fields": _fields(card),
        "problems": [problem.code for problem in card_problems(card, today)],
    }


def _fields(card: IdentityCard | InsuranceCard) -> dict[str, Any]:
    common: dict[str, Any] = {
        "full_name": card.full_name,
        "birth": card.birth.iso(),
        "sex": card.sex.value if card.sex else None,
        "address": card.address,
        "issued": card.issued.isoformat() if card.issued else None,
    }
    if isinstance(card, IdentityCard):
        return {
            "number": card.number.value,
            "old_number": card.old_number,
            "extras": list(card.extras),
            **common,
        }
    return {
        "number": card.number,
        "insurance_code": card.code.value,
        "valid_from": card.valid_from.isoformat() if card.valid_from else None,
        "valid_to": card.valid_to.isoformat() if card.valid_to else None,
        **common,
    }
