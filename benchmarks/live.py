"""Live scanning: what a look costs by the size of the frame, and what grows over minutes of looking.

    python benchmarks/live.py [seed]     under a minute; FULL=1 looks for ten minutes

``seed``: whose card is shown, and the grain of the pictures.

Looks are counted at the desk itself, running for real: its server in this process, its screen in Chromium,
whose camera plays a video in which nothing can be read, so that it is looked for without end. The peer of a
look is zxing-cpp on the same frame. Memory is as Linux tells it, of a browser that nobody drives: a driven
one keeps every picture for its driver.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

import desk.capture  # noqa: E402, F401, I001  numpy must find its thread setting
import cv2  # noqa: E402
import numpy as np  # noqa: E402
from live_memory import Memory, slope_per_ten_minutes  # noqa: E402
from reader_peers import by_zxing  # noqa: E402

from desk.capture.burst import LiveReader  # noqa: E402
from desk.capture.card_coach import DeskCardCoach  # noqa: E402
from desk.capture.eyes import DeskEyes  # noqa: E402
from desk.capture.portrait import DeskPortraitCoach  # noqa: E402
from desk.ports.camera import Frame, Pixels, Reading  # noqa: E402
from practice.drawn_cards import card_back, card_front, face, invented_person, seen_by_camera  # noqa: E402
from tests.browser.at_work import unlock  # noqa: E402
from tests.browser.driver import Window, chromium, fake_camera, undriven  # noqa: E402
from tests.browser.practice_desk import practising  # noqa: E402

SIZES = ((640, 360), (1280, 720), (1920, 1080), (2560, 1440))
REPEATS = 7
PATIENCE_SECONDS = 60.0
QUICK_SECONDS, FULL_SECONDS = 24.0, 600.0
QUICK_WARM_SECONDS, FULL_WARM_SECONDS = 8.0, 60.0  # until the browser's caches are full
SAMPLE_SECONDS = 1.0
SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 1
PERSON = invented_person(SEED)


class CountingReader(LiveReader):
    """The desk's reader; every frame looked at is counted once, though all eyes look at some again."""

    def __init__(self, looks: list[float]) -> None:
        super().__init__()
        self._looks = looks

    def glance(self, pixels: Pixels) -> Reading:
        self._looks.append(time.monotonic())
        return super().glance(pixels)


class CountingEyes(DeskEyes):
    def __init__(self) -> None:
        super().__init__()
        self.looks: list[float] = []

    def live_reader(self) -> LiveReader:
        return CountingReader(self.looks)


def say(part: str, **rows: object) -> None:
    print(json.dumps({"part": part, **rows}), flush=True)


def frames(size: tuple[int, int]) -> Iterator[tuple[str, Pixels]]:
    """A card that reads, one that has no code, an empty table and a face, as large as asked."""
    seen = {
        "code": seen_by_camera(card_front(PERSON), SEED),
        "no_code": seen_by_camera(card_back(PERSON), 1),
        "empty": seen_by_camera(None, 1),
        "face": face(PERSON),
    }
    for name, picture in seen.items():
        yield name, np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def by_size() -> dict[str, float]:
    """Processor milliseconds of each kind of look; the ratio is of the largest frame to a quarter of it."""
    medians: dict[str, float] = {}
    for size in SIZES:
        for name, picture in frames(size):
            grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
            reader, cards, people = LiveReader(), DeskCardCoach(), DeskPortraitCoach()
            rows = {
                "zxing": _median(lambda grey=grey: by_zxing(grey)),  # type: ignore[misc]
                "glance": _median(lambda r=reader, p=picture: r.glance(p)),  # type: ignore[misc]
                "read": _median(lambda r=reader, p=picture: (r.reset(), r.read(p))),  # type: ignore[misc]
                "card_coach": _median(lambda c=cards, p=picture: c.look(_now(p), None)),  # type: ignore[misc]
                "portrait_coach": _median(lambda c=people, p=picture: c.look(_now(p))),  # type: ignore[misc]
            }
            say("look_ms", width=size[0], height=size[1], frame=name, **rows)
            medians |= {f"{name}_{kind}_{size[0]}": ms for kind, ms in rows.items()}
    return medians


def _now(picture: Pixels) -> Frame:
    return Frame(picture, time.monotonic())


