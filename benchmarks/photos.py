"""Are cards found and laid straight, are bad photos told, and what do filed photos weigh?

    python benchmarks/photos.py [first seed]        about a minute; FULL=1 for the whole

The peer of the same run is the search for the card's edges alone, as document scanners do it. Every card and
face is drawn. Prints JSON lines; the last holds the figures, the targets and what was not measured.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from photos_encoding import weighed
from photos_scenes import Scene, scene

from desk.capture.card_outline_edges import outline_by_edges
from desk.capture.card_photo import CardPhoto, code_in, take_card
from desk.capture.faces import FaceFinder
from desk.capture.portrait import advice_for, portrait_of
from desk.ports.camera import Pixels
from practice.drawn_cards import face, invented_person

TARGETS = Path(__file__).with_name("targets.toml")
CLOSE = 0.02  # of the card's width: the farthest corner of a card that counts as found
BLURRED = 0.2  # millimetres of sigma: print of 1.5 mm is no longer read with ease
_UPSIDE = range(4)


@dataclass(frozen=True)
class Taken:
    """One scene and what was made of it; ``error`` is the worst corner's, in card widths."""

    scene: Scene
    photo: CardPhoto | None
    error: float
    error_by_edges: float
    has_read: bool
    ms: float


def taken(seed: int, faces: FaceFinder) -> Taken:
    drawn = scene(seed)
    began = time.thread_time()
    photo = take_card(drawn.pixels, faces)
    ms = (time.thread_time() - began) * 1000
    width = float(np.linalg.norm(drawn.corners[1] - drawn.corners[0]))
    error = 9.0
    if photo is not None:
        error = float(np.linalg.norm(photo.outline.quad - drawn.corners, axis=1).max()) / width
    return Taken(drawn, photo, error, _error_by_edges(drawn) / width, code_in(drawn.pixels) is not None, ms)


def _error_by_edges(drawn: Scene) -> float:
    """The peer's worst corner in pixels; which way up the card stands is forgiven it."""
    scale = 640 / max(drawn.pixels.shape[:2])
    small = cv2.resize(drawn.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    fit = outline_by_edges(np.asarray(small, dtype=np.uint8))
    if fit is None:
        return float("inf")
    turns = (np.roll(fit.quad / scale, turn, axis=0) for turn in _UPSIDE)
    return min(float(np.linalg.norm(turn - drawn.corners, axis=1).max()) for turn in turns)


def found_share(shots: Iterable[Taken]) -> float | None:
    errors = [shot.error for shot in shots]
    return share(error <= CLOSE for error in errors) if errors else None


def share(truths: Iterable[bool]) -> float:
    held = list(truths)
    return round(sum(held) / len(held), 4) if held else 0.0


def blur_told(shots: list[Taken]) -> float:
    """Of the cards found, how many are called blurred when they are and sharp when they are not."""
    clear = [
        shot for shot in shots if shot.error <= CLOSE and shot.scene.light >= 0.5 and shot.scene.glare <= 0.05
    ]
    return share(_is_told(shot, "card_blurred") is (shot.scene.blur > BLURRED) for shot in clear)


def _is_told(shot: Taken, code: str) -> bool:
    return shot.photo is not None and code in {
        problem.code for problem in shot.photo.quality.problems("card")
    }


def say(part: str, **rows: object) -> None:
    print(json.dumps({"part": part, **rows}), flush=True)


def cards(seeds: range, faces: FaceFinder) -> tuple[dict[str, object], list[Pixels]]:
    shots = [taken(seed, faces) for seed in seeds]
    good = [shot for shot in shots if shot.scene.acceptable]
    for ground in sorted({shot.scene.ground for shot in good}):
        here = [shot for shot in good if shot.scene.ground == ground]
        say("ground", ground=ground, frames=len(here), found_share=found_share(here))
    read, unread = [s for s in good if s.has_read], [s for s in good if not s.has_read]
    ms = [shot.ms for shot in good]
    figures: dict[str, object] = {
        "frames": len(good),
        "found_share": found_share(good),
        "found_share_with_code": found_share(read),
        "found_share_without_code": found_share(unread),
        "found_share_by_edges_alone": share(shot.error_by_edges <= CLOSE for shot in good),
        "median_corner_error": round(statistics.median(shot.error for shot in good), 4),
        "side_right_share": share(
            shot.photo is not None and shot.photo.seen.side == shot.scene.side for shot in good
        ),
        "blur_told_share": blur_told(shots),
        "median_ms": round(statistics.median(ms)),
        "slowest_ms": round(max(ms)),
    }
    say("cards", **figures)
    return figures, [shot.photo.pixels for shot in good if shot.photo is not None and shot.error <= CLOSE]


def portraits(people: range, faces: FaceFinder) -> dict[str, object]:
    frames = [face(invented_person(number)) for number in people]
    rng = np.random.default_rng(people.start)
    noisy = [np.clip(frame + rng.normal(0, 3, frame.shape), 0, 255).astype(np.uint8) for frame in frames]
    cuts = [portrait_of(frame, faces)[0] for frame in noisy]
    began = time.thread_time()
    green = share(not advice_for(frame, faces)[0] for frame in noisy)
    ms = (time.thread_time() - began) * 1000 / len(noisy)
    encoded = weighed(cuts)
    say("portraits", encodings=encoded, all_green_share=green, look_ms=round(ms, 1))
    return {
        "portrait_kilobytes": encoded["webp_q80"]["kilobytes"],
        "all_green_share": green,
        "look_ms": round(ms, 1),
    }


def main() -> None:
    cv2.setNumThreads(1)  # one thread's time is what is compared
    full, first = bool(os.environ.get("FULL")), int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    faces = FaceFinder()
    figures, straight = cards(range(first, first + (400 if full else 44)), faces)
    large = [pixels for pixels in straight if pixels.shape[1] >= 1000][: 60 if full else 10]
    encoded = weighed(large)
    say("card_encodings", pictures=len(large), encodings=encoded)
    webp, jpeg = encoded["webp_q80"], encoded["jpeg_q85"]
    figures |= {
        "card_kilobytes": webp["kilobytes"],
        "card_text_ssim": webp["text_ssim"],
        "card_bytes_of_jpeg": round(webp["kilobytes"] / jpeg["kilobytes"], 3),
    }
    figures |= portraits(range(first, first + (60 if full else 10)), faces)
    targets = tomllib.loads(TARGETS.read_text(encoding="utf-8"))["photos"]
    met = {name: _reached(name, float(str(figures[name])), target) for name, target in targets.items()}
    not_measured = ["real cards", "real faces", "spectacles", "headscarves"]
    last = {
        "bench": "photos",
        "seed": first,
        "figures": figures,
        "targets": targets,
        "not_measured": not_measured,
        "met": met,
    }
    print(json.dumps(last), flush=True)


def _reached(name: str, figure: float, target: float) -> bool:
    """Weights and times may not pass the target, shares must reach it."""
    most = name.endswith(("_kilobytes", "_ms", "_of_jpeg"))
    return figure <= target if most else figure >= target


if __name__ == "__main__":
    main()
