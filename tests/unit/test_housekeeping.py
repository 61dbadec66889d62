"""Housekeeping: a step at a time, nothing thrown away on a doubtful day, nothing that ends it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from declaration.wire.changes import ChangeKind
from desk import housekeeping
from desk.housekeeping import LONG_REST, REST, Housekeeping
from desk.ports.care import Soundness
from desk.storage.care import FileCare
from desk.storage.reserve import NAME
from desk.storage.trouble import StationFileBusyError
from desk.sync.timekeeping import Timekeeper
from tests.builders import BuiltStation, built_station
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import NEEDED, declare, picture
from tests.unit.test_timekeeping import Memory


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    built = built_station(tmp_path / "station")
    yield built
    built.file.close()


def _keeping(station: BuiltStation, memory: Memory | None = None) -> tuple[Housekeeping, Timekeeper]:
    keeper = Timekeeper(station.clock, memory or Memory())
    return Housekeeping(station.file.care, keeper, lambda: False), keeper


def _over(station: BuiltStation) -> None:
    declared, agency = declare(station.registration, 1), FakeAgency(station.file.outbox, station.clock)
    agency.receive(declared)
    agency.answer(declared, ChangeKind.REJECTED)


def _has_photos(station: BuiltStation) -> bool:
    return all(station.file.outbox.blob(picture(1, role).sha256) is not None for role in NEEDED)


def _until_at_rest(house: Housekeeping) -> int:
    for step in range(200):
        if house.step() == LONG_REST:
            return step
    raise AssertionError("never at rest")


def test_everything_due_is_done_and_then_it_rests(station: BuiltStation) -> None:
    _over(station)
    station.clock.forward(timedelta(days=31))
    house, keeper = _keeping(station)
    assert _until_at_rest(house) > 3
    assert not _has_photos(station)
    assert (station.folder / NAME).exists()
    assert station.file.care.check_result().found is Soundness.SOUND
    assert keeper.state().trouble is None


def test_a_file_that_was_looked_through_is_left_alone_for_a_week(station: BuiltStation) -> None:
    house, _ = _keeping(station)
    _until_at_rest(house)
    station.clock.forward(timedelta(days=6))
    assert [house.step(), house.step()] == [REST, LONG_REST]
    station.clock.forward(timedelta(days=2))
    assert _until_at_rest(house) > 3


def test_nothing_is_thrown_away_while_it_is_not_sure_what_day_it_is(station: BuiltStation) -> None:
    _over(station)
    last = station.clock.now()
    station.clock.forward(timedelta(days=4000))
    house, keeper = _keeping(station, Memory(last))
    assert keeper.state().trouble is not None
    _until_at_rest(house)
    assert _has_photos(station)
    keeper.learn(last)
    _until_at_rest(house)
    assert _has_photos(station), "by the service's time it is not so late at all"
    keeper.learn(last + timedelta(days=31))
    _until_at_rest(house)
    assert not _has_photos(station)


async def test_a_file_in_trouble_puts_it_off_and_does_not_end_it(
    station: BuiltStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "FIRST_REST", 0)
    monkeypatch.setattr(housekeeping, "LONG_REST", 0.01)
    asked = asyncio.Event()

    def tidy(*_: object) -> bool:
        if not asked.is_set():
            loop.call_soon_threadsafe(asked.set)
        raise StationFileBusyError

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(FileCare, "tidy", tidy)
    house, _ = _keeping(station)
    task = asyncio.create_task(house.keep_on())
    await asyncio.wait_for(asked.wait(), 10)
    await asyncio.sleep(0.05)
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_while_somebody_needs_the_file_it_waits(
    station: BuiltStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "FIRST_REST", 0)
    monkeypatch.setattr(housekeeping, "REST", 0.01)
    keeper = Timekeeper(station.clock, Memory())
    house = Housekeeping(station.file.care, keeper, lambda: True)
    task = asyncio.create_task(house.keep_on())
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert station.file.care.check_result().progress == 0
