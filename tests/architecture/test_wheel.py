"""The wheel is all there is to it: beside what the lock holds and nothing else, it does the main job from
nowhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
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


def _lend_what_the_lock_holds(python: Path) -> None:
    """Packages that ``make setup`` put in by hash are there for it too. The project itself, which stands
    among them by a ``.pth`` of its own, is not: in a folder that is lent this way they are passed over."""
    asked = _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=python.parent)
    lent = Path(asked.stdout.strip()) / "lent.pth"
    lent.write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")


def test_an_installed_wheel_does_the_main_job_from_an_empty_folder(tmp_path: Path) -> None:
    built = _run(
        *(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "dist"), cwd=ROOT
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / _SCRIPTS / "python"
    installed = _run(
        *(sys.executable, "-m", "pip", "--python", python, "install"),
        *("--quiet", "--no-index", "--no-deps", "--no-compile", wheel),
        cwd=tmp_path,
    )
    assert installed.returncode == 0, installed.stderr
    _lend_what_the_lock_holds(python)
    empty = tmp_path / "empty"
    empty.mkdir()
    found = _run(python, "-c", "import desk; print(desk.__file__)", cwd=empty)
    assert Path(found.stdout.strip()).is_relative_to(tmp_path), found.stdout + found.stderr
    done = _run(tmp_path / "venv" / _SCRIPTS / "desk", "selftest", "--json", cwd=empty)
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(step["ok"] for step in steps)
    assert steps[-1]["name"] == "applied"
    assert list(empty.iterdir()) == []
