"""A clock put back or forward is noticed, days are counted by the service's time, and nothing is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from desk.ports.care import ClockState, ClockTrouble
from desk.ports.clock import SystemClock
from desk.registration.declarations import Registration
from desk.storage.station import StationFile
from desk.storage.vault.station_key import StationKey
from desk.sync.timekeeping import LONG_AWAY, Timekeeper
from tests.builders import NOON, TODAY, built_station
from tests.fakes.declared import declare

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class TwoClocks:
    """The machine's clock, which anybody may set, and the steady one, which nobody can."""

    def __init__(self, shown: datetime = NOON) -> None:
        self.shown, self.steady = shown, 1000.0

    def now(self) -> datetime:
        return self.shown

    def monotonic(self) -> float:
        return self.steady

    def today(self) -> date:
        return self.shown.date()

    def passes(self, by: timedelta) -> None:
        self.shown, self.steady = self.shown + by, self.steady + by.total_seconds()

    def is_set(self, by: timedelta) -> None:
        self.shown += by


class Memory:
    """What outlives the machine's being off."""

    def __init__(self, last: datetime | None = None) -> None:
        self.last = last

    def last_seen(self) -> datetime | None:
        return self.last

    def see(self, moment: datetime) -> None:
        self.last = moment


@pytest.mark.parametrize(
    ("by", "trouble"),
    [
        (HOUR, ClockTrouble.PUT_FORWARD),
        (-HOUR, ClockTrouble.PUT_BACK),
        (timedelta(minutes=1), None),
        (-timedelta(minutes=1), None),
    ],
)
def test_a_clock_that_is_set_while_we_look_is_noticed(by: timedelta, trouble: ClockTrouble | None) -> None:
    clock = TwoClocks()
    keeper = Timekeeper(clock, Memory())
    clock.passes(10 * HOUR)
    assert keeper.state() == ClockState()
    clock.is_set(by)
    assert keeper.state() == ClockState(trouble, 3600 if trouble else 0)
    clock.is_set(-by)
    assert keeper.state() == ClockState()


@pytest.mark.parametrize(
    ("since", "trouble"),
    [
        (-HOUR, ClockTrouble.PUT_BACK),
        (-timedelta(minutes=1), None),
        (10 * DAY, None),
        (LONG_AWAY, None),
        (LONG_AWAY + HOUR, ClockTrouble.PUT_FORWARD),
    ],
)
def test_a_clock_that_was_set_while_the_machine_was_off_is_noticed(
    since: timedelta, trouble: ClockTrouble | None
) -> None:
    assert Timekeeper(TwoClocks(NOON + since), Memory(NOON)).state().trouble is trouble


def test_the_services_time_decides_once_it_is_known_and_is_carried_on() -> None:
    clock = TwoClocks(NOON + 400 * DAY)
    keeper = Timekeeper(clock, Memory(NOON))
    assert keeper.today() == (NOON + 400 * DAY).date()
    keeper.learn(NOON)
    assert (keeper.today(), keeper.service_time()) == (TODAY, NOON)
    assert keeper.state() == ClockState(ClockTrouble.AHEAD, 400 * 24 * 3600)
    assert keeper.now() == NOON + 400 * DAY
    clock.passes(DAY)
    clock.is_set(-3000 * DAY)
    assert keeper.today() == TODAY + DAY
    assert keeper.state().trouble is ClockTrouble.BEHIND


def test_a_day_in_vietnam_begins_before_it_does_in_greenwich() -> None:
    keeper = Timekeeper(TwoClocks(), Memory())
    keeper.learn(NOON.replace(hour=18))
    assert keeper.today() == TODAY + DAY


def test_a_clock_in_doubt_is_not_remembered_and_a_right_one_is() -> None:
    clock, memory = TwoClocks(), Memory(NOON - HOUR)
    keeper = Timekeeper(clock, memory)
    keeper.remember()
    assert memory.last == NOON
    clock.is_set(900 * DAY)
    keeper.remember()
    assert memory.last == NOON
    keeper.learn(NOON + HOUR)
    keeper.remember()
    assert memory.last == NOON + HOUR
    clock.passes(timedelta(minutes=1))
    keeper.remember()
    assert memory.last == NOON + HOUR, "not a write for every minute"


def test_it_outlives_a_restart(tmp_path: Path) -> None:
    station = built_station(tmp_path / "station")
    Timekeeper(TwoClocks(), station.file.time_memory).remember()
    again = station.open_again()
    keeper = Timekeeper(TwoClocks(NOON - 5 * HOUR), again.file.time_memory)
    assert keeper.state() == ClockState(ClockTrouble.PUT_BACK, 5 * 3600)
    again.file.close()


@pytest.mark.parametrize("wrong", [-3000 * DAY, -HOUR, HOUR, 300 * DAY])
def test_with_any_clock_a_declaration_is_taken_and_its_deadline_is_the_services(
    tmp_path: Path, wrong: timedelta
) -> None:
    station = built_station(tmp_path / "station")
    keeper = Timekeeper(TwoClocks(NOON + wrong), station.file.time_memory)
    keeper.learn(NOON)
    file: StationFile = station.file
    key = StationKey(file.station_key().private_bytes, "station-mau")
    registration = Registration(file.drafts, file.declarations, key, keeper, "mau", "MAU01", lambda: None)
    declared = declare(registration, 1)
    entry = file.outbox.entry(declared.id, 1)
    assert entry is not None
    assert entry.deadline == TODAY + 10 * DAY
    assert file.outbox.books(keeper.today()).at_risk == 0
    file.close()


def test_the_steady_clock_of_the_system_goes_on() -> None:
    clock = SystemClock()
    before = clock.monotonic()
    assert 0 <= clock.monotonic() - before < 60
