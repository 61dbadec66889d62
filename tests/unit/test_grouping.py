"""What waits for a transaction is settled together, and no one spoils its neighbours."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from approval.grouping import Group
from approval.storage.database import AlreadyThereError, StorageUnavailableError


class Office:
    """Settles numbers; the first transaction lasts until all the others have come."""

    def __init__(self, refuse: Callable[[int], Exception | None] = lambda _: None) -> None:
        self.transactions: list[list[int]] = []
        self.first = threading.Event()
        self.go_on = threading.Event()
        self._refuse = refuse

    def settle(self, given: Sequence[int]) -> list[int]:
        self.transactions.append(list(given))
        if not self.first.is_set():
            self.first.set()
            assert self.go_on.wait(20)
        for each in given:
            error = self._refuse(each)
            if error is not None:
                raise error
        return [10 * each for each in given]


def settled(office: Office, count: int, at_most: int = 25) -> list[Future[int]]:
    """One under way, and ``count`` that came meanwhile."""
    group: Group[int, int] = Group(office.settle, lambda one: office.settle([one])[0], at_most)
    with ThreadPoolExecutor(count + 1) as pool:
        outcomes = [pool.submit(group.settle, 0)]
        assert office.first.wait(20)
        outcomes += [pool.submit(group.settle, each) for each in range(1, count + 1)]
        while len(group._waiting) < count:
            threading.Event().wait(0.001)
        office.go_on.set()
    return outcomes


def test_what_comes_while_one_is_settled_is_settled_together() -> None:
    office = Office()
    assert [each.result() for each in settled(office, 5)] == [0, 10, 20, 30, 40, 50]
    assert [len(each) for each in office.transactions] == [1, 5]


def test_no_transaction_is_larger_than_asked() -> None:
    office = Office()
    settled(office, 5, at_most=2)
    assert [len(each) for each in office.transactions] == [1, 2, 2, 1]


def test_one_that_fails_spoils_none_of_its_neighbours() -> None:
    office = Office(lambda each: ValueError("damaged") if each == 2 else None)
    outcomes = settled(office, 3)
    assert [each.result() for each in outcomes if each is not outcomes[2]] == [0, 10, 30]
    with pytest.raises(ValueError, match="damaged"):
        outcomes[2].result()


def test_what_another_instance_took_is_asked_about_again() -> None:
    taken = {1}

    def clash(each: int) -> Exception | None:
        if each in taken and len(office.transactions) > 2:
            taken.discard(each)
        return AlreadyThereError() if each in taken else None

    office = Office(clash)
    assert [each.result() for each in settled(office, 2)] == [0, 10, 20]


def test_a_storage_that_is_gone_is_not_waited_for_by_each() -> None:
    office = Office(lambda each: StorageUnavailableError("gone") if each else None)
    outcomes = settled(office, 5)
    for each in outcomes[1:]:
        with pytest.raises(StorageUnavailableError):
            each.result()
    assert [len(each) for each in office.transactions] == [1, 5, 1, 1]
