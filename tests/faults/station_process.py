"""A station in a process of its own, which dies without a word at a named step of sending.

``python -m tests.faults.station_process FOLDER ADDRESS STEP`` with the file's key in DESK_TEST_KEY. All parts
are the real ones; the step only decides where the power goes.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import event
from sqlalchemy.orm import Session

from desk.ports.clock import SystemClock
from desk.remote.door import Door
from desk.remote.station_service import RemoteStation
from desk.storage.station import StationFile
from desk.sync.backoff import Backoff
from desk.sync.engine import SyncEngine
from desk.sync.session import ServiceSession
from tests.faults.altered import outbox_with


class Step(StrEnum):
    """Where in the sending the power goes."""

    COUNTED = "after the attempt is counted"
    OFFERED = "after the batch is answered"
    BETWEEN_PHOTOS = "between two photos"
    PHOTOS_SENT = "before the receipt is asked for"
    RECEIPT_HERE = "when the receipt has arrived"
    BEFORE_COMMIT = "in the transaction that keeps the receipt"
    COMMITTED = "when the receipt is kept"


def die() -> NoReturn:
    """As a power cut: no handler, no flush, no close."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    raise AssertionError("still alive")


class DyingStation(RemoteStation):
    """The real service, and the end after the step's own call."""

    def __init__(self, door: Door, keys: Any, step: Step) -> None:
        super().__init__(door, keys)
        self._step = step
        self._photos = 0

    async def put_batch(self, sealed: Any) -> Any:
        return await self._then(Step.OFFERED, super().put_batch(sealed))

    async def put_blob(self, *of_the_photo: Any) -> Any:
        answer = await super().put_blob(*of_the_photo)
        self._photos += 1
        if self._step is Step.BETWEEN_PHOTOS and self._photos == 2:
            die()
        return answer

    async def put_record(self, record_id: Any, revision: int, sealed: bytes) -> Any:
        if self._step is Step.PHOTOS_SENT:
            die()
        return await self._then(Step.RECEIPT_HERE, super().put_record(record_id, revision, sealed))

    async def _then(self, step: Step, asking: Awaitable[Any]) -> Any:
        answer = await asking
        if self._step is step:
            die()
        return answer


def dying_outbox(real: Any, step: Step) -> Any:
    """The real outbox, and the end after the step's own call."""

    def then(act: Callable[..., Any]) -> Callable[..., NoReturn]:
        def done(*args: Any) -> NoReturn:
            act(*args)
            die()

        return done

    def deliver(*args: Any) -> None:
        event.listen(Session, "before_commit", lambda _session: die())
        real.deliver(*args)

    match step:
        case Step.COUNTED:
            return outbox_with(real, count_attempt=then(real.count_attempt))
        case Step.BEFORE_COMMIT:
            return outbox_with(real, deliver=deliver)
        case Step.COMMITTED:
            return outbox_with(real, deliver=then(real.deliver))
    return real


async def main(folder: Path, address: str, step: Step) -> None:
    clock = SystemClock()
    file = StationFile.open(folder, bytes.fromhex(os.environ["DESK_TEST_KEY"]), clock.now)
    keys = file.service_keys()
    service = DyingStation(Door(address), keys, step)
    session = ServiceSession(service, file.station_key(), file.turns, clock)
    outbox = dying_outbox(file.outbox, step)
    backoff = Backoff(random.Random(1).random)
    await SyncEngine(service, outbox, session, keys, clock, backoff, lambda: ("1", 0)).round()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], Step(sys.argv[3])))
