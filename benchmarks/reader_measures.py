"""What is measured of the reader: shares read, bursts, tilt, the cost of an easy frame, growth with size."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean, median
from typing import ParamSpec, TypeVar

import cv2
import numpy as np
from card_photographs import CardPhotograph, card_burst, card_photograph, conditions_of, photograph_of
from reader_peers import PEERS, by_zxing

from declaration.problems import Problem
from desk.capture.burst import LiveReader
from desk.capture.cascade import Look, quick_eyes, thorough_eyes
from desk.capture.picture_file import open_picture
from desk.capture.qr_decoder.deadline import Deadline
from desk.capture.reader import CodeReader
from desk.capture.zbar import ZbarEye
from desk.ports.camera import Pixels, Reading

BUDGETS_MS = (50, 150, 500)
_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass
class Counts:
    """Frames of one group: how many, and by reader how many read, wrong, and the milliseconds each took."""

    frames: int = 0
    read: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    ms: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def note(self, reader: str, answers: Iterable[bytes], payload: bytes, ms: float = 0.0) -> bool:
        given = set(answers)
        self.read[reader] += payload in given
        self.wrong[reader] += bool(given - {payload})
        self.ms[reader].append(ms)
        return payload in given

    def percent(self, reader: str) -> float:
        return round(100 * self.read[reader] / max(self.frames, 1), 1)

    def shown(self) -> dict[str, object]:
        readers = list(self.ms)
        return {
            "frames": self.frames,
            "read_percent": {reader: self.percent(reader) for reader in readers},
            "wrong": {reader: self.wrong[reader] for reader in readers if self.wrong[reader]},
            "ms_median": {reader: round(median(self.ms[reader]), 1) for reader in readers},
            "ms_mean": {reader: round(mean(self.ms[reader]), 1) for reader in readers},
            "ms_most": {reader: round(max(self.ms[reader]), 1) for reader in readers},
        }


def ours(budget_ms: float) -> str:
    return f"ours_{budget_ms:.0f}ms"


def timed(work: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> tuple[_T, float]:
    """The answer and this thread's processor milliseconds."""
    began = time.thread_time()
    answer = work(*given, **named)
    return answer, (time.thread_time() - began) * 1000


def text_of(reader: CodeReader, photo: CardPhotograph) -> list[bytes]:
    text = reader.read(photo.pixels).text
    return [] if text is None else [text.encode("utf-8")]


def single_frames(photos: Iterable[CardPhotograph]) -> Counts:
    """Every peer, their union, and ours at each budget, on the same frames."""
    counts, readers = Counts(), {budget: CodeReader(budget_ms=budget) for budget in BUDGETS_MS}
    for photo in photos:
        counts.frames += 1
        union: set[bytes] = set()
        for name, peer in PEERS.items():
            answers, ms = timed(peer, photo.pixels)
            counts.note(name, answers, photo.payload, ms)
            union |= set(answers)
        counts.note("union", union & {photo.payload}, photo.payload)
        for budget, reader in readers.items():
            answers, ms = timed(text_of, reader, photo)
            counts.note(ours(budget), answers, photo.payload, ms)
    return counts


def bursts(name: str, seeds: Iterable[int], budget_ms: float = 150) -> Counts:
    """Six frames of a card: any of them read alone, against the frames read together, each within the budget.

    Frames that help one another leave each less time of its own, so those alone have a pass to themselves.
    """
    counts, reader = Counts(), CodeReader(budget_ms=budget_ms)
    for seed in seeds:
        photos = card_burst(name, seed)
        payload = photos[0].payload
        counts.frames += 1
        alone, ms = timed(_each_read, reader.read, photos)
        counts.note("any_of_six", _texts(alone), payload, ms)
        together, ms = timed(_each_read, LiveReader(reader).read, photos)
        counts.note("fused", _texts(together), payload, ms)
        counts.note("fused_and_sure", _texts(reading for reading in together if reading.sure), payload, ms)
    return counts


