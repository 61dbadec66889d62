"""The ten-day clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from declaration.deadlines import at_risk, days_left, hand_in_by

DECLARED = date(2026, 2, 24)


def test_a_declaration_has_ten_days_over_the_end_of_a_month_too() -> None:
    assert hand_in_by(DECLARED) == date(2026, 3, 6)


@pytest.mark.parametrize(
    ("days", "left", "risky"), [(0, 10, False), (6, 4, False), (7, 3, True), (10, 0, True), (11, -1, True)]
)
def test_what_has_fewer_than_four_days_left_is_at_risk(days: int, left: int, risky: bool) -> None:
    today = DECLARED + timedelta(days=days)
    assert days_left(DECLARED, today) == left
    assert at_risk(DECLARED, today) is risky
