"""A limit in processor time of the calling thread: a busy machine does not make the reader give up."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Deadline:
    """A moment of this thread's own clock (seconds of ``time.thread_time``; Windows counts in 16 ms)."""

    at: float

    @classmethod
    def after_ms(cls, milliseconds: float) -> Deadline:
        return cls(time.thread_time() + milliseconds / 1000)

    def after_share(self, share: float) -> Deadline:
        """A sooner one: when that share of the time left has gone."""
        now = time.thread_time()
        return self if self.at == inf else Deadline(now + share * (self.at - now))

    @property
    def passed(self) -> bool:
        return self.at != inf and time.thread_time() >= self.at

    def allows(self, milliseconds: float) -> bool:
        """True when work of that length would still end in time."""
        return self.at == inf or time.thread_time() + milliseconds / 1000 <= self.at


NEVER = Deadline(inf)
