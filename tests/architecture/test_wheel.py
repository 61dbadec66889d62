"""The wheel is all there is to it: installed by hash into nothing, it does the main job from nowhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
_SCRIPTS = "Scripts" if os.name == "nt" else "bin"


def _run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("DESK_", "PYTHON"))
    }
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_an_installed_wheel_does_the_main_job_from_an_empty_folder(tmp_path: Path) -> None:
    built = _run(
        *(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "dist"), cwd=ROOT
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=True)
    # What is never loaded need not be compiled either: that is most of the work.
    install = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-compile")
    pip = (tmp_path / "venv" / _SCRIPTS / "python", *install)
    locked = _run(*pip, "--require-hashes", "-r", ROOT / "requirements.lock", cwd=tmp_path)
    assert locked.returncode == 0, locked.stderr
    installed = _run(*pip, wheel, cwd=tmp_path)
    assert installed.returncode == 0, installed.stderr
    empty = tmp_path / "empty"
    empty.mkdir()
    done = _run(tmp_path / "venv" / _SCRIPTS / "desk", "selftest", "--json", cwd=empty)
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(step["ok"] for step in steps)
    assert steps[-1]["name"] == "applied"
    assert list(empty.iterdir()) == []
