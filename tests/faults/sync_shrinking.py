"""A violating schedule made smaller: whatever can be left out, and it still violates, is left out."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.faults.sync_play import Story
from tests.faults.sync_schedule import Schedule

LONGEST = 60.0
TWICE = 2
"""Processes and sockets are not the same twice: what shows a fault may need a second look."""


def shrunk(schedule: Schedule, play: Callable[[Schedule], Story]) -> Schedule:
    """The smallest found within a minute."""
    until = time.monotonic() + LONGEST
    smallest, found = schedule, True
    while found and time.monotonic() < until:
        found = False
        for smaller in smallest.smaller():
            if time.monotonic() > until:
                break
            if any(play(smaller).said("violation") for _ in range(TWICE)):
                smallest, found = smaller, True
                break
    return smallest
