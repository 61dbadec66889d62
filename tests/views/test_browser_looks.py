"""A row of a window's pictures tells whether the machine is slow, and whether the camera is still there."""

from __future__ import annotations

import itertools

from desk.views.components.browser_looks import Looks


def _row_of(looks: Looks, gap: float, count: int = 30) -> Looks:
    for number in range(count):
        looks.add(b"%d" % number, number * gap)
    return looks


def test_a_row_of_pictures_is_slow_below_eight_a_second() -> None:
    assert _row_of(Looks(), 0.13).are_slow
    assert not _row_of(Looks(), 0.12).are_slow
    assert not _row_of(Looks(), 0.13, 20).are_slow, "judged too early"
    looks = _row_of(Looks(), 0.1)
    looks.add(b"after a pause", 99.0)
    assert not looks.are_slow


def test_each_doubt_in_vain_makes_the_next_one_later_until_the_picture_changes() -> None:
    looks = Looks()

    def until_doubted() -> int:
        looks.begin()
        for number in itertools.count():
            looks.add(b"same", number * 0.1)
            if looks.are_doubtful():
                return number
        raise AssertionError

    assert [until_doubted() for _ in range(3)] == [12, 24, 48]
    looks.add(b"other", 99.0)
    assert until_doubted() == 12
