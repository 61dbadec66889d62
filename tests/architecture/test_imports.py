"""The packages stand by themselves: importing one brings only what is its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASK = "import json, sys; import {module}; print(json.dumps(sorted({{n.split('.')[0] for n in sys.modules}})))"


def _loaded_by(module: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ASK.format(module=module)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("module", "kept_out"),
    [
        (
            "declaration.declaration",
            {"pydantic", "flet", "httpx", "sqlalchemy", "cv2", "cryptography", "desk"},
        ),
        ("declaration.wire.records", {"flet", "httpx", "sqlalchemy", "cv2", "cryptography", "desk"}),
        ("desk.storage.station", {"flet", "httpx", "cv2", "fastapi", "approval", "practice"}),
        ("desk.sync.engine", {"flet", "sqlalchemy", "cv2", "cryptography", "approval", "practice"}),
        ("desk.cli", {"approval", "practice", "pytest"}),
        ("approval.cli", {"desk", "practice", "flet", "cv2"}),
    ],
)
def test_a_package_brings_only_what_is_its_own(module: str, kept_out: set[str]) -> None:
    assert _loaded_by(module) & kept_out == set()
