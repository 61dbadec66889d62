"""Four lanes, more where that was measured to be faster, one on a line that breaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desk.sync.lanes import LEVELS, Lanes

PHOTO = 150_000
FEW, MORE, MOST = LEVELS


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


def share(used: list[int], count: int) -> float:
    return used.count(count) / len(used)


def test_a_link_that_four_fill_is_left_to_four(lanes: Lanes, clock: list[float]) -> None:
    used = run(lanes, clock, 600, lambda count: 120_000 if count == FEW else 118_000)
    assert used[0] == FEW
    assert 0 < share(used, MORE) < 0.12, "eight are tried, and seldom again"
    assert MOST not in used


def test_where_eight_carry_more_than_four_and_twelve_no_more_it_is_eight(
    lanes: Lanes, clock: list[float]
) -> None:
    used = run(lanes, clock, 600, lambda count: min(count, MORE) * 10_000)
    assert used.index(MORE) < 20
    assert share(used, MORE) > 0.75


def test_where_many_packets_are_lost_twelve_carry_most(lanes: Lanes, clock: list[float]) -> None:
    used = run(lanes, clock, 600, lambda count: count * 10_000)
    assert used.index(MOST) < 50
    assert share(used, MOST) > 0.8


def test_a_link_that_changes_is_measured_anew(lanes: Lanes, clock: list[float]) -> None:
    run(lanes, clock, 300, lambda count: count * 10_000)
    used = run(lanes, clock, 2000, lambda count: 120_000 if count == FEW else 118_000)
    assert share(used[-300:], FEW) > 0.8


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
