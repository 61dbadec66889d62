"""Every problem that can be told has its words, in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from desk import i18n

ROOT = Path(__file__).resolve().parents[2]
_TELLS = {"blocking": 1, "warning": 1, "NotRead": 0, "CardTextError": 0, "Foreign": 0}
"""What makes a problem, and which of its arguments is the code."""


def told(file: Path) -> Iterator[str]:
    """Every code written out in a module; codes made of parts must be tested where they are made."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = _TELLS.get(name)
        if place is None or len(node.args) <= place:
            continue
        code = node.args[place]
        if isinstance(code, ast.Constant) and isinstance(code.value, str):
            yield code.value


def codes() -> set[str]:
    packages = (ROOT / "declaration", ROOT / "desk" / "registration", ROOT / "desk" / "capture")
    return {code for package in packages for file in package.rglob("*.py") for code in told(file)}


def strings() -> set[str]:
    """Every string of the program, to tell codes that stand in tables."""
    files = [file for package in ("declaration", "desk") for file in (ROOT / package).rglob("*.py")]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    constants = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def test_every_code_has_words() -> None:
    known = set(i18n.load("vi").texts)
    assert {code for code in codes() if f"problem.{code}" not in known} == set()


def test_the_codes_of_cards_that_stand_in_tables_have_words() -> None:
    known = set(i18n.load("vi").texts)
    begin = (
        "mrz_",
        "issued_",
        "citizen_id_",
        "card_kind_",
        "card_sides_",
        "code_number_",
        "printed_number_",
        "passport_page_",
    )
    named = {text for text in strings() if text.startswith(begin) and text.replace("_", "").isalpha()}
    assert {code for code in named if f"problem.{code}" not in known} == set()
    assert "mrz_name_differs" in named
