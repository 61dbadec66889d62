"""Waiting on the feed: a service that does not hold the question is not asked without end."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

import pytest

from desk.ports.service import NoAnswer, Reason
from desk.sync.backoff import Backoff
from desk.sync.line import LONGEST_REST
from desk.sync.listening import AT_ONCE, FEED_REST, LONG_POLL, Listening


class Over(BaseException):
    """Enough has been seen."""


class Feed:
    """Gives these answers, each after so many seconds, over and over; then it is over."""

    def __init__(self, answers: Sequence[tuple[float, int | NoAnswer]], times: int) -> None:
        self.answers, self.left = answers, len(answers) * times
        self.now = 0.0
        self.rests: list[float] = []
        self.besides = 0

    async def pull(self, wait: int) -> int | NoAnswer:
        assert wait == LONG_POLL
        if not self.left:
            raise Over
        took, answer = self.answers[-self.left % len(self.answers)]
        self.left -= 1
        self.now += took
        return answer

    async def beside(self) -> None:
        self.besides += 1

    async def rest(self, _bell: asyncio.Event, seconds: float) -> None:
        self.now += seconds
        self.rests.append(seconds)


async def heard(feed: Feed) -> int:
    """How often the feed broke."""
    link, rung = asyncio.Event(), list[int]()
    link.set()
    listening = Listening(feed, lambda: rung.append(1), lambda: None, feed.beside, lambda: feed.now)
    with pytest.raises(Over):
        await listening.keep_on(link, Backoff(random.Random(1).random), feed.rest)
    return len(rung)


async def test_a_feed_that_answers_at_once_with_nothing_is_left_in_peace() -> None:
    feed = Feed([(0.01, 0)], 60)
    assert not await heard(feed), "it is no trouble of the line"
    assert len(feed.rests) == 59, "once it may be what a round has just taken in"
    assert all(FEED_REST <= rest <= LONGEST_REST for rest in feed.rests)
    assert max(feed.rests) > LONGEST_REST / 2
    assert len(set(feed.rests)) > 40, "stations do not return as one"


@pytest.mark.parametrize("answers", [[(25.0, 0)], [(AT_ONCE, 0)], [(0.01, 3)], [(0.01, 3), (0.01, 0)]])
async def test_a_feed_that_holds_the_question_or_has_something_is_asked_again_at_once(
    answers: list[tuple[float, int | NoAnswer]],
) -> None:
    feed = Feed(answers, 20)
    await heard(feed)
    assert feed.rests == []
    assert feed.besides == 20 * len(answers)


async def test_a_feed_that_breaks_is_rung_for_and_rested_from() -> None:
    feed = Feed([(0.01, NoAnswer(Reason.NO_NETWORK))], 10)
    assert await heard(feed) == 10
    assert len(feed.rests) == 10
    assert min(feed.rests) >= FEED_REST
    assert not feed.besides
