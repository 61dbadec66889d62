"""Full jitter, doubling, capped; never sooner than asked and never in step."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desk.ports.outbox import FARTHEST_TRY
from desk.sync.backoff import Backoff

_attempts = st.integers(0, 10_000)
_chances = st.floats(0, 1, exclude_max=True)


@given(_attempts, _chances)
def test_every_wait_lies_between_the_least_and_the_longest(attempts: int, chance: float) -> None:
    backoff = Backoff(lambda: chance)
    assert backoff.least <= backoff.wait(attempts).total_seconds() <= backoff.longest


def test_the_ceiling_doubles_until_it_is_a_quarter_of_an_hour() -> None:
    backoff = Backoff(lambda: 1.0)
    waits = [backoff.wait(attempts).total_seconds() for attempts in range(10)]
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]


@given(_attempts, _chances, st.floats(0.1, 1e7))
def test_never_sooner_than_the_service_asked_and_never_out_of_sight(
    attempts: int, chance: float, asked: float
) -> None:
    backoff = Backoff(lambda: chance)
    wait = backoff.at_least(attempts, asked)
    assert wait.total_seconds() >= min(asked, backoff.longest) - 1e-6
    assert wait < FARTHEST_TRY, "or it would be taken for a leftover of a wrong clock"


def test_stations_that_were_asked_for_the_same_do_not_return_as_one() -> None:
    assert Backoff(lambda: 0.1).at_least(0, 60) != Backoff(lambda: 0.9).at_least(0, 60)


def test_asked_for_nothing_it_is_a_plain_wait() -> None:
    backoff = Backoff(lambda: 0.5)
    assert backoff.at_least(3, None) == backoff.at_least(3, 0) == backoff.wait(3)