def _median(act: Callable[[], object]) -> float:
    spent = []
    for _ in range(REPEATS):
        began = time.thread_time()
        act()
        spent.append((time.thread_time() - began) * 1000)
    return round(statistics.median(spent), 2)


def unreadable_video(file: Path) -> Path:
    """A hand that sways a card whose code is too blurred to be read by anybody."""
    card = cv2.GaussianBlur(seen_by_camera(card_front(PERSON), 1), (0, 0), 9)
    chance = np.random.default_rng(SEED)
    with file.open("wb") as out:
        for step in range(60):
            moved = np.roll(card, round(20 * np.sin(step / 9.5)), axis=1)
            grain = np.asarray(chance.integers(0, 12, moved.shape), dtype=np.uint8)
            noisy = cv2.add(moved, grain)
            out.write(cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes())
    return file


def scanning(warm: float, seconds: float) -> dict[str, float]:
    """The desk looks for a code without end: looks a second, and what grows while it does."""
    eyes = CountingEyes()
    with tempfile.TemporaryDirectory() as folder:
        video = unreadable_video(Path(folder) / "unreadable.mjpeg")
        with practising(Path(folder) / "unit", eyes=eyes) as desk:
            _unlock(desk.launch_url())
            with undriven(desk.launch_url(), *fake_camera(video)) as browser:
                _wait_for_looks(eyes)
                time.sleep(warm)
                began, samples = time.monotonic(), list[Memory]()
                while time.monotonic() - began < seconds:
                    samples.append(Memory.now(browser.pid))
                    time.sleep(SAMPLE_SECONDS)
                lasted = time.monotonic() - began
                looks = sum(at >= began for at in eyes.looks)
    say("memory", first=samples[0].shown(), last=samples[-1].shown(), seconds=round(lasted, 1))
    return {
        "looks_per_second": round(looks / lasted, 2),
        "server_mb_per_ten_minutes": slope_per_ten_minutes([(s.at, s.server_mb) for s in samples]),
        "browser_mb_per_ten_minutes": slope_per_ten_minutes([(s.at, s.browser_mb) for s in samples]),
        "server_mb": samples[-1].server_mb,
        "browser_mb": samples[-1].browser_mb,
    }


def _unlock(url: str) -> None:
    """Somebody unlocks the station; it stays so for the window that comes after theirs."""
    with chromium() as browser, Window(browser) as window:
        window.open(url, until="Mở khóa")
        unlock(window)
        window.sees("Quét thẻ để bắt đầu")


def _wait_for_looks(eyes: CountingEyes) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not eyes.looks:
        if time.monotonic() > until:
            raise TimeoutError("the browser's camera has shown nothing")
        time.sleep(0.1)


def main() -> None:
    full = bool(os.environ.get("FULL"))
    medians = by_size()
    figures: dict[str, object] = {
        "read_code_ms_720p": medians["code_read_1280"],
        "read_code_ms_beyond_ratio_720p": round(
            medians["code_read_1280"] - 1.5 * medians["code_zxing_1280"], 2
        ),
        "read_nothing_ms_720p": medians["empty_read_1280"],
        "growth_read_1440p_vs_720p": round(medians["no_code_read_2560"] / medians["no_code_read_1280"], 2),
        "card_coach_ms_1080p": medians["no_code_card_coach_1920"],
        "portrait_coach_ms_1080p": medians["face_portrait_coach_1920"],
        **(
            scanning(FULL_WARM_SECONDS, FULL_SECONDS) if full else scanning(QUICK_WARM_SECONDS, QUICK_SECONDS)
        ),
    }
    with (ROOT / "benchmarks" / "targets.toml").open("rb") as file:
        targets = tomllib.load(file)["live"]
    missing = [] if full else ["server_mb_per_ten_minutes", "browser_mb_per_ten_minutes"]
    met = {
        name: _meets(name, float(str(figures[name])), limit)
        for name, limit in targets.items()
        if name not in missing
    }
    shown = {name: (None if name in missing else value) for name, value in figures.items()}
    say("short_run", **{name: figures[name] for name in missing})
    print(
        json.dumps(
            {
                "bench": "live",
                "seed": SEED,
                "figures": shown,
                "targets": targets,
                "not_measured": missing,
                "met": met,
            }
        )
    )


def _meets(name: str, value: float, limit: float) -> bool:
    return value >= limit if name == "looks_per_second" else value <= limit


if __name__ == "__main__":
    main()
