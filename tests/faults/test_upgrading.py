"""Older files open and lose nothing; newer ones are left alone; a cut anywhere in between is made good."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from declaration.draft import Field
from declaration.lifecycle import Delivery, Status
from desk.storage.copying import need_whole
from desk.storage.migrations import known_schemas, newest_schema
from desk.storage.opening import copies_before_upgrades, schema_of
from desk.storage.station import DATABASE, StationFile
from desk.storage.trouble import StationFileFullError, StationFileNewerError
from practice.people import invented_person
from tests.builders import NOON
from tests.fakes.declared import NEEDED, picture
from tests.fakes.power_cut import KILLED, PowerCut, in_a_child
from tests.fakes.program import SetClock
from tests.samples import KEY, sample
from tests.samples.make_sample import CORRECTED, DRAFT, PENDING

RELEASED = sorted(schema for schema in known_schemas() if sample(schema).exists())
MOST_MOMENTS = 200


def _station(schema: str, folder: Path) -> Path:
    folder.mkdir()
    shutil.copyfile(sample(schema), folder / DATABASE)
    return folder


def _open(folder: Path) -> StationFile:
    return StationFile.open(folder, KEY, SetClock(NOON).now)


def _open_until_killed(folder: Path, moment: int) -> None:
    PowerCut(moment)
    _open(folder).close()


def _nothing_is_lost(file: StationFile) -> None:
    """All of what make_sample.fill put in, as far as a registrar can see it."""
    books = file.outbox.books(NOON.date())
    assert books.balance
    assert (books.finished, books.waiting, books.delivered, books.refused, books.set_aside) == (8, 1, 5, 1, 1)
    (waiting,) = file.outbox.due(NOON, 10)
    assert len(waiting.blobs) == len(NEEDED)
    assert all(file.outbox.blob(blob.sha256) for blob in waiting.blobs)
    assert {p.data for p in file.drafts.photos(waiting.record_id)} == {
        picture(PENDING, role).data for role in NEEDED
    }
    drafts = {draft.value(Field.FULL_NAME): draft for draft in file.drafts.open_drafts("mau")}
    assert drafts.keys() == {invented_person(seed).full_name for seed in (DRAFT, CORRECTED)}
    assert drafts[invented_person(CORRECTED).full_name].value(Field.PHONE) == "0900 000 099"
    page = file.declarations.search("", (), after=None, limit=20)
    assert (page.total, len(page.lines)) == (8, 8)
    assert [line.finished_at for line in page.lines] == sorted(
        (line.finished_at for line in page.lines), reverse=True
    )
    person = invented_person(PENDING)
    for asked in (person.full_name, person.number, person.phone[-6:], "KCN mẫu"):
        (line,) = file.declarations.search(asked, (Status.FINISHED,), after=None, limit=20).lines
        assert (line.full_name, line.delivery) == (person.full_name, Delivery.PENDING)
    assert file.roster.count().people == 2
    assert file.enrolment() is not None
    assert file.outbox.cursor() == 7
    assert file.trail.check().broken is None


@pytest.mark.parametrize("schema", RELEASED)
def test_every_released_file_opens_and_loses_nothing(schema: str, tmp_path: Path) -> None:
    folder = _station(schema, tmp_path / "station")
    for _ in range(2):
        file = _open(folder)
        _nothing_is_lost(file)
        file.close()
    assert schema_of(folder / DATABASE, KEY) == newest_schema()
    need_whole(folder / DATABASE, KEY)


def test_every_schema_before_the_newest_has_its_sample() -> None:
    assert known_schemas() - set(RELEASED) <= {newest_schema()}, "make_sample before the next step is written"


@pytest.mark.parametrize("schema", RELEASED)
def test_a_sample_is_of_the_schema_it_is_called_by(schema: str) -> None:
    assert schema_of(sample(schema), KEY) == schema


def test_a_copy_of_what_it_was_is_left_beside_an_upgraded_file(tmp_path: Path) -> None:
    folder = _station("0001", tmp_path / "station")
    _open(folder).close()
    (copy,) = copies_before_upgrades(folder / DATABASE)
    assert schema_of(copy, KEY) == "0001"
    need_whole(copy, KEY)
    assert b"SQLite format 3" not in copy.read_bytes()


def test_without_room_for_that_copy_nothing_is_upgraded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _station("0001", tmp_path / "station")
    before = (folder / DATABASE).read_bytes()
    monkeypatch.setattr("desk.storage.copying.SPARE", 1 << 60)
    with pytest.raises(StationFileFullError):
        _open(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {DATABASE: before}


def test_an_upgrade_killed_at_any_moment_is_done_by_the_next_start(tmp_path: Path) -> None:
    killed = 0
    for moment in range(1, MOST_MOMENTS, 9):
        folder = _station("0001", tmp_path / str(moment))
        code = in_a_child(_open_until_killed, folder, moment)
        file = _open(folder)
        _nothing_is_lost(file)
        file.close()
        if code == 0:
            break
        assert code == KILLED
        killed += 1
    assert killed >= 4, "the kills did not reach into the upgrade"


@pytest.mark.parametrize("has_log", [False, True])
def test_a_file_of_a_newer_program_is_said_to_be_and_not_a_byte_of_it_is_touched(
    tmp_path: Path, has_log: bool
) -> None:
    folder = _station("0001", tmp_path / "station")
    file = _open(folder)
    with file._database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    if has_log:  # as after a crash of that newer program: the log was never brought over
        shutil.copytree(folder, tmp_path / "crashed")
    file.close()
    folder = tmp_path / "crashed" if has_log else folder
    before = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}
    assert (len(before.get(f"{DATABASE}-wal", b"")) > 0) is has_log
    with pytest.raises(StationFileNewerError):
        _open(folder)
    after = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}
    assert after == before
