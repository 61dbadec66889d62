"""The wrong words, the wrong key, a file that is not whole: said truly, nothing changed, nothing told."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from declaration.draft import PhotoRole
from desk.storage.station import DATABASE, SLOTS, StationFile, create_station
from desk.storage.trouble import StationFileDamagedError, WrongKeyError
from desk.storage.vault.slots import KeySlots
from practice.people import invented_person
from tests.builders import MAU, PASSPHRASE, QUICK, BuiltStation, built_station, secrets_of
from tests.fakes.declared import NEEDED, declare, filled, picture


@pytest.fixture(scope="module")
def worked_at(tmp_path_factory: pytest.TempPathFactory) -> BuiltStation:
    """A closed station with two declarations and a draft in it."""
    station = built_station(tmp_path_factory.mktemp("vault") / "station")
    declare(station.registration, 1)
    declare(station.registration, 2)
    station.registration.save(filled(station.registration, 3))
    station.file.close()
    return station


@pytest.fixture
def folder(worked_at: BuiltStation, tmp_path: Path) -> Path:
    copy = tmp_path / "station"
    shutil.copytree(worked_at.folder, copy)
    return copy


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _truncated(to: int) -> Callable[[Path], None]:
    def damage(database: Path) -> None:
        with database.open("r+b") as file:
            file.truncate(to if to >= 0 else database.stat().st_size + to)

    return damage


def _flipped(at: int) -> Callable[[Path], None]:
    def damage(database: Path) -> None:
        content = bytearray(database.read_bytes())
        content[at] ^= 1
        database.write_bytes(content)

    return damage


def _read_everything(station: BuiltStation, folder: Path) -> None:
    file = StationFile.open(folder, station.file_key, station.clock.now)
    try:
        for line in file.declarations.search("", (), after=None, limit=10).lines:
            file.declarations.detail(line.id)
            file.drafts.photos(line.id)
            file.outbox.entry(line.id, line.revision)
        file.drafts.open_drafts("mau")
    finally:
        file.close()


def test_a_wrong_key_opens_nothing_and_changes_nothing(worked_at: BuiltStation, folder: Path) -> None:
    before, wrong = _content(folder), secrets.token_bytes(32)
    with pytest.raises(WrongKeyError) as caught:
        StationFile.open(folder, wrong, worked_at.clock.now)
    assert wrong.hex() not in repr(caught.value) + str(caught.value.__cause__)
    assert _content(folder) == before


@pytest.mark.parametrize(
    "damage",
    [
        *(_truncated(to) for to in (0, 1, 511, 600, 4096, 8192 + 7, -4096, -10)),
        *(_flipped(at) for at in (3, 50, 5000, -100)),
        lambda database: database.write_bytes(b"not a database " * 1000),
        lambda database: database.write_bytes(b"SQLite format 3\0" + bytes(8000)),
    ],
)
def test_a_file_that_is_not_whole_is_said_to_be_and_is_left_alone(
    worked_at: BuiltStation, folder: Path, damage: Callable[[Path], object]
) -> None:
    damage(folder / DATABASE)
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(WrongKeyError):
        _read_everything(worked_at, folder)
    assert (folder / DATABASE).read_bytes() == before


def test_nobody_begins_anew_where_a_file_is_gone(worked_at: BuiltStation, folder: Path) -> None:
    (folder / DATABASE).unlink()
    with pytest.raises(StationFileDamagedError):
        StationFile.open(folder, worked_at.file_key, worked_at.clock.now)
    assert not (folder / DATABASE).exists()


def test_a_station_is_never_made_over_another(folder: Path, worked_at: BuiltStation) -> None:
    before = _content(folder)
    with pytest.raises(FileExistsError):
        create_station(folder, MAU, PASSPHRASE, QUICK, worked_at.clock.now)
    assert _content(folder) == before


def test_a_file_whose_slots_are_lost_is_kept_aside_when_a_station_is_made(
    folder: Path, worked_at: BuiltStation
) -> None:
    lost = (folder / DATABASE).read_bytes()
    (folder / SLOTS).unlink()
    create_station(folder, MAU, PASSPHRASE, QUICK, worked_at.clock.now).close()
    assert (folder / f"{DATABASE}.1").read_bytes() == lost
    key = KeySlots(folder / SLOTS).open(MAU.name, PASSPHRASE)
    assert key is not None
    assert key != worked_at.file_key


def test_no_file_of_the_station_tells_anything_of_anybody(folder: Path, worked_at: BuiltStation) -> None:
    """While it is open too: the write-ahead log holds what was just saved."""
    file = StationFile.open(folder, worked_at.file_key, worked_at.clock.now)
    station = BuiltStation(folder, file, worked_at.file_key, worked_at.clock)
    station.registration.save(filled(station.registration, 4))
    declare(station.registration, 5)
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    file.close()
    assert f"{DATABASE}-wal" in files
    assert len(files[f"{DATABASE}-wal"]) > 10_000
    hidden = [text.encode() for seed in range(1, 6) for text in secrets_of(invented_person(seed))]
    hidden += [picture(seed, role).data[8:60] for seed in range(1, 6) for role in NEEDED]
    hidden += [b"SQLite format 3", b"CREATE TABLE", b"declaration", PASSPHRASE.encode()]
    hidden += [worked_at.file_key, worked_at.file_key.hex().encode()]
    found = {name for name, content in files.items() for each in hidden if each in content}
    assert found == set()


def test_one_bad_page_costs_what_lies_on_it_and_nothing_else(
    folder: Path, worked_at: BuiltStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.storage.pages.LAST", 1)
    file = StationFile.open(folder, worked_at.file_key, worked_at.clock.now)
    station = BuiltStation(folder, file, worked_at.file_key, worked_at.clock)
    for seed in range(10, 20):
        declare(station.registration, seed)
    file.close()
    lost = []
    pages = (folder / DATABASE).stat().st_size // 4096
    for page in range(10, pages - 1, 7):
        copy = folder.parent / str(page)
        shutil.copytree(folder, copy)
        _flipped(page * 4096 + 100)(copy / DATABASE)
        try:
            file = StationFile.open(copy, worked_at.file_key, worked_at.clock.now)
        except StationFileDamagedError:
            continue  # a page that every opening needs
        lost.append(sum(not _is_readable(file, seed, role) for seed in range(10, 20) for role in NEEDED))
        if lost[-1] == 1:  # a page of a picture, that no other act needs
            declare(BuiltStation(copy, file, worked_at.file_key, worked_at.clock).registration, 21)
        file.close()
    assert lost.count(1) >= 3
    assert max(lost) < 10


def _is_readable(file: StationFile, seed: int, role: PhotoRole) -> bool:
    try:
        return file.outbox.blob(picture(seed, role).sha256) == picture(seed, role).data
    except StationFileDamagedError:
        return False
