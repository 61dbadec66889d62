"""A schedule: what is done at two stations and at the service, in which weather, and when who dies.

A value: drawn from a seed, written as one line of JSON, and made smaller when it shows a fault.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from tests.faults.sync_weather import STORMS

SERVICE, STATION = "service", "station"
ANY_MOMENT = ""
STATION_ACTS = (
    *("declare", "round", "round", "run", "correct", "portal", "unplugged", "clock", "same"),
    *("close", "withdraw", "complain", "hand", "call", "metered", "now", "fetch"),
)
SERVICE_ACTS = (
    *("decide", "decide", "strange", "keys", "lock", "state", "start", "backup", "restore"),
    *("hand_out", "answer", "receive"),
)


@dataclass(frozen=True)
class Act:
    """``who``: 0 or 1, the station it is about; ``number``: what it draws from."""

    kind: str
    who: int = 0
    number: int = 0


@dataclass(frozen=True)
class Crash:
    """The next process of that side is killed at the ``nth`` hearing of that step, or after some seconds."""

    side: str
    step: str = ANY_MOMENT
    nth: int = 1
    after: float = 0.0


@dataclass(frozen=True)
class Schedule:
    """``weather``: the chance of each fault, per request, at both stations."""

    seed: int
    acts: tuple[Act, ...]
    weather: tuple[tuple[str, float], ...] = ()
    crashes: tuple[Crash, ...] = ()

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> Schedule:
        raw = json.loads(text)
        return Schedule(
            raw["seed"],
            tuple(Act(**each) for each in raw["acts"]),
            tuple((name, chance) for name, chance in raw["weather"]),
            tuple(Crash(**each) for each in raw["crashes"]),
        )

    @property
    def stations(self) -> tuple[int, ...]:
        """Those that have anything to do."""
        named = {0, *(act.who for act in self.acts if act.kind not in SERVICE_ACTS)}
        return (0, 1) if any(act.kind == "same" for act in self.acts) else tuple(sorted(named))

    def crashes_of(self, side: str) -> list[Crash]:
        return [crash for crash in self.crashes if crash.side == side]

    def smaller(self) -> Iterator[Schedule]:
        """The same with one thing less, the largest things first."""
        for crash in self.crashes:
            yield replace(self, crashes=tuple(each for each in self.crashes if each is not crash))
        if self.weather:
            yield replace(self, weather=())
        for fault in self.weather:
            yield replace(self, weather=tuple(each for each in self.weather if each != fault))
        for at in range(len(self.acts)):
            yield replace(self, acts=self.acts[:at] + self.acts[at + 1 :])


EVERYTHING = (
    Act("declare", 0, 1),
    Act("declare", 0, 2),
    Act("complain"),
    Act("round"),
    Act("decide"),
    Act("strange", 0, 1),
    Act("answer"),
    Act("hand_out", 0, 1),
    Act("round"),
    Act("fetch"),
    Act("correct", 0, 3),
    Act("complain"),
    Act("hand"),
    Act("round"),
    Act("decide", 0, 2),
    Act("receive", 0, 1),
    Act("metered", 0, 1),
    Act("declare", 0, 4),
    Act("round"),
    Act("call"),
    Act("withdraw"),
    Act("now"),
    Act("close"),
    Act("round"),
    Act("metered"),
    Act("run"),
)
"""In good weather, what an ordinary day asks of both sides; its steps are those that must all be hit."""


def drawn(seed: int, steps: Sequence[tuple[str, str]]) -> Schedule:
    """A random schedule. ``steps`` are (side, name) of those known so far."""
    chance = random.Random(seed)
    stations = chance.choice((1, 1, 2))
    acts = [Act("declare", 0, chance.randrange(1000))]
    for _ in range(chance.randint(3, 8)):
        kinds = STATION_ACTS if chance.random() < 0.65 else SERVICE_ACTS
        acts.append(Act(chance.choice(kinds), chance.randrange(stations), chance.randrange(1000)))
    acts.append(Act("round", chance.randrange(stations)))
    return Schedule(seed, tuple(acts), _weather(chance), _crashes(chance, steps))


def _weather(chance: random.Random) -> tuple[tuple[str, float], ...]:
    if chance.random() < 0.25:
        return ()
    kinds = chance.sample(sorted(STORMS), chance.randint(1, 4))
    total = chance.choice((0.05, 0.15, 0.3))
    return tuple((kind, round(total / len(kinds), 3)) for kind in kinds)


def _crashes(chance: random.Random, steps: Sequence[tuple[str, str]]) -> tuple[Crash, ...]:
    found = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        if chance.random() < 0.15 or not steps:
            found.append(Crash(chance.choice((SERVICE, STATION)), after=round(chance.uniform(0, 0.5), 3)))
        else:
            side, step = chance.choice(steps)
            found.append(Crash(side, step, chance.choice((1, 1, 2, 3, 5))))
    return tuple(found)
