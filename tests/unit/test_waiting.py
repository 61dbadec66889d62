"""What one process remembers of records that wait for photos: bounded, and never more than a hint."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from approval.admission import Offered
from approval.sealed import Opened
from approval.waiting import Waiting
from declaration.wire.records import Record


def record(number: int, sealed: bytes = b"x" * 100) -> Offered:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    made = Record(
        kind="declaration",
        id=UUID(int=number),
        revision=1,
        form_version="1",
        sealed_at=at,
        station="s",
        registrar="r",
        content={},
    )
    return Offered(Opened(made, sealed, ""), None)


def test_a_photo_finds_every_record_that_lacked_it() -> None:
    waiting = Waiting()
    waiting.expect(record(1), ["a", "b"])
    waiting.expect(record(2), ["b"])
    assert [each.offered.opened.record.id.int for each in waiting.wanting("a")] == [1]
    assert {each.offered.opened.record.id.int for each in waiting.wanting("b")} == {1, 2}
    waiting.settled(record(1))
    assert waiting.wanting("a") == ()
    assert [each.offered.opened.record.id.int for each in waiting.wanting("b")] == [2]


def test_the_one_that_waited_longest_is_forgotten_when_there_are_too_many() -> None:
    waiting = Waiting(most_bytes=250)
    for number in (1, 2, 3):
        waiting.expect(record(number), [f"photo-{number}"])
    assert waiting.wanting("photo-1") == ()
    assert [len(waiting.wanting(f"photo-{number}")) for number in (2, 3)] == [1, 1]


def test_a_record_that_comes_again_waits_once_and_for_what_it_lacks_now() -> None:
    waiting = Waiting()
    waiting.expect(record(1), ["a", "b"])
    waiting.expect(record(1), ["b"])
    assert waiting.wanting("a") == ()
    assert len(waiting.wanting("b")) == 1


def test_what_arrived_is_lacked_no_more() -> None:
    waiting = Waiting()
    waiting.expect(record(1), ["a", "b"])
    assert [each.photos for each in waiting.arrived("a")] == [frozenset("b")]
    assert waiting.arrived("a") == ()
    assert [each.photos for each in waiting.arrived("b")] == [frozenset()]
    waiting.settled(record(1))
