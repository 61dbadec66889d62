"""How often one may ask: a minute's worth at once, then so many a minute, each asker for itself."""

from __future__ import annotations

import pytest

from approval import limits
from approval.limits import Limiter, network_of


class Time:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def asked(limiter: Limiter, times: int, asker: str = "a") -> int:
    """How many of them were let through."""
    return sum(limiter.wait(asker) == 0 for _ in range(times))


def test_a_minutes_worth_at_once_then_so_many_a_minute(time: Time) -> None:
    limiter = Limiter(60, time)
    assert asked(limiter, 100) == 60
    time.now += 10
    assert asked(limiter, 100) == 10
    time.now += 3600
    assert asked(limiter, 100) == 60, "rest does not add up"


def test_who_keeps_the_wait_named_is_let_in(time: Time) -> None:
    limiter = Limiter(7, time)
    for _ in range(50):
        wait = limiter.wait("a")
        if wait:
            time.now += wait
            assert limiter.wait("a") == 0
    assert time.now > 1000 + 5 * 60


def test_one_asker_does_not_use_up_anothers_share(time: Time) -> None:
    limiter = Limiter(5, time)
    assert (asked(limiter, 9), asked(limiter, 9, "b")) == (5, 5)


def test_no_limit_is_none(time: Time) -> None:
    assert asked(Limiter(0, time), 10_000) == 10_000


def test_a_flood_from_everywhere_does_not_fill_the_memory(
    time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_KNOWN", 100)
    limiter = Limiter(5, time)
    for number in range(1000):
        limiter.wait(f"asker-{number}")
    assert len(limiter._paid_until) <= 100
    time.now += 61
    asked(limiter, 5)
    for number in range(200):
        time.now += 0.01
        limiter.wait(f"later-{number}")
    assert len(limiter._paid_until) <= 100


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.7"),
        ("testclient", "testclient"),
    ],
)
def test_an_ipv6_customer_is_one_asker(host: str, network: str) -> None:
    assert network_of(host) == network
