"""Killed: a process that ends without a word, at any step, leaves nothing lost, doubled or half done."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from declaration.lifecycle import Delivery
from desk.ports.service import Reason
from tests.fakes.program import SetClock
from tests.faults.station_process import Step
from tests.faults.table import Enrolled, arrived_once, laid

ROOT = Path(__file__).resolve().parents[2]


IN_EVERY_RUN = (Step.BETWEEN_PHOTOS, Step.BEFORE_COMMIT)
"""The two that hurt most; a process of its own costs seconds, so the others run with the slow tests."""


def spawn(module: str, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"tests.faults.{module}", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stderr=subprocess.DEVNULL)


async def dies(at: Enrolled, address: str, step: Step) -> None:
    """A station process sends, and is gone at that step."""
    process = spawn("station_process", str(at.station_folder), address, step, DESK_TEST_KEY=at.file_key.hex())
    status = await asyncio.to_thread(process.wait, 60)
    ended_by_itself = status in (0, 1)  # on Windows, where a killed process ends with 15, as well
    assert not ended_by_itself


@pytest.mark.parametrize(
    "step", [pytest.param(each, marks=() if each in IN_EVERY_RUN else pytest.mark.slow) for each in Step]
)
async def test_a_station_killed_while_sending_delivers_once_after_its_restart(
    at: Enrolled, step: Step
) -> None:
    now = datetime.now(UTC)
    async with laid(at, clock=SetClock(now - timedelta(minutes=1))) as table:  # all is due in its process
        table.service_clock.now = now
        declared = [table.declare(1), table.declare(2)]
        await asyncio.to_thread(table.file.close)
        await dies(at, table.proxy.address, step)
        table.file = table.at.open_file(table.clock)
        table.parts.outbox = table.file.outbox
        table.restart()
        assert table.books.finished == 2
        assert table.books.delivered == (1 if step is Step.COMMITTED else 0)
        entry = table.file.outbox.entry(declared[0].id, 1)
        assert entry is not None
        assert entry.attempts == 1, "counted before sending, so that it backs off"
        await table.rounds(2)
        await table.rounds(1)
        table.delivered_once()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


async def listening(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                await writer.wait_closed()
                return
            await asyncio.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize("request_line", ["PUT /v1/blobs/", "PUT /v1/records/"])
async def test_a_service_killed_in_the_middle_takes_each_revision_once_after_its_restart(
    at: Enrolled, request_line: str
) -> None:
    """The second such request finds the service gone, the first may have been cut in the middle."""
    port = free_port()
    clock = SetClock(datetime.now(UTC))
    process = spawn("service_process", str(at.service_folder), str(port))
    try:
        await listening(port)
        async with laid(at, clock=clock, port=port) as table:
            declared = [table.declare(1), table.declare(2)]

            def kills(method: str, path: str) -> None:
                if f"{method} {path}".startswith(request_line) and table.proxy.count(request_line) == 2:
                    process.kill()
                    process.wait(10)

            table.proxy.choose = kills
            await table.rounds()
            assert table.trouble() is Reason.NO_NETWORK
            assert Delivery.PENDING in {table.delivery(each)[0] for each in declared}
            process = spawn("service_process", str(at.service_folder), str(port))
            await listening(port)
            await table.rounds(2)
            assert table.books.all_signed_for
            process.kill()
            process.wait(10)
            office = at.open_service()
            arrived_once(office, table.file)
            office.service.close()
    finally:
        process.kill()
        process.wait(10)