def _each_read(read: Callable[[Pixels], Reading], photos: list[CardPhotograph]) -> list[Reading]:
    return [read(photo.pixels) for photo in photos]


def _texts(readings: Iterable[Reading]) -> list[bytes]:
    return [reading.text.encode("utf-8") for reading in readings if reading.text is not None]


def steep(seeds: Iterable[int]) -> list[CardPhotograph]:
    """Cards tilted by 46 to 66 degrees, everything else usual."""
    photos = []
    for seed in seeds:
        usual = conditions_of("tilt", seed)
        photos.append(photograph_of(replace(usual, tilt=46 + 20 * ((seed * 0.381966) % 1)), seed))
    return photos


def hit_cost(seeds: Iterable[int], repeats: int = 7) -> dict[str, float]:
    """On frames zxing reads: our milliseconds for the coloured frame against zxing's own for the grey one."""
    reader, pairs = CodeReader(), []
    for seed in seeds:
        grey = card_photograph("rotation", seed).pixels
        if not by_zxing(grey):
            continue
        colour = np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
        rounds = range(repeats)
        theirs = min(timed(by_zxing, grey)[1] for _ in rounds)
        mine = min(timed(reader.read, colour)[1] for _ in rounds)
        pairs.append((mine, theirs))
    worst = max(mine - 1.5 * theirs for mine, theirs in pairs)
    return {
        "frames": len(pairs),
        "ours_ms": round(median(mine for mine, _ in pairs), 2),
        "zxing_ms": round(median(theirs for _, theirs in pairs), 2),
        "worst_ms_beyond_1.5_times": round(worst, 2),
    }


def growth(seeds: Iterable[int]) -> list[dict[str, float]]:
    """Milliseconds by frame size: a card read at once, a hard one, an empty table."""
    rows, reader, chosen = [], CodeReader(budget_ms=500), list(seeds)
    for width, height in ((640, 360), (1280, 720), (1920, 1080), (2560, 1440)):
        times: dict[str, list[float]] = {"easy": [], "hard": [], "empty": []}
        for seed in chosen:
            for kind in times:
                name = "rotation" if kind == "easy" else "hard_mix"
                conditions = replace(conditions_of(name, seed), frame=(width, height))
                if kind == "empty":
                    conditions = replace(conditions, fill=0.6, shift=(3.0, 0.0))
                photo = photograph_of(conditions, seed)
                times[kind].append(timed(reader.read, photo.pixels)[1])
        rows.append({"width": width, **{f"{kind}_ms": round(median(ms), 1) for kind, ms in times.items()}})
    return rows


def _decoded(picture: Pixels) -> bytes | None:
    """The first code our eyes decode, before the gate that lets Vietnamese text alone pass."""
    look = Look(picture, Deadline.after_ms(500))
    for eye in (*quick_eyes(), *thorough_eyes(ZbarEye())):
        seen = next(iter(eye.see(look)), None)
        if seen is not None:
            return seen.data
    return None


def real_pictures(folder: Path) -> dict[str, object]:
    """How many pictures of a folder each reader decodes, and where two disagree. No text is printed.

    ``ours_as_text``: those whose text passes the gate of letters, as the desk would show it.
    """
    counts, reader, files = Counter[str](), CodeReader(budget_ms=500), sorted(folder.rglob("*.*"))
    for file in files:
        picture = open_picture(file)
        if isinstance(picture, Problem):
            continue
        grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
        counts["pictures"] += 1
        answers = {name: set(peer(grey)) for name, peer in PEERS.items()}
        counts.update(name for name, given in answers.items() if given)
        counts["union"] += any(answers.values())
        text, seen = reader.read(picture).text, _decoded(picture)
        counts["ours"] += seen is not None
        counts["ours_as_text"] += text is not None
        theirs = answers["zxing"]
        counts["ours_differs_from_zxing"] += bool(theirs) and seen is not None and seen not in theirs
    return dict(counts)
