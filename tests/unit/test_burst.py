"""Frames of one card together: what is not sure is seen twice, and nothing outlives the card."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from math import inf

import cv2
import numpy as np
import pytest

from desk.capture.burst import LiveReader, read_burst
from desk.capture.qr_decoder.fusing import Fuser
from desk.capture.reader import CodeReader
from desk.ports.camera import CardReader, Pixels, Reading
from practice.drawn_cards import card_front, seen_by_camera
from practice.people import identity_payload, invented_person
from tests.unit.test_reader import LONG, blurred, drawn

NOTHING = Reading(None, "", False, 1.0)
UNSURE = Reading("one", "soft", False, 1.0)
OTHER = Reading("two", "soft", False, 1.0)
SURE = Reading("one", "zxing", True, 1.0)


class Told(CodeReader):
    """Answers as it is told, one frame after the other, and fuses nothing."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        super().__init__()
        self._readings = iter(readings)

    def read(self, pixels: Pixels, fuser: Fuser | None = None) -> Reading:
        return next(self._readings)

    def glance(self, pixels: Pixels) -> Reading:
        return next(self._readings)


_tones = count()


def frame() -> Pixels:
    """No two are alike."""
    return np.full((2, 2, 3), next(_tones) % 256, np.uint8)


def heard(*readings: Reading) -> list[tuple[str | None, bool]]:
    live: CardReader = LiveReader(Told(readings))
    return [(reading.text, reading.sure) for reading in (live.read(frame()) for _ in readings)]


def test_a_text_that_is_not_sure_is_sure_at_the_second_time() -> None:
    assert heard(UNSURE, UNSURE) == [("one", False), ("one", True)]
    assert heard(UNSURE, NOTHING, UNSURE) == [("one", False), (None, False), ("one", True)]


def test_two_different_guesses_confirm_nothing() -> None:
    assert heard(UNSURE, OTHER, UNSURE) == [("one", False), ("two", False), ("one", False)]


def test_a_plain_reading_confirms_a_guess() -> None:
    assert heard(SURE, UNSURE) == [("one", True), ("one", True)]


def test_a_guess_is_forgotten_once_the_card_has_left() -> None:
    gone = [NOTHING] * 3
    assert heard(UNSURE, *gone, UNSURE)[-1] == ("one", False)


def test_the_same_frame_again_is_no_second_look() -> None:
    live, same = LiveReader(Told([UNSURE, UNSURE])), frame()
    looks = [live.read(same), live.read(same), live.read(same.copy()), live.read(frame())]
    assert [look.sure for look in looks] == [False, False, False, True]


def test_a_glance_confirms_as_well() -> None:
    live = LiveReader(Told([UNSURE, NOTHING, UNSURE]))
    live.read(frame())
    assert live.glance(frame()).text is None
    assert live.glance(frame()).sure


def test_a_guess_at_a_glance_is_not_confirmed_by_the_same_frame() -> None:
    live, same = LiveReader(Told([UNSURE, UNSURE, UNSURE])), frame()
    assert [live.glance(same).sure, live.read(same).sure, live.glance(frame()).sure] == [False, False, True]


class Overtaken(CodeReader):
    """A glance at a later frame ends while all eyes are still upon an earlier one, or upon several."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], object] = lambda: None

    def read(self, pixels: Pixels, fuser: Fuser | None = None) -> Reading:
        self.meanwhile()
        return UNSURE

    def glance(self, pixels: Pixels) -> Reading:
        return UNSURE


def test_what_was_begun_before_a_guess_does_not_confirm_it() -> None:
    reader = Overtaken()
    live = LiveReader(reader)
    reader.meanwhile = lambda: live.glance(frame())
    assert not live.read(frame()).sure
    reader.meanwhile = lambda: None
    assert live.read(frame()).sure


def test_a_burst_ends_at_the_first_sure_reading() -> None:
    reading = read_burst([frame() for _ in range(4)], Told([NOTHING, UNSURE, SURE]))
    assert (reading.text, reading.sure, reading.ms) == ("one", True, 3.0)


def test_a_burst_without_a_sure_reading_says_so() -> None:
    reading = read_burst([frame() for _ in range(3)], Told([NOTHING, UNSURE, NOTHING]))
    assert (reading.text, reading.sure) == ("one", False)
    assert read_burst([]).text is None


def test_a_drawn_card_is_read_live() -> None:
    person = invented_person(3)
    live = LiveReader()
    seen = [seen_by_camera(card_front(person), seed) for seed in (1, 2)]
    assert [live.read(pixels).text for pixels in seen] == [identity_payload(person)] * 2


def poor_frames(grain: float, seeds: Iterable[int]) -> list[Pixels]:
    card = np.pad(drawn(LONG.encode(), module=3), ((90, 60), (80, 70), (0, 0)), constant_values=200)
    frames = []
    for seed in seeds:
        moved = np.roll(card, (seed, -seed), (0, 1))
        dim = blurred(np.asarray(moved, np.uint8), 1.4).astype(np.float32) * 0.2
        noise = np.random.default_rng(seed).standard_normal(dim.shape[:2])[:, :, None] * grain
        frames.append(np.clip(dim + 60 + noise, 0, 255).astype(np.uint8))
    return frames


class Guessing(CodeReader):
    """A guess for the first frame and the last; between them it looks for itself."""

    def __init__(self, frames: int) -> None:
        super().__init__(budget_ms=inf)  # a slow machine is not what is tested
        self._left = frames

    def read(self, pixels: Pixels, fuser: Fuser | None = None) -> Reading:
        self._left -= 1
        return UNSURE if self._left in (0, 9) else super().read(pixels, fuser)


@pytest.mark.slow
def test_a_code_that_stays_is_not_forgotten_however_long_it_takes() -> None:
    no_card = blurred(drawn(b"https://example.vn/" + b"poster" * 15, module=3), 2.1)
    dimmer = [np.asarray(no_card - seed, np.uint8) for seed in range(10)]
    live = LiveReader(Guessing(10))
    readings = [live.read(pixels) for pixels in dimmer]
    assert {reading.text for reading in readings[1:9]} == {None}
    assert readings[-1].sure


def test_poor_frames_are_read_together() -> None:
    frames = poor_frames(16, range(6))
    alone = [CodeReader(budget_ms=3000).read(pixels).text for pixels in frames]
    assert alone == [None] * 6
    assert read_burst(frames, CodeReader(budget_ms=3000)).text == LONG


def test_a_grey_frame_is_borne() -> None:
    grey = cv2.cvtColor(drawn(LONG.encode()), cv2.COLOR_BGR2GRAY)
    assert LiveReader().read(np.asarray(grey, np.uint8)).text == LONG
