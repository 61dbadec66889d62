"""One photo that the way does not let through holds up nobody else, and is no trouble of the line."""

from __future__ import annotations

import pytest

from declaration.lifecycle import Delivery
from desk.ports.service import Reason
from tests.fakes.line_faults import Answered, Fault, Refused
from tests.faults.table import Table

TOO_LARGE = Answered(413, b"<html>413 Request Entity Too Large</html>", (("Content-Type", "text/html"),))
STOPS: dict[str, Fault] = {"a proxy's 413": TOO_LARGE, "a reset": Refused(), "a faulty answer": Answered(500)}


def stop(table: Table, fault: Fault, *photos: str) -> None:
    paths = [f"/v1/blobs/{name}" for name in photos]
    table.proxy.choose = lambda _method, path: fault if path in paths else None


def photo(table: Table, seed: int) -> str:
    """The first photo of one more declaration."""
    declared = table.declare(seed)
    entry = table.file.outbox.entry(declared.id, 1)
    assert entry is not None
    return entry.blobs[0].sha256


@pytest.mark.parametrize("kind", STOPS)
async def test_one_photo_that_does_not_pass_holds_nobody_up(table: Table, kind: str) -> None:
    stop(table, STOPS[kind], photo(table, 0))
    others = [table.declare(seed) for seed in range(1, 7)]
    await table.rounds()
    assert [table.delivery(each)[0] for each in others] == [Delivery.DELIVERED] * 6
    assert table.trouble() is None
    delivery, reason = table.delivery(table.declared[0])
    assert delivery is Delivery.PENDING
    assert reason == ("service_down" if kind == "a faulty answer" else "photo_stopped")
    await table.rounds()
    assert table.trouble() is None, "alone in the queue it is no trouble of the line either"
    table.proxy.choose = lambda _method, _path: None
    await table.rounds()
    table.delivered_once()


async def test_two_photos_that_are_answered_by_others_hold_nobody_up_while_others_pass(table: Table) -> None:
    stop(table, TOO_LARGE, photo(table, 0), photo(table, 1))
    others = [table.declare(seed) for seed in range(2, 8)]
    await table.rounds(2)
    assert [table.delivery(each)[0] for each in others] == [Delivery.DELIVERED] * 6


@pytest.mark.parametrize(
    ("kind", "reason"), [("a proxy's 413", Reason.FOREIGN), ("a reset", Reason.NO_NETWORK)]
)
async def test_no_photo_at_all_that_passes_is_the_lines_trouble(
    table: Table, kind: str, reason: Reason
) -> None:
    for seed in range(6):
        table.declare(seed)
    table.proxy.choose = lambda _method, path: STOPS[kind] if path.startswith("/v1/blobs/") else None
    await table.rounds()
    assert table.trouble() is reason
    tried = {each for each in table.proxy.requests if each.startswith("PUT /v1/blobs/")}
    assert len(tried) <= 8, "of 24: the run ended"
