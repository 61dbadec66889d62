"""A real desk engine over its encrypted file, in a process of its own, until everything has its receipt.

FOLDER (with the file's key in BENCH_FILE_KEY) ADDRESS; prints one line of JSON: seconds from the start of the
engine to the last receipt kept and processor seconds over that time.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from desk.ports.clock import SystemClock  # noqa: E402
from desk.station_work import StationWork  # noqa: E402
from desk.storage.station import StationFile  # noqa: E402


async def main(folder: Path, address: str, patience: float) -> None:
    clock = SystemClock()
    file = StationFile.open(folder, bytes.fromhex(os.environ["BENCH_FILE_KEY"]), clock.now)
    enrolment = file.enrolment()
    assert enrolment is not None
    finished = file.outbox.books(clock.today()).finished
    deliver, all_there = file.outbox.deliver, asyncio.Event()
    loop, delivered = asyncio.get_running_loop(), 0

    def counting(*what: Any) -> None:
        nonlocal delivered
        deliver(*what)
        delivered += 1
        if delivered == finished:
            loop.call_soon_threadsafe(all_there.set)

    file.outbox.deliver = counting  # type: ignore[method-assign, assignment]
    work = StationWork.begin(folder, file, enrolment, address, clock)
    print("ready", flush=True)
    began, used = time.monotonic(), time.process_time()
    work.start_engine()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(all_there.wait(), patience)
    ended, spent = time.monotonic(), time.process_time() - used
    books = file.outbox.books(clock.today())
    said = {
        "began": began,
        "ended": ended,
        "seconds": ended - began,
        "cpu": spent,
        "delivered": books.delivered,
        "finished": books.finished,
    }
    print(json.dumps(said), flush=True)
    await work.end()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
