"""The lock names every dependency with its exact version and hashes, and no address of anybody."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\\n]+)", LOCK, re.MULTILINE))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _asked() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return {_normal(re.split(r"[<>=!~\[; ]", each)[0]) for each in asked}


def test_every_dependency_is_pinned() -> None:
    assert _asked() - {_normal(name) for name in PINS} == set()


def test_every_pin_has_its_hashes() -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)
    pinned = [block for block in blocks if re.match(r"[A-Za-z0-9._-]+==", block)]
    assert len(pinned) == len(re.findall(r"^[A-Za-z0-9._-]+==", LOCK, re.MULTILINE))
    assert [block.splitlines()[0] for block in pinned if "--hash=sha256:" not in block] == []


def test_the_lock_names_no_address_and_no_other_index() -> None:
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|@ file:", LOCK)
