"""Weather on the line between a station and the service: chances of every fault, drawn per request."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence

from declaration.wire.problem import MEDIA_TYPE
from tests.fakes.line_faults import (
    Answered,
    AnsweredTwice,
    Choose,
    CutAtLastByte,
    CutOff,
    Delayed,
    Fault,
    Garbled,
    GarbledAnswer,
    Hangs,
    LostAnswer,
    Refused,
    SentTwice,
    Swapped,
    Truncated,
)

PAGE = b"<!doctype html><title>Wi-Fi</title><form>sign in</form>"
HTML = (("Content-Type", "text/html"),)
PORTALS = (
    Answered(200, PAGE, HTML),
    Answered(302, b"", (("Location", "http://portal.example/"),)),
    Answered(403, PAGE, HTML),
    Answered(511, PAGE, HTML),
)
_FAULTY = json.dumps({"status": 500, "code": "internal_error"}).encode()
DOWN = (
    Answered(502, b"bad gateway"),
    Answered(503),
    Answered(503, b"", (("Retry-After", "2"),)),
    Answered(429, b"", (("Retry-After", "2"),)),
    Answered(500, _FAULTY, (("Content-Type", MEDIA_TYPE),)),
)
STALL_SECONDS, ONE_THAT_ANSWERS = 0.5, 20.0
"""So short are the station's time-outs on a line that may hang, and so long where somebody answers."""

STORMS: Mapping[str, Callable[[random.Random], Fault]] = {
    "refused": lambda _: Refused(),
    "cut": lambda chance: CutOff(chance.randrange(600), settle=chance.choice((0.0, 0.01))),
    "last_byte": lambda _: CutAtLastByte(),
    "lost_answer": lambda _: LostAnswer(),
    "stall": lambda _: Hangs(),
    "delay": lambda chance: Delayed(chance.uniform(0.005, 0.05)),
    "sent_twice": lambda _: SentTwice(),
    "garbled": lambda chance: Garbled(chance.randrange(2000)),
    "truncated": lambda chance: Truncated(chance.randrange(400), chance.random() < 0.5),
    "garbled_answer": lambda chance: GarbledAnswer(chance.randrange(3000)),
    "answered_twice": lambda _: AnsweredTwice(),
    "swapped": lambda chance: Swapped(chance.randrange(48)),
    "portal": lambda chance: chance.choice(PORTALS),
    "down": lambda chance: chance.choice(DOWN),
}
_ONLY_TLS_GUARDS = {"garbled_answer": ("/v1/changes",)}
"""Pages of the feed are not signed one by one: against changed bytes in them stands TLS, not the station."""


def storm(seed: int, chances: Sequence[tuple[str, float]]) -> Choose:
    """Faults with these chances; the same for the same seed."""
    chance = random.Random(seed)

    def choose(_method: str, path: str) -> Fault | None:
        drawn = chance.random()
        for kind, share in chances:
            if drawn < share:
                return None if path in _ONLY_TLS_GUARDS.get(kind, ()) else STORMS[kind](chance)
            drawn -= share
        return None

    return choose
