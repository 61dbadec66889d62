"""What can happen to one request on its way, and to its answer on the way back."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Answered:
    """Somebody on the way answers in the service's place, such as a captive portal."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def to_bytes(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} Answer", f"Content-Length: {len(self.body)}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + self.body


@dataclass(frozen=True)
class CutOff:
    """The line breaks after so many bytes of the body: the service sees a part of the request.

    ``settle``: seconds in which that part may arrive; a reset that overtakes it takes it away again.
    """

    after: int = 0
    settle: float = 0.02


@dataclass(frozen=True)
class Refused:
    """Nothing of it leaves: the line breaks before the first byte."""


@dataclass(frozen=True)
class CutAtLastByte:
    """The request leaves whole and the line breaks at once: nobody knows whether it was taken."""


@dataclass(frozen=True)
class LostAnswer:
    """The request arrives whole, its answer never does: the service has committed, nobody knows."""


@dataclass(frozen=True)
class Hangs:
    """Nothing is relayed any more, and nobody hangs up."""


@dataclass(frozen=True)
class Delayed:
    """It passes, so many seconds late."""

    seconds: float


@dataclass(frozen=True)
class Garbled:
    """One byte of the request's body, counted from its start, arrives as another."""

    at: int


@dataclass(frozen=True)
class SentTwice:
    """The service gets the same request a second time, on another connection, while it does the first."""


@dataclass(frozen=True)
class Truncated:
    """So many bytes of the answer get through, then the line breaks; ``polite``: as if that were the end."""

    after: int
    polite: bool = False


@dataclass(frozen=True)
class GarbledAnswer:
    """One byte of the answer's body arrives as another."""

    at: int


@dataclass(frozen=True)
class AnsweredTwice:
    """The answer comes two times in a row."""


@dataclass(frozen=True)
class Swapped:
    """An answer that was given to another request comes instead; ``which`` of those remembered."""

    which: int


Fault = (
    Answered
    | CutOff
    | Refused
    | CutAtLastByte
    | LostAnswer
    | Hangs
    | Delayed
    | Garbled
    | SentTwice
    | Truncated
    | GarbledAnswer
    | AnsweredTwice
    | Swapped
)
Choose = Callable[[str, str], Fault | None]
"""(method, path) -> what happens to this request; None: it passes."""


def passes(_method: str, _path: str) -> None:
    """A good line."""


def seeded(seed: int, *, lost: float = 0, cut: float = 0, down: float = 0, cut_mean: int = 20_000) -> Choose:
    """Faults drawn per request with these chances, the same for the same seed; ``cut_mean`` bytes."""
    chance = random.Random(seed)

    def choose(_method: str, _path: str) -> Fault | None:
        drawn = chance.random()
        if drawn < lost:
            return LostAnswer()
        if drawn < lost + cut:
            return CutOff(int(chance.uniform(0, 2 * cut_mean)))
        return Answered(503) if drawn < lost + cut + down else None

    return choose
