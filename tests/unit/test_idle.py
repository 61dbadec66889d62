"""A desk nobody touches locks itself, says so before, and stays open as long as somebody works."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.idle import Idleness, Rest
from tests.unit.test_attempts import TwoClocks

FIVE = timedelta(minutes=5)


@pytest.fixture
def clock() -> TwoClocks:
    return TwoClocks()


def test_half_a_minute_before_it_is_said_and_then_it_is_over(clock: TwoClocks) -> None:
    idle = Idleness(clock, FIVE)
    seen = []
    for seconds in (0, 269, 1, 29, 1):
        clock.pass_by(seconds)
        seen.append(idle.rest)
    assert seen == [Rest.AT_WORK, Rest.AT_WORK, Rest.SOON, Rest.SOON, Rest.OVER]


def test_a_touch_begins_the_time_anew(clock: TwoClocks) -> None:
    idle = Idleness(clock, FIVE)
    for _ in range(10):
        clock.pass_by(290)
        seen = [idle.rest]
        idle.touched()
        assert [*seen, idle.rest] == [Rest.SOON, Rest.AT_WORK]


def test_a_machine_that_slept_wakes_up_to_be_locked(clock: TwoClocks) -> None:
    idle = Idleness(clock, FIVE)
    clock.forward(timedelta(hours=1))  # the running clock stood still
    assert idle.rest is Rest.OVER


def test_a_clock_set_back_keeps_no_desk_open(clock: TwoClocks) -> None:
    idle = Idleness(clock, FIVE)
    clock.pass_by(200)
    clock.shown -= timedelta(days=1)
    clock.running += 100
    assert idle.rest is Rest.OVER


def test_where_the_setting_says_never_it_is_never(clock: TwoClocks) -> None:
    idle = Idleness(clock, None)
    clock.pass_by(10**6)
    assert idle.rest is Rest.AT_WORK
