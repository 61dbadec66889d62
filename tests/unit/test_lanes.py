"""Four lanes, eight where that was measured to be faster, one on a line that breaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desk.sync.lanes import FEW, MANY, Lanes

PHOTO = 150_000


def run(lanes: Lanes, clock: list[float], photos: int, rate: Callable[[int], float]) -> list[int]:
    """So many photos over a line that carries ``rate(lanes)`` bytes a second; the lanes at each of them."""
    used = []
    for _ in range(photos):
        used.append(lanes.count)
        clock[0] += PHOTO / rate(lanes.count)
        lanes.stored(PHOTO, more_waits=True)
    return used


@pytest.fixture
def clock() -> list[float]:
    return [0.0]


@pytest.fixture
def lanes(clock: list[float]) -> Lanes:
    return Lanes(lambda: clock[0])


def test_a_link_that_four_fill_is_left_to_four(lanes: Lanes, clock: list[float]) -> None:
    used = run(lanes, clock, 600, lambda count: 120_000 if count == FEW else 118_000)
    assert used[0] == FEW
    assert 0 < used.count(MANY) / len(used) < 0.15, "eight are tried, and seldom again"


def test_where_packets_are_lost_eight_carry_more_and_stay(lanes: Lanes, clock: list[float]) -> None:
    used = run(lanes, clock, 600, lambda count: count * 10_000)
    assert used.index(MANY) < 30
    assert used.count(MANY) / len(used) > 0.85


def test_a_link_that_changes_is_measured_anew(lanes: Lanes, clock: list[float]) -> None:
    run(lanes, clock, 300, lambda count: count * 10_000)
    used = run(lanes, clock, 900, lambda count: 120_000 if count == FEW else 90_000)
    assert used[-1] == FEW


def test_a_line_that_breaks_carries_one_until_it_holds(lanes: Lanes, clock: list[float]) -> None:
    lanes.broke()
    assert run(lanes, clock, 5, lambda _: 1e6) == [1, 2, 3, 4, 4]


def test_lanes_that_run_empty_tell_nothing(lanes: Lanes, clock: list[float]) -> None:
    for _ in range(200):
        clock[0] += 1
        lanes.stored(PHOTO, more_waits=False)
    assert lanes.count == FEW


def test_a_clock_that_stands_still_is_survived(lanes: Lanes) -> None:
    for _ in range(100):
        lanes.stored(PHOTO, more_waits=True)
    assert lanes.count == FEW
