"""The link drops right after the last byte, and the station tries again within 0–100 ms.

The service may be at work on what it was sent, may have committed it, or may never have seen it. Whichever it
is, the second asking may not be refused or called a conflict: the record is a sound one.
"""

from __future__ import annotations

import asyncio
import random
import shutil
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.fakes.line_faults import CutAtLastByte, Fault
from tests.faults.runs import Runs
from tests.faults.sync_base import copied
from tests.faults.sync_driver import desks
from tests.faults.sync_processes import Ask, Tell, fork, ready
from tests.faults.sync_service import Start, serve, until_ready
from tests.faults.sync_world import World

RETRY_WITHIN = 0.1
SENDING = (("POST", "/v1/records"), ("PUT", "/v1/blobs/"), ("PUT", "/v1/records/"))


@dataclass
class LastByte:
    """``dropped`` links, revisions ``delivered`` all the same, and what was falsely denied: an answer 409 or
    422 about a record, or a revision refused or set aside."""

    dropped: int = 0
    delivered: int = 0
    false_refusals: int = 0

    def told(self) -> dict[str, int]:
        return {
            "dropped": self.dropped,
            "delivered": self.delivered,
            "false_refusals": self.false_refusals,
        }


@dataclass
class _Drops:
    """Drops the link once at each kind of sending, as long as there are drops left."""

    left: int
    dropped: int = 0
    _met: set[tuple[str, str]] = field(default_factory=set)

    def __call__(self, method: str, path: str) -> Fault | None:
        for kind in SENDING:
            if (method == kind[0]) and path.startswith(kind[1]) and kind not in self._met and self.left:
                self._met.add(kind)
                self.left -= 1
                self.dropped += 1
                return CutAtLastByte()
        return None

    def again(self) -> None:
        self._met.clear()


def last_bytes(base: World, place: Path, runs: Runs, times: int, seed: int) -> LastByte:
    """So many drops, at a service and a station of their own."""
    world = copied(base, place / "last-byte")
    service = fork(partial(serve, world.service, world.port, Start(), None))
    until_ready(service)
    station = fork(partial(_drop_all, world, times, seed))
    counted = LastByte()
    while not station.ended:
        for child in ready([station], 1.0):
            for line in child.lines():
                word, *rest = line.split()
                if word == "counted":
                    counted = LastByte(*map(int, rest))
                elif word == "violation":
                    runs.violation(f"last byte: {line}")
    service.kill()
    shutil.rmtree(world.folder)
    if counted.dropped < times or counted.false_refusals:
        runs.violation(f"last byte: {counted.told()}")
    return counted


def _drop_all(world: World, times: int, seed: int, tell: Tell, _ask: Ask) -> None:
    asyncio.run(_drop(world, times, seed, tell))


async def _drop(world: World, times: int, seed: int, tell: Tell) -> None:
    drops, chance, denied = _Drops(times), random.Random(seed), list[str]()
    async with desks(world, {0: drops}, partial(_note, tell, denied), None, seed) as at:
        desk = at[0]
        desk.door._longest_pause = RETRY_WITHIN
        number = 0
        while drops.left:
            number += 1
            drops.again()
            desk.declare(chance.randrange(10**6))
            for _ in range(2):
                await desk.round()
        for _ in range(3):
            await desk.round()
        books = desk.file.outbox.books(desk.clock.today())
    if books.waiting:
        tell(f"violation {books.waiting} of {number} are stuck")
    refused = books.refused + books.set_aside
    tell(f"counted {drops.dropped} {books.delivered} {max(refused, len(denied))}")


def _note(tell: Tell, denied: list[str], line: str) -> None:
    if line.startswith("violation"):
        tell(line)
    elif line.startswith("denied"):
        denied.append(line)
