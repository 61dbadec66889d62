"""Room held back: given up for the work in hand when the disk is full, and finishing refused before that."""

from __future__ import annotations

import shutil
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from declaration.draft import Field
from desk.storage.database import Database
from desk.storage.facts import Fact, read_fact, write_fact
from desk.storage.migrations import upgrade
from desk.storage.reserve import NAME, Reserve, Room
from desk.storage.trouble import StationFileFullError
from tests.builders import BuiltStation, built_station
from tests.fakes.declared import filled, finished

SMALL = Room(held=200_000, least=100_000)
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    built = built_station(tmp_path / "station")
    yield built
    built.file.close()


def _free(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(free * 2, free, free))


def test_the_reserve_takes_its_room_and_gives_it_back(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path, SMALL)
    assert reserve.hold()
    assert (tmp_path / NAME).stat().st_size == SMALL.held
    assert reserve.give_up()
    assert not (tmp_path / NAME).exists()
    assert not reserve.give_up()


@pytest.mark.parametrize(("free", "held"), [(299_999, False), (300_000, True)])
def test_the_reserve_never_takes_the_last_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, held: bool
) -> None:
    _free(monkeypatch, free)
    assert Reserve(tmp_path, SMALL).hold() is held


def test_there_is_room_beside_the_reserve_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reserve = Reserve(tmp_path, SMALL)
    _free(monkeypatch, 1_000_000)
    assert reserve.hold()
    _free(monkeypatch, SMALL.least)
    assert reserve.has_room()
    _free(monkeypatch, SMALL.least - 1)
    assert not reserve.has_room()


def test_a_disk_that_does_not_answer_has_no_room(tmp_path: Path) -> None:
    assert not Reserve(tmp_path / "gone", SMALL).has_room()


def test_on_a_full_disk_the_reserve_is_given_up_for_the_work_in_hand(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path, SMALL)
    reserve.hold()
    database = Database(tmp_path / "station.db", bytes(32), reserve)
    upgrade(database.engine)

    def act(session: Session) -> None:
        write_fact(session, Fact.CURSOR, "7")
        session.flush()
        if (tmp_path / NAME).exists():
            raise StationFileFullError

    database.write(act)
    assert database.read(lambda session: read_fact(session, Fact.CURSOR)) == "7"
    database.close()


def test_without_a_reserve_left_a_full_disk_is_said(tmp_path: Path) -> None:
    database = Database(tmp_path / "station.db", bytes(32), Reserve(tmp_path, SMALL))
    upgrade(database.engine)

    def act(_session: Session) -> None:
        raise StationFileFullError

    with pytest.raises(StationFileFullError):
        database.write(act)
    database.close()


def test_where_room_is_short_finishing_is_refused_beforehand_and_nothing_is_lost(
    station: BuiltStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = filled(station.registration, 1)
    _free(monkeypatch, 1_000)
    refused = station.registration.finish(draft)
    assert isinstance(refused, tuple)
    assert [problem.code for problem in refused] == ["space_short"]
    assert "space_short" in {p.code for p in station.registration.problems(draft) if p.blocks}
    station.registration.save(draft.with_value(Field.PHONE, "0900 000 099"))
    kept = station.registration.draft(draft.id)
    assert kept is not None
    assert kept.value(Field.PHONE) == "0900 000 099"
    _free(monkeypatch, 1 << 40)
    finished(station.registration, kept)
