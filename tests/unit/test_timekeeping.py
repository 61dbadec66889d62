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
        self.told: datetime | None = None

    def last_told(self) -> datetime | None:
        return self.told

    def was_told(self, moment: datetime) -> None:
        self.told = moment

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


@pytest.mark.parametrize(("wrong", "day"), [(-12000, 0), (-1, 0), (0, 0), (3, 3), (400, 400)])
def test_before_the_first_hello_no_day_is_earlier_than_the_last_the_service_signed_for(
    wrong: int, day: int
) -> None:
    memory = Memory()
    before = Timekeeper(TwoClocks(), memory)
    before.learn(NOON)
    before.remember()
    keeper = Timekeeper(TwoClocks(NOON + wrong * DAY), memory)
    assert keeper.today() == TODAY + day * DAY
    keeper.learn(NOON + DAY)
    assert keeper.today() == TODAY + DAY


def test_what_the_machine_itself_has_seen_is_no_floor() -> None:
    assert Timekeeper(TwoClocks(NOON), Memory(NOON + 400 * DAY)).today() == TODAY


def test_a_service_that_was_once_wrong_is_believed_no_longer_than_it_was() -> None:
    memory = Memory()
    keeper = Timekeeper(TwoClocks(), memory)
    for said in (NOON + 900 * DAY, NOON):
        keeper.learn(said)
        keeper.remember()
    assert Timekeeper(TwoClocks(), memory).today() == TODAY


def test_what_the_service_signed_for_is_written_once_a_day_and_read_once_a_run() -> None:
    class Counting(Memory):
        asked = written = 0

        def last_told(self) -> datetime | None:
            self.asked += 1
            return super().last_told()

        def was_told(self, moment: datetime) -> None:
            self.written += 1
            super().was_told(moment)

    clock, memory = TwoClocks(), Counting()
    keeper = Timekeeper(clock, memory)
    for _ in range(3):
        keeper.learn(clock.now())
        keeper.remember()
        keeper.today()
        clock.passes(HOUR)
    assert (memory.asked, memory.written) == (1, 1)


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
    keeper.learn(NOON)
    keeper.remember()
    again.file.close()
    later = again.open_again()
    assert Timekeeper(TwoClocks(NOON - 12000 * DAY), later.file.time_memory).today() == TODAY
    later.file.close()


def test_a_clock_put_back_decades_before_the_first_hello_keeps_nobody_from_finishing(tmp_path: Path) -> None:
    station = built_station(tmp_path / "station")
    station.file.time_memory.was_told(NOON)
    keeper = Timekeeper(TwoClocks(NOON - 15000 * DAY), station.file.time_memory)
    file: StationFile = station.file
    key = StationKey(file.station_key().private_bytes, "station-mau")
    registration = Registration(file.drafts, file.declarations, key, keeper, "mau", "MAU01", lambda: None)
    assert file.outbox.entry(declare(registration, 1).id, 1) is not None
    file.close()


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
