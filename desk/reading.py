"""Cards in picture files, as one JSON object a file."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

from declaration.cards.card import Foreign
from declaration.cards.identity_card import IdentityCard
from declaration.cards.insurance_card import InsuranceCard
from declaration.cards.recognise import card_problems, recognise
from declaration.problems import Problem
from desk.capture.picture_file import open_picture
from desk.capture.reader import CodeReader


def read_file(path: Path, today: date) -> dict[str, Any]:
    """{"file", "kind": cccd|can_cuoc|bhyt|unknown|none, "payload", "fields", "problems", "ms"}; never raises
    for what a file may hold. ``ms`` is the reader's own time."""
    began = time.perf_counter()
    answer: dict[str, Any] = {
        "file": str(path).encode("utf-8", "backslashreplace").decode(),  # Linux has names that are no text
        "kind": "none",
        "payload": None,
        "fields": {},
        "problems": [],
    }
    picture = open_picture(path)
    if isinstance(picture, Problem):
        answer["problems"] = [picture.code]
    else:
        text = CodeReader().read(picture).text
        answer |= _card(text, today) if text is not None else {"problems": ["no_code_found"]}
    answer["ms"] = round((time.perf_counter() - began) * 1000, 1)
    return answer


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
