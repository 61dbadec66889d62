"""How much our reader reads where pyzbar, zxing-cpp and OpenCV stop, on the same frames in the same run.

    python benchmarks/reader.py [first seed]          about a minute
    FULL=1 python benchmarks/reader.py [first seed]   the whole
    REAL=folder python benchmarks/reader.py           real pictures, too; only numbers are printed

Times are this thread's processor milliseconds. Prints JSON lines; the last one holds figures and targets.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

import desk.capture  # noqa: E402, F401, I001  numpy must find its thread setting
import cv2  # noqa: E402
from card_photographs import FAMILIES, MIXES, card_photograph  # noqa: E402
from reader_measures import Counts, bursts, growth, hit_cost, ours, real_pictures, single_frames, steep  # noqa: E402

GRID_BURSTS = ("easy_mix", "medium_mix", "hard_mix")


class Sizes:
    """Frames and bursts of each part: quick, or the whole."""

    def __init__(self, *, full: bool) -> None:
        self.family = 30 if full else 3
        self.mix = 150 if full else 12
        self.steep = 60 if full else 12
        self.grid_bursts = 40 if full else 2
        self.extreme_bursts = 400 if full else 16
        self.hits = 30 if full else 6
        self.growth = 12 if full else 2


def say(part: str, **found: Any) -> None:
    print(json.dumps({"part": part, **found}, ensure_ascii=False), flush=True)


def grid(first: int, sizes: Sizes) -> Counts:
    """All families and the easier mixes together, as a desk meets them."""
    seeds = range(first, first + sizes.family)
    whole = single_frames(card_photograph(name, seed) for name in FAMILIES for seed in seeds)
    say("grid", **whole.shown())
    return whole


def mixes(first: int, sizes: Sizes) -> dict[str, Counts]:
    found = {}
    for name in MIXES:
        count = sizes.mix if name == "hard_mix" else max(3, sizes.mix // 4)
        found[name] = single_frames(card_photograph(name, seed) for seed in range(first, first + count))
        say(name, **found[name].shown())
    return found


def all_bursts(first: int, sizes: Sizes) -> dict[str, Counts]:
    found = {}
    for name in (*GRID_BURSTS, "extreme_mix"):
        count = sizes.extreme_bursts if name == "extreme_mix" else sizes.grid_bursts
        found[name] = bursts(name, range(first, first + count))
        say(f"bursts_{name}", **found[name].shown())
    return found


def wrong_texts(parts: list[Counts]) -> int:
    return sum(
        count
        for part in parts
        for reader, count in part.wrong.items()
        if reader.startswith(("ours", "fused"))
    )


def ratio(one: int, other: int) -> float:
    """How many times the other; where the other read nothing, one or the count itself."""
    return round(one / other, 2) if other else float(max(one, 1))


def main() -> None:
    cv2.setNumThreads(1)  # one thread's time is what is compared
    full, first = bool(os.environ.get("FULL")), int(sys.argv[1]) if len(sys.argv) > 1 else 1
    sizes = Sizes(full=full)
    whole, mixed, burst = grid(first, sizes), mixes(first, sizes), all_bursts(first, sizes)
    tilted = single_frames(steep(range(first, first + sizes.steep)))
    say("tilt_beyond_45", **tilted.shown())
    cost = hit_cost(range(first, first + sizes.hits))
    say("zxing_hits", **cost)
    say("growth", rows=growth(range(first, first + sizes.growth)))
    real = os.environ.get("REAL", "")
    if real:
        say("real_pictures", **real_pictures(Path(real)))
    at_150, hard, extreme = ours(150), mixed["hard_mix"], burst["extreme_mix"]
    figures = {
        "at_150ms_points_above_union": round(whole.percent(at_150) - whole.percent("union"), 1),
        "hard_mix_times_union": ratio(hard.read[at_150], hard.read["union"]),
        "tilt_beyond_45_vs_zxing": ratio(tilted.read[at_150], tilted.read["zxing"]),
        "wrong_texts": wrong_texts([whole, tilted, *mixed.values(), *burst.values()]),
        "fused_vs_any": min(ratio(part.read["fused"], part.read["any_of_six"]) for part in burst.values()),
        "extreme_fused_points_above_any": round(extreme.percent("fused") - extreme.percent("any_of_six"), 1),
        "zxing_hit_cost_ms_beyond_ratio": cost["worst_ms_beyond_1.5_times"],
    }
    targets = tomllib.loads((ROOT / "benchmarks" / "targets.toml").read_text(encoding="utf-8"))["reader"]
    not_measured = [] if real else ["real_pictures"]
    met = {name: _reached(name, figures[name], target) for name, target in targets.items()}
    last = {
        "bench": "reader",
        "seed": first,
        "figures": figures,
        "targets": targets,
        "not_measured": not_measured,
        "met": met,
    }
    print(json.dumps(last, ensure_ascii=False), flush=True)


def _reached(name: str, figure: float, target: float) -> bool:
    """Costs and mistakes may not pass the target, gains must reach it."""
    most = name in ("wrong_texts", "zxing_hit_cost_ms_beyond_ratio")
    return figure <= target if most else figure >= target


if __name__ == "__main__":
    main()
