"""The schedules of `make faults-sync`, a few of them, and proof that they notice what is broken."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from approval.intake import Intake
from approval.storage import blobs
from approval.storage.rows import RecordRow
from declaration.wire.records import Receipt
from desk.storage import outbox
from desk.storage.facts import Fact, write_fact
from desk.storage.outbox import OutboxTable
from desk.sync import outcome
from tests.faults.runs import Runs, folder_in_memory
from tests.faults.sync_faults import Faults, Sizes
from tests.faults.sync_play import Story
from tests.faults.sync_schedule import EVERYTHING, SERVICE, STATION, Act, Crash, Schedule, drawn
from tests.faults.sync_shrinking import shrunk

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
DAY = Schedule(1, EVERYTHING)


@pytest.fixture(scope="module")
def faults() -> Iterator[Faults]:
    with tempfile.TemporaryDirectory(prefix="faults-sync-", dir=folder_in_memory()) as name:
        yield Faults(Path(name), 1, Sizes(0, 0, 0, 0))


def found(faults: Faults, *schedules: Schedule) -> set[str]:
    """What is violated in the first of them that violates anything."""
    for schedule in schedules:
        violations = faults.play(schedule).said("violation")
        if violations:
            return set(violations)
    return set()


def stormy(*weather: tuple[str, float]) -> list[Schedule]:
    return [Schedule(seed, EVERYTHING, weather) for seed in range(8)]


@needs_fork
def test_a_day_in_good_weather_hears_the_steps_of_both_sides_and_violates_nothing(faults: Faults) -> None:
    story = faults.play(DAY)
    assert story.said("violation") == []
    heard = set(story.said("heard"))
    assert {"service PUT blob: rename #", "station deliver: commit", "station apply: insert change"} <= heard
    assert len(heard) > 50


@needs_fork
@pytest.mark.parametrize(
    ("side", "step"),
    [(SERVICE, "service PUT blob: commit"), (STATION, "station deliver: commit")],
)
def test_a_process_killed_at_a_named_step_loses_and_doubles_nothing(
    faults: Faults, side: str, step: str
) -> None:
    story = faults.play(Schedule(1, EVERYTHING, crashes=(Crash(side, step),)))
    assert story.said("hit") == [step]
    assert story.sigkills == 1
    assert story.said("violation") == []


@pytest.mark.slow
@needs_fork
def test_bad_weather_and_two_deaths_lose_and_double_nothing(faults: Faults) -> None:
    crashes = (Crash(SERVICE, after=0.2), Crash(STATION, "station hears: PUT blob"))
    weather = (("lost_answer", 0.1), ("swapped", 0.1), ("garbled", 0.05))
    assert found(faults, Schedule(3, EVERYTHING, weather, crashes)) == set()


# -- that it can fail: five faults put in, each of them noticed --


@pytest.mark.slow
@needs_fork
def test_a_revision_taken_twice_is_noticed(faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Intake._settle_all

    def forgetful(self: Intake, offered: Any, *, asks_all: bool = False) -> Any:
        with self._database.writing() as session:
            for each in offered:
                row = session.get(RecordRow, (each.opened.record.id, each.opened.record.revision))
                if row is not None and row.kind == "declaration":  # others' keys would be in the way
                    row.receipt = None
        return real(self, offered, asks_all=asks_all)

    monkeypatch.setattr(Intake, "_settle_all", forgetful)
    assert "one revision was received twice" in found(faults, DAY)


@pytest.mark.slow
@needs_fork
def test_green_without_a_receipt_is_noticed(faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    def credulous(_entry: Any, signed: Any, _keys: Any) -> Any:
        receipt = signed.read(Receipt)
        return outcome.Delivered(receipt, signed) if receipt else outcome.Deferred("shape")

    monkeypatch.setattr(outcome, "_receipt", credulous)
    many = tuple(Act("declare", 0, number) for number in range(6))
    busy = [Schedule(seed, (*many, *[Act("round")] * 4), (("swapped", 0.3),)) for seed in range(10)]
    assert "green without a receipt that verifies" in found(faults, *busy)


@pytest.mark.slow
@needs_fork
def test_a_cursor_committed_before_its_events_is_noticed(
    faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = OutboxTable.apply

    def apply(self: OutboxTable, changes: Any, cursor: int, asked_from: int | None = None) -> int:
        def act(session: Session) -> None:
            write_fact(session, Fact.CURSOR, str(cursor))

        self._database.write(act)
        return real(self, changes, cursor, None)

    monkeypatch.setattr(outbox.OutboxTable, "apply", apply)
    day = Schedule(1, EVERYTHING, crashes=(Crash(STATION, "station apply: insert change"),))
    assert any(each.startswith("an answer never came back") for each in found(faults, day))


@pytest.mark.slow
@needs_fork
def test_a_photo_taken_without_a_look_at_its_digest_is_noticed(
    faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trusting(path: Path, _sha256: str, length: int) -> bool:
        os.truncate(path, length)
        return True

    monkeypatch.setattr(blobs, "_is_whole", trusting)
    monkeypatch.setattr(blobs, "_is_named", lambda _data, _sha256: True)
    assert "a photo is not byte-equal at the service" in found(faults, *stormy(("garbled", 0.4)))


@pytest.mark.slow
@needs_fork
def test_an_attempt_that_is_not_counted_is_noticed(faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OutboxTable, "count_attempt", lambda _self, _keys, _dues: None)
    assert any("0 counted attempts" in each for each in found(faults, DAY))


# -- schedules as values --


@needs_fork
@pytest.mark.parametrize(("least", "kills", "said"), [(5, 0, "schedules of 5"), (0, 7, "true kills of 7")])
def test_a_run_with_fewer_schedules_or_kills_than_it_promises_fails(
    faults: Faults, least: int, kills: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "runs", Runs())
    monkeypatch.setattr(faults, "sigkills", 6)
    monkeypatch.setattr(faults, "_sizes", Sizes(0, least, 0, kills))
    for _ in range(4):
        faults.runs.run("drawn", "", lambda: None)
    for _ in range(7):
        faults.runs.run("outage", "", lambda: None)
    assert faults.tell() == 1
    assert any(said in violation for violation in faults.runs.violations)
    monkeypatch.setattr(faults, "_sizes", Sizes(0, 4, 0, 6))
    monkeypatch.setattr(faults.runs, "violations", [])
    assert faults.tell() == 0


def test_a_schedule_is_the_same_for_the_same_seed_and_survives_json() -> None:
    steps = [(SERVICE, "service PUT blob: commit")]
    assert drawn(7, steps) == drawn(7, steps) == Schedule.from_json(drawn(7, steps).to_json())
    assert drawn(7, steps) != drawn(8, steps)


def test_a_violating_schedule_is_made_as_small_as_it_can_be() -> None:
    guilty = Act("restore", 1, 5)
    crash = Crash(SERVICE, "service PUT blob: commit")
    large = Schedule(1, (*EVERYTHING, guilty, *EVERYTHING), (("lost_answer", 0.1), ("cut", 0.1)), (crash,))

    def play(needed: Callable[[Schedule], bool], schedule: Schedule) -> Story:
        return Story(["violation lost"] if needed(schedule) else [])

    def is_guilty(schedule: Schedule) -> bool:
        return guilty in schedule.acts and ("cut", 0.1) in schedule.weather

    small = shrunk(large, partial(play, is_guilty))
    assert small == Schedule(1, (guilty,), (("cut", 0.1),))
