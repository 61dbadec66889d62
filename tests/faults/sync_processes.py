"""Processes forked from this one while it has no thread, and what they tell, line by line."""

from __future__ import annotations

import faulthandler
import gc
import logging
import os
import select
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

Tell = Callable[[str], None]
Ask = Callable[[str], str]
Work = Callable[[Tell, Ask], None]


@dataclass
class Child:
    """One of them. ``ended`` once nothing more can come; ``killed``: by a signal, at whosever hand."""

    pid: int
    reading: int
    answering: int
    ended: bool = False
    killed: bool = False
    _rest: bytes = field(default=b"", repr=False)

    def lines(self) -> Iterator[str]:
        """What has come since; call it when ``reading`` is ready."""
        data = os.read(self.reading, 1 << 16)
        if not data:
            self._bury()
        *whole, self._rest = (self._rest + data).split(b"\n")
        yield from (line.decode() for line in whole)

    def answer(self, text: str) -> None:
        with suppress(BrokenPipeError):  # it died while we did what it had asked for
            os.write(self.answering, f"{text}\n".encode())

    def kill(self) -> None:
        """kill -9, and everything it still had to tell is dropped."""
        if not self.ended:
            os.kill(self.pid, signal.SIGKILL)
            self._bury()

    def say_where(self) -> None:
        """Every thread's stack, on standard error; for one that does not come to an end."""
        if not self.ended:
            os.kill(self.pid, signal.SIGUSR1)
            time.sleep(0.2)

    def _bury(self) -> None:
        _, status = os.waitpid(self.pid, 0)
        self.ended, self.killed = True, os.WIFSIGNALED(status)
        os.close(self.reading)
        os.close(self.answering)


def fork(work: Work) -> Child:
    """A process that does this and nothing else."""
    told, telling = os.pipe()
    answered, answering = os.pipe()
    pid = os.fork()
    if pid == 0:
        _become(work, telling, answered)
    os.close(telling)
    os.close(answered)
    return Child(pid, told, answering)


def ready(children: list[Child], seconds: float) -> list[Child]:
    """Those who have something to tell, or have ended, within that time."""
    living = {child.reading: child for child in children if not child.ended}
    found, _, _ = select.select(list(living), [], [], seconds)
    return [living[each] for each in found]


def die() -> None:
    """As a power cut: no handler, no flush, no close."""
    os.kill(os.getpid(), signal.SIGKILL)


def _become(work: Work, telling: int, answered: int) -> None:
    """In the child: never returns. It keeps no socket or pipe of its parent's open."""
    gc.freeze()
    logging.disable(logging.CRITICAL)
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    keep = sorted((2, telling, answered))
    for low, high in zip([2, *keep], [*keep, 256], strict=True):
        os.closerange(low + 1, high)

    def tell(line: str) -> None:
        os.write(telling, f"{line}\n".encode())

    def ask(line: str) -> str:
        tell(line)
        said = b""
        while not said.endswith(b"\n"):
            said += os.read(answered, 1)
        return said.decode().strip()

    try:
        work(tell, ask)
    except BaseException as error:  # noqa: BLE001 - whatever ends it is told
        frames = traceback.extract_tb(error.__traceback__)
        places = " < ".join(f"{each.name}:{each.lineno}" for each in reversed(frames))
        tell(f"violation fell over: {type(error).__name__} {error} ({places})")
    finally:
        os._exit(0)
