"""A true process and a true SIGKILL: at a named step, or at any moment.

Processes are forked by a server that has imported everything and opened nothing. One that had a station's
file open is none to fork from: joining its writing thread does not wait until that thread has left the locks
of the encryption library, and a child forked meanwhile waits for them in vain.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from tests.fakes.forked import process
from tests.faults.store_steps import Steps, listening

Tell = Callable[[str], None]
PATIENCE = 120.0
"""Seconds after which a process that is not at its end hangs."""
_BEGUN = "begun"


class UnkilledError(AssertionError):
    """The process hung, or failed before it could be killed."""


def killed(
    do: Callable[[Tell], None], folder: Path, act: str, at: int, delay: float, patience: float = PATIENCE
) -> list[str]:
    """What the process told before it was killed: by itself at a step, or by us ``delay`` seconds after it
    began. ``do`` goes there by name, so it is a module's function."""
    reading, writing = multiprocessing.Pipe(duplex=False)
    imports = ("__main__", "tests.faults.store_acts")
    child = process(_die_doing, do, folder, act, at, writing, imports=imports)
    child.start()
    writing.close()
    until = time.monotonic() + patience
    with reading:
        try:
            lines = list(_told(reading, until, child.kill if not at else None, delay))
            child.join(max(0.0, until - time.monotonic()))
        finally:
            child.kill()
            child.join()
    if child.exitcode not in (0, -signal.SIGKILL):
        raise UnkilledError(f"the process failed: {child.exitcode}")
    return lines


def _told(reading: Connection, until: float, kill: Callable[[], None] | None, delay: float) -> Iterator[str]:
    """Line by line, to the end of the process."""
    while reading.poll(max(0.0, until - time.monotonic())):
        try:
            line: str = reading.recv()
        except EOFError:
            return
        if line != _BEGUN:
            yield line
        elif kill is not None:
            time.sleep(delay)
            kill()
    raise UnkilledError("the process hangs")


def _die_doing(do: Callable[[Tell], None], folder: Path, act: str, at: int, writing: Connection) -> None:
    """In the child."""

    def die() -> None:
        writing.send(f"hit {steps.heard[at - 1]}")
        os.kill(os.getpid(), signal.SIGKILL)

    steps = Steps(folder, act, at, die)
    writing.send(_BEGUN)
    with listening(steps):
        do(writing.send)
