"""A backup is whole or not at all, tells nothing, and becomes a station that must be enrolled to send."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from declaration.draft import Field, PhotoRole
from declaration.wire.changes import ChangeKind
from desk.ports.care import BackupMade, BackupTrouble, Erased
from desk.storage.backup import MANIFEST, backups_in, read_manifest
from desk.storage.erasure_list import NAME as ERASURES
from desk.storage.restoring import RestoreTrouble, restore
from desk.storage.station import DATABASE, SLOTS, StationFile
from desk.storage.vault.slots import KeySlots
from practice.people import invented_person
from tests.builders import MAU, PASSPHRASE, BuiltStation, built_station, secrets_of
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import NEEDED, declare, filled, picture
from tests.fakes.open_pages import damage_page, pages_with
from tests.samples import KEY, sample


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    built = built_station(tmp_path / "station")
    declare(built.registration, 1)
    yield built
    built.file.close()


def _quiet(_done: int, _all: int) -> None:
    """Nobody watches."""


def _backed_up(station: BuiltStation, to: Path) -> BackupMade:
    made = station.file.care.back_up(to, "mau", _quiet)
    assert isinstance(made, BackupMade)
    return made


def _restored(station: BuiltStation, backup: Path, to: Path) -> StationFile:
    assert restore(backup, to, station.file_key, station.clock.now) is None
    return StationFile.open(to, station.file_key, station.clock.now)


def test_a_backup_restored_on_a_spare_has_everything_and_opens_with_the_same_passphrase(
    station: BuiltStation, tmp_path: Path
) -> None:
    draft = filled(station.registration, 2)
    made = _backed_up(station, tmp_path / "stick")
    spare = _restored(station, made.folder, tmp_path / "spare")
    assert KeySlots(tmp_path / "spare" / SLOTS).open(MAU.name, PASSPHRASE) == station.file_key
    assert spare.outbox.books(station.clock.today()).waiting == 1
    assert spare.drafts.draft(draft.id) == station.file.drafts.draft(draft.id)
    assert {photo.data for photo in spare.drafts.photos(draft.id)} == {picture(2, r).data for r in NEEDED}
    spare.close()


def test_the_spare_has_a_key_of_its_own_and_does_not_send_before_it_is_enrolled(
    station: BuiltStation, tmp_path: Path
) -> None:
    assert station.file.turns.offer() is not None
    made = _backed_up(station, tmp_path / "stick")
    spare = _restored(station, made.folder, tmp_path / "spare")
    assert spare.must_rejoin()
    assert spare.turns.offer() is None
    assert spare.station_key().station == station.file.station_key().station
    assert spare.station_key().public_key != station.file.station_key().public_key
    assert not station.file.must_rejoin()
    spare.close()


def test_work_goes_on_while_a_backup_is_made_and_the_backup_is_of_one_moment(
    station: BuiltStation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.storage.copying.PAGES_A_STEP", 4)
    at_work, seeds = threading.Event(), iter(range(10, 1000))

    def tell(_done: int, _all: int) -> None:
        if not at_work.is_set():
            at_work.set()
            for _ in range(3):
                declare(station.registration, next(seeds))

    made = station.file.care.back_up(tmp_path / "stick", "mau", tell)
    assert isinstance(made, BackupMade)
    assert station.file.outbox.books(station.clock.today()).finished == 4
    spare = _restored(station, made.folder, tmp_path / "spare")
    assert spare.outbox.books(station.clock.today()).finished == 1
    spare.close()


def test_a_backup_tells_nothing_and_names_nobody(station: BuiltStation, tmp_path: Path) -> None:
    made = _backed_up(station, tmp_path / "stick")
    content = b"".join(path.read_bytes() for path in made.folder.iterdir())
    hidden = [text.encode() for text in secrets_of(invented_person(1))]
    hidden += [station.file_key, b"SQLite format 3", PASSPHRASE.encode()]
    assert [each for each in hidden if each in content] == []
    assert not any(name in str(made.folder) for name in secrets_of(invented_person(1)))


def test_it_is_known_when_the_last_one_was_made_and_how_long_it_is_good(
    station: BuiltStation, tmp_path: Path
) -> None:
    assert station.file.care.last_backup() is None
    made = _backed_up(station, tmp_path / "stick")
    last = station.file.care.last_backup()
    assert last is not None
    assert (last.made_at, last.expires_on) == (made.made_at, station.clock.today() + timedelta(days=30))


def test_expired_backups_go_when_a_new_one_is_made_and_those_of_others_stay(
    station: BuiltStation, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    first = _backed_up(station, stick)
    other = stick / "desk-backup-20200101-000000"
    shutil.copytree(first.folder, other)
    text = (other / MANIFEST).read_text(encoding="utf-8").replace("station-mau", "station-khac")
    (other / MANIFEST).write_text(text, encoding="utf-8")
    station.clock.forward(timedelta(days=30))
    second = _backed_up(station, stick)
    assert {folder for folder, _ in backups_in(stick)} == {first.folder, second.folder, other}
    station.clock.forward(timedelta(days=1))
    third = _backed_up(station, stick)
    assert {folder for folder, _ in backups_in(stick)} == {second.folder, third.folder, other}


def test_an_expired_backup_is_restored_only_when_somebody_says_so(
    station: BuiltStation, tmp_path: Path
) -> None:
    made = _backed_up(station, tmp_path / "stick")
    station.clock.forward(timedelta(days=31))
    to = tmp_path / "spare"
    assert restore(made.folder, to, station.file_key, station.clock.now) is RestoreTrouble.EXPIRED
    assert not to.exists()
    assert restore(made.folder, to, station.file_key, station.clock.now, even_expired=True) is None


@pytest.mark.parametrize("damage", ["flip", "cut", "no manifest", "nonsense", "gone"])
def test_a_backup_that_is_not_as_it_was_written_is_not_restored(
    station: BuiltStation, tmp_path: Path, damage: str
) -> None:
    folder = _backed_up(station, tmp_path / "stick").folder
    content = bytearray((folder / DATABASE).read_bytes())
    match damage:
        case "flip":
            content[len(content) // 2] ^= 1
            (folder / DATABASE).write_bytes(content)
        case "cut":
            (folder / DATABASE).write_bytes(content[:-5000])
        case "no manifest":
            (folder / MANIFEST).unlink()
        case "nonsense":
            (folder / MANIFEST).write_text("[]", encoding="utf-8")
        case "gone":
            (folder / DATABASE).unlink()
    assert restore(folder, tmp_path / "spare", station.file_key, station.clock.now) in (
        RestoreTrouble.DAMAGED,
        RestoreTrouble.NO_BACKUP,
    )
    assert not (tmp_path / "spare" / DATABASE).exists()


def test_a_damaged_station_makes_no_backup_that_looks_whole(
    station: BuiltStation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.file.close()
    database, portrait = station.folder / DATABASE, picture(1, PhotoRole.PORTRAIT).data
    (page,) = pages_with(database, station.file_key, portrait)
    monkeypatch.setattr("desk.storage.pages.LAST", 1)  # it is a small file: all of it is its end
    damage_page(database, page)
    again = station.open_again()
    assert again.file.care.back_up(tmp_path / "stick", "mau", _quiet) is BackupTrouble.DAMAGED
    assert list((tmp_path / "stick").iterdir()) == []
    again.file.close()


def test_where_a_backup_cannot_be_written_it_is_said_and_nothing_is_left(
    station: BuiltStation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert station.file.care.back_up(tmp_path / "file", "mau", _quiet) is BackupTrouble.NO_FOLDER
    monkeypatch.setattr("desk.storage.copying.SPARE", 1 << 60)
    assert station.file.care.back_up(tmp_path / "stick", "mau", _quiet) is BackupTrouble.NO_ROOM
    assert list((tmp_path / "stick").iterdir()) == []


def test_nothing_unsent_is_restored_away(station: BuiltStation, tmp_path: Path) -> None:
    made = _backed_up(station, tmp_path / "stick")
    draft = filled(station.registration, 2)
    station.file.close()
    key = station.file_key
    tried = restore(made.folder, station.folder, key, station.clock.now, standing_key=key)
    assert tried is RestoreTrouble.WOULD_LOSE
    again = station.open_again()
    again.registration.discard(draft)
    again.file.close()
    assert restore(made.folder, station.folder, key, station.clock.now, standing_key=key) is None
    assert (station.folder / f"{DATABASE}.1").exists()


def test_another_station_is_never_written_over(station: BuiltStation, tmp_path: Path) -> None:
    other = built_station(tmp_path / "other")
    other.file.close()
    made = _backed_up(station, tmp_path / "stick")
    before = {path.name: path.read_bytes() for path in other.folder.iterdir()}
    tried = restore(
        made.folder, other.folder, station.file_key, station.clock.now, standing_key=other.file_key
    )
    assert tried is RestoreTrouble.OTHER_STATION
    assert {path.name: path.read_bytes() for path in other.folder.iterdir()} == before


def test_a_damaged_file_gives_way_to_the_backup_and_is_kept(station: BuiltStation, tmp_path: Path) -> None:
    made = _backed_up(station, tmp_path / "stick")
    station.file.close()
    (station.folder / DATABASE).write_bytes(b"x" * 9000)
    key = station.file_key
    assert restore(made.folder, station.folder, key, station.clock.now, standing_key=key) is None
    assert (station.folder / f"{DATABASE}.1").read_bytes() == b"x" * 9000
    again = station.open_again()
    assert again.file.outbox.books(station.clock.today()).waiting == 1
    again.file.close()


def test_who_was_erased_after_the_backup_was_made_does_not_come_back_with_it(
    station: BuiltStation, tmp_path: Path
) -> None:
    declared = declare(station.registration, 2)
    agency = FakeAgency(station.file.outbox, station.clock)
    agency.receive(declared)
    made = _backed_up(station, tmp_path / "stick")
    agency.answer(declared, ChangeKind.REJECTED, reasons=["duplicate"])
    gone = station.file.care.erase(declared.id, "mau")
    assert isinstance(gone, Erased)
    assert gone.copies_until == made.expires_on
    shutil.copyfile(station.folder / ERASURES, made.folder / ERASURES)  # as the next backup would bring it
    spare = _restored(station, made.folder, tmp_path / "spare")
    assert spare.declarations.detail(declared.id) is None
    assert spare.declarations.search(invented_person(2).number, (), after=None, limit=5).total == 0
    assert spare.outbox.books(station.clock.today()).balance
    spare.close()


def test_an_older_backup_is_upgraded_when_it_is_restored(station: BuiltStation, tmp_path: Path) -> None:
    backup = tmp_path / "stick"
    made = _backed_up(station, backup)
    shutil.copyfile(sample("0001"), made.folder / DATABASE)
    manifest = read_manifest(made.folder)
    assert manifest is not None
    document = json.loads((made.folder / MANIFEST).read_text(encoding="utf-8"))
    document["sha256"] = sha256((made.folder / DATABASE).read_bytes()).hexdigest()
    (made.folder / MANIFEST).write_text(json.dumps(document), encoding="utf-8")
    assert restore(made.folder, tmp_path / "spare", KEY, station.clock.now) is None
    spare = StationFile.open(tmp_path / "spare", KEY, station.clock.now)
    assert spare.outbox.books(station.clock.today()).finished == 8
    assert len(spare.drafts.open_drafts("mau")) == 2
    assert spare.drafts.open_drafts("mau")[0].value(Field.DOCUMENT_NUMBER)
    spare.close()
