"""A large photo zoomed by keys: what is in the middle stays there."""

from __future__ import annotations

from typing import Any

import pytest

from desk.views.review.zooming import LARGEST, Zooming


class Viewer:
    """Scales from the corner and moves by its own pixels, as the client's; knows what is in the middle."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height, self.scale, self.x, self.y = width, height, 1.0, 0.0, 0.0

    async def zoom(self, factor: float) -> None:
        self.scale *= factor

    async def pan(self, dx: float, dy: float) -> None:
        self.x, self.y = self.x + dx * self.scale, self.y + dy * self.scale

    @property
    def middle(self) -> tuple[float, float]:
        return (self.width / 2 - self.x) / self.scale, (self.height / 2 - self.y) / self.scale


async def test_the_middle_stays_where_it_is_and_the_scale_within_its_limits() -> None:
    zooming, viewer = Zooming(1200, 800), Viewer(1200, 800)
    shown: Any = viewer
    zooming.viewer = shown
    await zooming.larger()
    await zooming.larger()
    assert viewer.middle == pytest.approx((600, 400))
    await zooming.move(1, 0)
    there = viewer.middle
    assert there[0] > 600
    await zooming.larger()
    assert viewer.middle == pytest.approx(there)
    for _ in range(9):
        await zooming.larger()
    assert viewer.scale == pytest.approx(LARGEST)
    for _ in range(9):
        await zooming.smaller()
    assert viewer.scale == pytest.approx(1)
