"""Is print read: the zone of backs, the number of fronts, the zone of passports, and is nothing misread?

    python benchmarks/print_reader.py [first seed]        about a minute; FULL=1 for the whole

Photos are those a person would keep (photos_scenes), found, cut, encoded and opened again as the desk does
it; passports are whole frames of a live camera (passport_scenes). Backs and passports under lamps have
reflections over their zone, on purpose: what is burnt out must not be made up. The peer of the same run is
rapidocr-onnxruntime, where a folder on PYTHONPATH has it. Prints JSON lines; the last holds the figures, the
targets and what was not measured. Times are this thread's processor milliseconds.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from typing import Any

# isort: off
import desk.capture  # noqa: F401  numpy must find its thread setting
import cv2

# isort: on
import numpy as np
from passport_scenes import passports
from photos_scenes import scene

from declaration.cards.mrz import Mrz, read_mrz
from declaration.draft import PhotoRole
from desk.capture.photo import DeskPhotoLab
from desk.capture.print_reader import CardPrintReader
from desk.ports.camera import Frame, Pixels
from practice.drawn_cards import CARD_HEIGHT, CARD_WIDTH, card_back
from practice.people import invented_person, machine_readable_zone

try:
    from rapidocr_onnxruntime import RapidOCR
except ImportError:
    RapidOCR = None

TARGETS = Path(__file__).with_name("targets.toml")
Look = Callable[[Pixels], str | None]
_FOOT = 0.6  # of the card's height: what stands below is the zone


@dataclass
class Tally:
    """How many were read, misread and looked at, and how long each look took."""

    read: int = 0
    wrong: int = 0
    looks: int = 0
    ms: list[float] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        share = round(self.read / self.looks, 4) if self.looks else None
        ms = round(statistics.median(self.ms)) if self.ms else None
        slowest = round(max(self.ms)) if self.ms else None
        return {"frames": self.looks, "share": share, "wrong": self.wrong, "ms": ms, "slowest_ms": slowest}


def tally(cards: Iterable[tuple[Pixels, str]], look: Look) -> Tally:
    found = Tally()
    for card, truth in cards:
        began = time.thread_time()
        seen = look(card)
        found.ms.append((time.thread_time() - began) * 1000)
        found.looks += 1
        found.read += seen == truth
        found.wrong += seen not in (None, truth)
    return found


def filed(first: int, role: PhotoRole) -> Iterator[tuple[Pixels, str]]:
    """Photos of one side as the desk has them after filing, with what stands on the card."""
    lab = DeskPhotoLab()
    for seed in count(first):
        drawn = scene(seed)
        if not drawn.acceptable or drawn.side.endswith("front") is not (role is PhotoRole.CARD_FRONT):
            continue
        opened = lab.open(lab.photograph(Frame(drawn.pixels, 0.0), role).photo.data)
        assert isinstance(opened, Frame)
        zone = "\n".join(machine_readable_zone(drawn.person))
        yield opened.pixels, drawn.person.number if role is PhotoRole.CARD_FRONT else zone


def under_lamps(first: int) -> Iterator[tuple[Pixels, str]]:
    """Backs laid straight with one to three reflections over their zone."""
    down, across = np.mgrid[:CARD_HEIGHT, :CARD_WIDTH].astype(np.float32)
    for seed in count(first):
        chance, noise = random.Random(seed), np.random.default_rng(seed)
        person = invented_person(chance.randrange(100_000))
        card = card_back(person).astype(np.float32)
        for _ in range(chance.randint(1, 3)):
            x, y, radius = chance.uniform(40, 980), chance.uniform(440, 620), chance.uniform(5, 70)
            far = ((across - x) / chance.uniform(0.3, 3)) ** 2 + (down - y) ** 2
            card += chance.uniform(80, 400) * np.exp(-far / (2 * radius**2))[..., None]
        width = chance.randint(560, 1280)
        size = width, round(width * CARD_HEIGHT / CARD_WIDTH)
        small = cv2.resize(card * chance.uniform(0.6, 1.05), size, interpolation=cv2.INTER_AREA)
        soft = cv2.GaussianBlur(small, (0, 0), chance.uniform(0.3, 1.6) * width / CARD_WIDTH)
        grain = noise.normal(0, chance.uniform(1, 5), (size[1], size[0], 1))
        yield np.clip(soft + grain, 0, 255).astype(np.uint8), "\n".join(machine_readable_zone(person))


def zones_of_passports(first: int, *, lamps: bool = False) -> Iterator[tuple[Pixels, str]]:
    for drawn in passports(first, lamps=lamps):
        yield drawn.pixels, drawn.zone


def passport_by(reader: CardPrintReader) -> Look:
    return lambda frame: reader.passport_zone(frame).text


def number_by(reader: CardPrintReader) -> Look:
    def look(card: Pixels) -> str | None:
        found = reader.numbers(card)
        return found[0] if len(found) == 1 else None

    return look


def peer() -> Look | None:
    """The library's answer from the card's foot, line by line, where its check digits hold."""
    if RapidOCR is None:
        return None
    engine = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)

    def look(card: Pixels) -> str | None:
        found, _ = engine(card, use_cls=False)
        low = [each for each in found or [] if each[0][0][1] > card.shape[0] * _FOOT]
        lines = [text.replace(" ", "").upper() for _, text, _ in sorted(low, key=lambda each: each[0][0][1])]
        text = "\n".join(lines)
        return text if isinstance(read_mrz(text), Mrz) else None

    return look


def say(part: str, **rows: object) -> None:
    print(json.dumps({"part": part, **rows}), flush=True)


def main() -> None:
    cv2.setNumThreads(1)  # one thread's time is what is compared
    full, first = bool(os.environ.get("FULL")), int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    reader, other = CardPrintReader(), peer()
    backs = list(islice(filed(first, PhotoRole.CARD_BACK), 150 if full else 24))
    zones = tally(backs, reader.zone)
    say("backs", **zones.shown())
    if other is not None:
        say("backs_by_rapidocr", **tally(backs[: 40 if full else 6], other).shown())
    lamps = tally(islice(under_lamps(first), 600 if full else 24), reader.zone)
    say("backs_under_lamps", **lamps.shown())
    fronts = tally(islice(filed(first, PhotoRole.CARD_FRONT), 100 if full else 8), number_by(reader))
    say("fronts", **fronts.shown())
    passport = passport_by(reader)
    frames = tally(islice(zones_of_passports(first), 300 if full else 30), passport)
    say("passports", **frames.shown())
    shone = tally(islice(zones_of_passports(first, lamps=True), 300 if full else 30), passport)
    say("passports_under_lamps", **shone.shown())
    figures = {
        "zone_share": zones.shown()["share"],
        "zone_ms": zones.shown()["ms"],
        "zones_wrong": zones.wrong + lamps.wrong,
        "number_share": fronts.shown()["share"],
        "numbers_wrong": fronts.wrong,
        "passport_share": frames.shown()["share"],
        "passport_ms": frames.shown()["ms"],
        "passports_wrong": frames.wrong + shone.wrong,
    }
    targets = tomllib.loads(TARGETS.read_text(encoding="utf-8"))["print"]
    met = {name: _reached(name, figures[name], target) for name, target in targets.items()}
    last = {
        "bench": "print",
        "seed": first,
        "figures": figures,
        "targets": targets,
        "not_measured": ["real cards", "real passports"],
        "met": met,
    }
    print(json.dumps(last), flush=True)


def _reached(name: str, figure: float, target: float) -> bool:
    return figure >= target if name.endswith("_share") else figure <= target


if __name__ == "__main__":
    main()
