"""Random fault schedules between stations and the service: ``python -m tests.faults.sync_schedules [seed]``.

Each plays a day at two stations and a real service, every side a process of its own forked from this one,
behind a flaky proxy, and kills one or the other at a named step or at any moment. Then the network is back,
and both sides are looked at (``sync_checks``). A violating schedule is made smaller and printed; to play it
again give its JSON in place of the seed.

Quick: every named step once, and some drawn at random. ``FULL=1``: at least 3,000. The last line is JSON.
Exit 1 on any violation, when a named step was never hit, or when a limit of its own was broken.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.faults.runs import folder_in_memory
from tests.faults.sync_faults import Faults, Sizes
from tests.faults.sync_schedule import Schedule


def main(argument: str) -> int:
    full = bool(os.environ.get("FULL"))
    place = folder_in_memory()
    with tempfile.TemporaryDirectory(prefix="faults-sync-", dir=place, ignore_cleanup_errors=True) as name:
        if argument.startswith("{"):
            return _again(Faults(Path(name), 1, Sizes.of(full=False)), Schedule.from_json(argument))
        faults = Faults(Path(name), int(argument), Sizes.of(full=full))
        faults.all()
    return faults.tell()


def _again(faults: Faults, schedule: Schedule) -> int:
    story = faults.play(schedule)
    print("\n".join(line for line in story.told if not line.startswith("heard ")))
    return 1 if story.said("violation") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "1"))
