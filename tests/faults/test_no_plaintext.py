"""Whatever lies beside the station's file, and whatever a crash prints, holds nothing of anybody."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from declaration.wire.changes import ChangeKind
from desk.ports.care import BackupMade, Erased
from desk.storage.restoring import restore
from desk.storage.salvaging import salvage
from desk.storage.station import DATABASE, SLOTS, StationFile
from desk.storage.trouble import WrongKeyError
from desk.storage.vault.slots import KeySlots
from practice.people import invented_person
from tests.builders import MAU, NOON, PASSPHRASE, BuiltStation, built_station, secrets_of
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import NEEDED, declare, filled, picture
from tests.samples import KEY, sample

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = range(1, 6)
NEVER_IN_THE_CLEAR = (b"SQLite format 3", b"CREATE TABLE", b"declaration", b"search_name")


def _hidden(key: bytes) -> list[bytes]:
    texts = [text.encode() for seed in PEOPLE for text in secrets_of(invented_person(seed))]
    pictures = [picture(seed, role).data[8:60] for seed in PEOPLE for role in NEEDED]
    return [*texts, *pictures, *NEVER_IN_THE_CLEAR, PASSPHRASE.encode(), key, key.hex().encode()]


def _told_by(folder: Path, key: bytes) -> set[str]:
    """The files in which something is found that should be in none."""
    hidden = _hidden(key)
    files = [path for path in folder.rglob("*") if path.is_file()]
    contents = {str(path.relative_to(folder)): path.read_bytes() for path in files}
    return {name for name, content in contents.items() for each in hidden if each in content} | {
        name for name in contents for each in hidden if each in name.encode()
    }


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where SQLite and everybody else would put temporary files."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    return folder


def test_no_file_that_the_care_of_a_station_makes_tells_anything(tmp_path: Path, temporary: Path) -> None:
    """Reserve, log, backup, list of erasures, spare, salvaged and put-aside files; while open, and after."""
    station = built_station(tmp_path / "all" / "station")
    for seed in PEOPLE:
        declared = declare(station.registration, seed)
    station.registration.save(filled(station.registration, 5))
    agency = FakeAgency(station.file.outbox, station.clock)
    agency.receive(declared)
    agency.answer(declared, ChangeKind.REJECTED, note=invented_person(4).full_name)
    station.file.care.tidy(station.clock.today())
    made = station.file.care.back_up(tmp_path / "all" / "stick", "mau", lambda _done, _all: None)
    assert isinstance(made, BackupMade)
    assert _told_by(tmp_path / "all", station.file_key) == set()
    assert isinstance(station.file.care.erase(declared.id, "mau"), Erased)
    station.file.close()
    key, now = station.file_key, station.clock.now
    assert restore(made.folder, tmp_path / "all" / "spare", key, now) is None
    salvage(station.folder / DATABASE, key, now)
    names = {path.name for path in (tmp_path / "all").rglob("*") if path.is_file()}
    assert names >= {DATABASE, f"{DATABASE}.1", SLOTS, "station.reserve", "backup.json"}
    assert _told_by(tmp_path / "all", key) == set()
    assert list(temporary.iterdir()) == []


def test_an_upgrade_leaves_nothing_in_the_clear(tmp_path: Path, temporary: Path) -> None:
    folder = tmp_path / "station"
    folder.mkdir()
    shutil.copyfile(sample("0001"), folder / DATABASE)
    station = StationFile.open(folder, KEY, lambda: NOON)
    assert _told_by(folder, KEY) == set()
    station.close()
    assert _told_by(folder, KEY) == set()
    assert list(temporary.iterdir()) == []


CRASHES = {
    "a broken rule": "file._database.write(lambda s: (s.add(row), s.flush()))",
    "a damaged file": "open(path, 'r+b').write(b'x' * 200_000); file.drafts.photos(draft.id)",
    "a full disk": "file._database.write(lambda s: (_ for _ in ()).throw(StationFileFullError()))",
}


@pytest.mark.parametrize("crash", CRASHES)
def test_what_a_crash_prints_names_nobody(tmp_path: Path, crash: str) -> None:
    """An exception that nobody caught, as the system's error window or a terminal would show it."""
    station = built_station(tmp_path / "station")
    draft = filled(station.registration, 1)
    station.file.close()
    script = f"""
import faulthandler, sys
from datetime import UTC, datetime
from pathlib import Path
from desk.storage.rows import PhotoUseRow
from desk.storage.station import StationFile
from desk.storage.trouble import StationFileFullError
from practice.people import invented_person
faulthandler.enable()
now = datetime(2026, 3, 2, tzinfo=UTC)
path = {str(station.folder / DATABASE)!r}
file = StationFile.open(Path({str(station.folder)!r}), bytes.fromhex(sys.stdin.read()), lambda: now)
person = invented_person(1).full_name
row = PhotoUseRow(declaration_id="d", role=person, sha256=person)
draft = file.drafts.draft(__import__("uuid").UUID({str(draft.id)!r}))
{CRASHES[crash]}
"""
    done = subprocess.run(
        [sys.executable, "-c", script], input=station.file_key.hex(), cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    told = done.stdout + done.stderr
    assert done.returncode != 0
    assert "Traceback" in told
    assert [each for each in secrets_of(invented_person(1)) if each in told] == []
    assert station.file_key.hex() not in told


def test_a_wrong_key_opens_none_of_the_files(tmp_path: Path) -> None:
    station: BuiltStation = built_station(tmp_path / "station")
    declare(station.registration, 1)
    made = station.file.care.back_up(tmp_path / "stick", "mau", lambda _done, _all: None)
    assert isinstance(made, BackupMade)
    station.file.close()
    for folder in (station.folder, made.folder):
        with pytest.raises(WrongKeyError):
            StationFile.open(folder, bytes(32), station.clock.now)
        assert KeySlots(folder / SLOTS).open(MAU.name, "một câu khác hẳn") is None
