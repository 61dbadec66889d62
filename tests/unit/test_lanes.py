"""Four lanes, more where that was measured to be faster, one on a line that breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from desk.sync.lanes import LEVELS, Lanes

PHOTO = 150_000
FEW, MORE, MOST = LEVELS


def run(
    lanes: Lanes, clock: list[float], photos: int, rate: Callable[[int], float], took: float = 60.0
) -> list[int]:
    """So many photos over a line that carries ``rate(lanes)`` bytes a second, each on its way for so long;
    the lanes at each of them."""
    used = []
    for _ in range(photos):
        used.append(lanes.count)
        clock[0] += PHOTO / rate(lanes.count)
        left = replace(lanes.leaving(), at=clock[0] - took)
        lanes.stored(PHOTO, left, more_waits=True)
    return used


@pytest.fixture
def clock() -> list[float]:
    return [0.0]


@pytest.fixture
def lanes(clock: list[float]) -> Lanes:
    return Lanes(lambda: clock[0], lambda: 0.3)


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
    lanes.broke(lanes.leaving())
    assert run(lanes, clock, 5, lambda _: 1e6) == [1, 2, 3, 4, 4]


def test_a_line_that_goes_on_breaking_is_trusted_slowly(lanes: Lanes, clock: list[float]) -> None:
    for _ in range(3):
        lanes.broke(lanes.leaving())
        run(lanes, clock, 2, lambda _: 1e6)
    assert lanes.count == 1
    used = run(lanes, clock, 40, lambda _: 1e6)
    assert used[0] == 1
    assert used[5:8] == [1, 2, 2]
    assert used[30] == FEW
    lanes.broke(lanes.leaving())
    assert run(lanes, clock, 4, lambda _: 1e6) == [1, 2, 3, 4], "it had held meanwhile"


def test_all_that_were_on_their_way_are_one_break(lanes: Lanes, clock: list[float]) -> None:
    flying = [lanes.leaving() for _ in range(FEW)]
    lanes.broke(flying[0])
    run(lanes, clock, 1, lambda _: 1e6)
    for left in flying[1:]:
        lanes.broke(left)
    assert lanes.count == 2


def test_where_photos_take_a_few_round_trips_more_are_opened_at_once(
    lanes: Lanes, clock: list[float]
) -> None:
    used = run(lanes, clock, 30, lambda count: count * 100_000, took=1.2)
    assert (used.index(MORE), used.index(MOST)) == (FEW, FEW + MORE)


@pytest.mark.parametrize("round_trip", [None, 0.001])
def test_near_by_or_unmeasured_four_are_enough_to_begin_with(
    clock: list[float], round_trip: float | None
) -> None:
    lanes = Lanes(lambda: clock[0], lambda: round_trip)
    assert run(lanes, clock, FEW + 8, lambda _: 1e7, took=0.005)[-1] == FEW


def test_what_the_rate_said_is_not_overruled_by_short_photos(lanes: Lanes, clock: list[float]) -> None:
    run(lanes, clock, 300, lambda count: 120_000 if count == FEW else 118_000)
    used = run(lanes, clock, 60, lambda count: 120_000 if count == FEW else 118_000, took=1.2)
    assert share(used, FEW) > 0.7


def test_lanes_that_run_empty_tell_nothing(lanes: Lanes, clock: list[float]) -> None:
    for _ in range(200):
        clock[0] += 1
        lanes.stored(PHOTO, lanes.leaving(), more_waits=False)
    assert lanes.count == FEW


def test_a_clock_that_stands_still_is_survived(lanes: Lanes) -> None:
    for _ in range(100):
        lanes.stored(PHOTO, replace(lanes.leaving(), at=-60.0), more_waits=True)
    assert lanes.count == FEW
