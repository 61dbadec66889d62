"""A true process, forked from this one, and a true SIGKILL: at a named step, or at any moment."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.store_steps import Steps, listening

Tell = Callable[[str], None]


def killed(do: Callable[[Tell], None], folder: Path, act: str, at: int, delay: float) -> list[str]:
    """What the process told before it was killed: by itself at a step, or by us after a while."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _die_doing(do, folder, act, at, writing)
    os.close(writing)
    if not at:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, encoding="utf-8") as told:
        lines = told.read().splitlines()
    os.waitpid(child, 0)
    return lines


def _die_doing(do: Callable[[Tell], None], folder: Path, act: str, at: int, writing: int) -> None:
    """In the child: never returns."""

    def tell(line: str) -> None:
        os.write(writing, f"{line}\n".encode())

    def die() -> None:
        tell(f"hit {steps.heard[at - 1]}")
        os.kill(os.getpid(), signal.SIGKILL)

    steps = Steps(folder, act, at, die)
    try:
        with listening(steps):
            do(tell)
    finally:
        os._exit(0)
