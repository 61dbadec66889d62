"""One process owns a station, until it ends in whatever way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desk.ownership import Ownership, StationFolderError

HOLD = """
import sys
from pathlib import Path
from desk.ownership import Ownership
ownership = Ownership(Path(sys.argv[1]))
print("owned" if ownership.take() else "refused", flush=True)
sys.stdin.read()
"""


def _holder(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_a_second_process_is_refused_until_the_first_is_dead(tmp_path: Path) -> None:
    with _holder(tmp_path) as first:
        assert first.stdout is not None
        assert first.stdout.readline().strip() == "owned"
        mine = Ownership(tmp_path)
        assert not mine.take()
        first.kill()
        first.wait()
        assert mine.take()
        with _holder(tmp_path) as second:
            assert second.communicate("")[0].strip() == "refused"
        mine.release()


def test_what_was_released_can_be_taken_again(tmp_path: Path) -> None:
    mine, other = Ownership(tmp_path / "new"), Ownership(tmp_path / "new")
    assert mine.take()
    assert not other.take()
    mine.release()
    assert other.take()
    other.release()


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StationFolderError):
        Ownership(tmp_path / "file" / "station")
    with pytest.raises(StationFolderError):
        Ownership(tmp_path / "file")
