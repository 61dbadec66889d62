"""Is the station's file quick where people wait for it, beside the same bytes in plain SQLite and SQLCipher?

    python benchmarks/store.py [seed]          under a minute; 1,000 and 10,000 declarations
    FULL=1 python benchmarks/store.py [seed]   the whole; 100,000 declarations, and 20 GB of pictures
    FULL=1 PHOTOS_GB=0 …                       without the 20 GB

Times are wall time, since waiting for the disk is what is measured; ours and the peers take turns. Prints
JSON lines; the last one holds figures and targets.
"""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from store_filled import Filled, filled  # noqa: E402
from store_measures import (  # noqa: E402
    PHOTO_BYTES,
    Times,
    backing_up,
    bytes_per_declaration,
    erasing,
    finding,
    finishing,
    passphrase_ms,
    unlocking,
)

from desk.views.desk.keeping import SAVE_AFTER  # noqa: E402

QUICK_SIZES, FULL_SIZES = (1_000, 10_000), (1_000, 10_000, 100_000)


def say(part: str, **found: Any) -> None:
    print(json.dumps({"part": part, **found}, ensure_ascii=False), flush=True)


def shown(times: dict[str, Times]) -> dict[str, dict[str, float]]:
    return {name: {"p50_ms": round(t.p50, 2), "p95_ms": round(t.p95, 2)} for name, t in times.items()}


def finish_figures(folder: Path, seed: int, times: int) -> dict[str, float]:
    taken = finishing(folder, seed, times)
    say("finishing", times=times, **shown(taken))
    size = bytes_per_declaration(folder) / times
    return {
        "finish_p50_of_sqlcipher": round(taken["finish"].p50 / taken["cipher"].p50, 2),
        "finish_p95_of_sqlcipher": round(taken["finish"].p95 / taken["cipher"].p95, 2),
        "whole_p50_of_sqlcipher": round(taken["whole"].p50 / taken["cipher_whole"].p50, 2),
        "whole_p95_of_sqlcipher": round(taken["whole"].p95 / taken["cipher_whole"].p95, 2),
        "finish_p50_of_sqlite": round(taken["finish"].p50 / taken["plain"].p50, 2),
        "finish_p50_ms": round(taken["finish"].p50, 1),
        "registration_p50_ms": round(taken["registration"].p50, 1),
        "registration_p95_ms": round(taken["registration"].p95, 1),
        "finish_p95_ms": round(taken["finish"].p95, 1),
        "draft_durable_p95_ms": round(SAVE_AFTER * 1000 + taken["draft"].p95, 1),
        "file_bytes_per_declaration": round(size),
        "file_bytes_of_payload": round(size / sum(PHOTO_BYTES.values()), 3),
    }


def find_figures(stations: list[Filled], seed: int, times: int) -> dict[str, float | None]:
    figures: dict[str, float | None] = {}
    medians: dict[str, list[float]] = {}
    for station in stations:
        keyed, words = finding(station, seed, times)
        say("finding", declarations=station.size, keyed=shown(keyed), words=shown(words))
        figures[f"find_p95_ms_{station.size}"] = round(max(t.p95 for t in (keyed | words).values()), 1)
        for name, t in keyed.items():
            medians.setdefault(name, []).append(t.p50)
    first, last = stations[0].size, stations[-1].size
    logarithm = math.log(last) / math.log(first)
    growth = {name: ms[-1] / ms[0] / logarithm for name, ms in medians.items()}
    say("growth_over_logarithm", sizes=[first, last], **{name: round(g, 2) for name, g in growth.items()})
    return figures | {"keyed_growth_over_logarithm": round(sorted(growth.values())[len(growth) // 2], 2)}


def care_figures(station: Filled, folder: Path) -> dict[str, float]:
    unlock = unlocking(station, 5)
    copied = backing_up(station, folder)
    say("care", declarations=station.size, unlock=shown({"unlock": unlock}), **copied)
    return {
        "unlock_s": round(unlock.p95 / 1000, 3),
        "passphrase_ms": round(passphrase_ms(folder), 1),
        "backup_mb_s": round(copied["backup_mb_s"], 1),
        "backup_of_cp": round(copied["backup_mb_s"] / copied["cp_mb_s"], 2),
        "erase_s": round(erasing(station), 2),
    }


def main() -> None:
    full, seed = bool(os.environ.get("FULL")), int(sys.argv[1]) if len(sys.argv) > 1 else 1
    gigabytes = float(os.environ.get("PHOTOS_GB", "20" if full else "0"))
    with tempfile.TemporaryDirectory(prefix="bench-store-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        figures: dict[str, float | None] = dict(
            finish_figures(folder / "finishing", seed, 200 if full else 24)
        )
        sizes = FULL_SIZES if full else QUICK_SIZES
        stations = [filled(folder / str(size), size, seed) for size in sizes]
        figures |= find_figures(stations, seed, 60 if full else 20)
        figures |= care_figures(stations[-1], folder / "backups")
        if gigabytes:
            figures |= _with_real_photos(folder, seed, gigabytes)
    _tell(figures, seed)


def _with_real_photos(folder: Path, seed: int, gigabytes: float) -> dict[str, float]:
    each = sum(PHOTO_BYTES.values()) // len(PHOTO_BYTES)
    large = filled(folder / "large", int(gigabytes * 1e9 / each / 3), seed, each)
    keyed, words = finding(large, seed, 30)
    say("real_photos", declarations=large.size, keyed=shown(keyed), words=shown(words))
    care = care_figures(large, folder / "large-backups")
    return {"large_find_p95_ms": round(max(t.p95 for t in (keyed | words).values()), 1)} | {
        f"large_{name}": figure for name, figure in care.items()
    }


def _tell(figures: dict[str, float | None], seed: int) -> None:
    targets = tomllib.loads((ROOT / "benchmarks" / "targets.toml").read_text(encoding="utf-8"))["store"]
    figures = dict.fromkeys(targets) | figures
    not_measured = [name for name in targets if figures[name] is None]
    met = {
        name: figures[name] <= target if figures[name] is not None else None
        for name, target in targets.items()
    }
    last = {
        "bench": "store",
        "seed": seed,
        "figures": figures,
        "targets": targets,
        "not_measured": not_measured,
        "met": met,
    }
    print(json.dumps(last, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
