"""Batches follow what gets through, and never carry more than the service takes."""

from __future__ import annotations

import pytest

from desk.ports.service import Reason
from desk.sync.batches import AT_ONCE, MOST, Batches
from desk.sync.outcome import Deferred, Outcome, Refused

FAILED: list[Outcome] = [Deferred(Reason.NO_NETWORK), Deferred(Reason.SERVICE_DOWN)]
PASSED: list[Outcome] = [Refused("content_invalid"), Deferred(Reason.NO_NETWORK)]


def test_halved_when_one_fails_as_a_whole_doubled_when_it_does_not() -> None:
    batches = Batches()
    sizes = []
    for outcomes in (FAILED, FAILED, PASSED, FAILED, PASSED, PASSED, PASSED):
        batches.fit(outcomes)
        sizes.append(batches.size)
    assert sizes == [50, 25, 50, 25, 50, 100, 100]


def test_one_record_is_always_sent() -> None:
    batches = Batches()
    for _ in range(20):
        batches.fit(FAILED)
    assert (batches.size, batches.to_read) == (1, 1)


@pytest.mark.parametrize(
    ("limit", "most"), [(2, 2), (1, 1), (100, MOST), (5000, MOST), (0, MOST), (-3, MOST)]
)
def test_the_services_limit_is_heeded_and_nonsense_is_not(limit: int, most: int) -> None:
    batches = Batches()
    batches.heed(limit)
    assert batches.size == most
    assert batches.to_read == most * AT_ONCE
    for _ in range(3):
        batches.fit(PASSED)
    assert batches.size == most


def test_a_limit_that_is_raised_lets_batches_grow_again() -> None:
    batches = Batches()
    batches.heed(2)
    batches.heed(100)
    for _ in range(10):
        batches.fit(PASSED)
    assert batches.size == MOST
