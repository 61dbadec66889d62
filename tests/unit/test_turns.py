"""The station's turn: the same until it was agreed to, whatever happens in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.ports.keys import Turns
from desk.storage.database import Database
from desk.storage.facts import Fact, write_fact
from desk.storage.migrations import upgrade
from desk.storage.turns import StationTurns, begin_turns_anew
from tests.fakes.turns import MemoryTurns


@pytest.fixture(params=["memory", "file"])
def turns(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Turns]:
    if request.param == "memory":
        yield MemoryTurns()
        return
    database = Database(tmp_path / "station.db", bytes(32))
    upgrade(database.engine)
    yield StationTurns(database)
    database.close()


def test_a_turn_is_offered_until_it_is_agreed_to_and_then_the_next(turns: Turns) -> None:
    first = turns.offer()
    assert first is not None
    assert (turns.offer(), first.after) == (first, "")
    turns.agree(first)
    second = turns.offer()
    assert second is not None
    assert second.after == first.next
    assert second.next not in ("", first.next)


def test_it_outlives_the_process_and_ends_with_an_enrolment(tmp_path: Path) -> None:
    database = Database(tmp_path / "station.db", bytes(32))
    upgrade(database.engine)
    first = StationTurns(database).offer()
    assert StationTurns(database).offer() == first
    database.write(lambda session: write_fact(session, Fact.REJOIN, "yes"))
    assert StationTurns(database).offer() is None
    database.write(begin_turns_anew)
    after = StationTurns(database).offer()
    assert after is not None
    assert after != first
    database.close()
