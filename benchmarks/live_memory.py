"""Memory of this process and of a browser, as Linux tells it: of a shared page each its part."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Memory:
    """One moment. ``browser_mb`` sums the browser's processes."""

    at: float
    server_mb: float
    browser_mb: float

    @staticmethod
    def now(browser: int) -> Memory:
        """``browser``: its first process."""
        its = _below(browser) | {browser}
        return Memory(time.monotonic(), _own_share(os.getpid()), round(sum(map(_own_share, its)), 1))

    def shown(self) -> dict[str, float]:
        return {"server_mb": self.server_mb, "browser_mb": self.browser_mb}


def slope_per_ten_minutes(samples: list[tuple[float, float]]) -> float:
    """The straight line through all samples, in megabytes for ten minutes."""
    at, megabytes = np.array(samples).T
    return round(float(np.polyfit(at - at[0], megabytes, 1)[0] * 600), 1)


def _own_share(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0  # it has just ended
    kilobytes = next((line.split()[1] for line in lines if line.startswith("Pss:")), "0")
    return round(int(kilobytes) / 1024, 1)


def _below(process: int) -> set[int]:
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text(encoding="utf-8")
            except OSError:
                continue
            parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
    found: set[int] = set()
    newest = {process}
    while newest:
        newest = {child for child, parent in parents.items() if parent in newest} - found
        found |= newest
    return found
