"""What a live reader remembers: little, for one card, and never to a person's harm."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from desk.capture.burst import LiveReader
from desk.capture.qr_decoder.fusing import Fuser
from desk.capture.reader import CodeReader
from desk.ports.camera import LiveCodeReader, Pixels, Reading
from tests.fakes.held_memory import held_bytes
from tests.unit.test_burst import NOTHING, OTHER, SURE, UNSURE, Told, frame, heard, poor_frames

OTHER_SURE = Reading("two", "zxing", True, 1.0)


@pytest.mark.parametrize("between", [UNSURE, OTHER, OTHER_SURE, NOTHING])
def test_what_was_sure_stays_sure_while_the_card_lies_there(between: Reading) -> None:
    assert heard(SURE, between, UNSURE)[-1] == ("one", True)


def test_a_sure_reading_in_between_leaves_an_older_guess_a_guess() -> None:
    assert heard(UNSURE, OTHER_SURE, UNSURE)[-1] == ("one", False)


def test_the_same_picture_is_as_sure_as_its_text_has_become() -> None:
    live, same = LiveReader(Told([UNSURE, SURE])), frame()
    assert not live.read(same).sure
    assert live.glance(frame()).sure
    assert live.read(same).sure


def test_a_card_that_lies_still_is_confirmed_by_frames_that_differ_in_noise_alone() -> None:
    still = np.full((720, 1280, 3), 90, np.uint8)
    noisier = still.copy()
    noisier[700, 1200, 1] += 1
    live = LiveReader(Told([UNSURE, UNSURE]))
    assert [live.read(pixels).sure for pixels in (still, noisier)] == [False, True]


def test_poor_frames_of_a_still_card_end_in_a_sure_text() -> None:
    live = LiveReader(CodeReader(budget_ms=3000))
    readings = [live.read(pixels) for pixels in poor_frames(16, range(8))]
    texts = [reading for reading in readings if reading.text is not None]
    assert not texts[0].sure
    assert texts[0].engine == "soft_fused"
    assert any(reading.sure for reading in texts[1:])


class Interrupted(CodeReader):
    """Somebody turns to another draft while the frame is being read."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], None] = lambda: None

    def read(self, pixels: Pixels, fuser: Fuser | None = None) -> Reading:
        self.meanwhile()
        return UNSURE


def test_what_was_being_read_at_a_reset_is_nobodys() -> None:
    reader = Interrupted()
    live: LiveCodeReader = LiveReader(reader)
    reader.meanwhile = live.reset
    assert live.read(frame()).text is None
    reader.meanwhile = lambda: None
    assert [live.read(frame()).sure for _ in range(2)] == [False, True]  # nothing came over to this draft


def test_after_a_reset_the_same_picture_is_looked_at_again() -> None:
    live, same = LiveReader(Told([UNSURE, SURE])), frame()
    live.read(same)
    live.reset()
    assert live.read(same) == SURE


def test_no_picture_is_kept() -> None:
    live = LiveReader(Told([UNSURE, NOTHING]))
    for _ in range(2):
        live.read(np.full((720, 1280, 3), 90, np.uint8))
    assert held_bytes(live) == 0


def test_two_hundred_looks_keep_no_more_than_the_first_few() -> None:
    live = LiveReader(Told(Reading(f"text {look}", "soft", look % 3 == 0, 1.0) for look in range(200)))
    pictures = [np.full((8, 8, 3), look, np.uint8) for look in range(200)]
    for pixels in pictures[:20]:
        live.read(pixels)
    early = len(live._memory._sure)
    for pixels in pictures[20:]:
        live.read(pixels)
    assert len(live._memory._sure) == early <= 4


def test_frames_that_add_up_are_six_at_the_most_and_let_go_once_read() -> None:
    fuser, reader, most = Fuser(), CodeReader(budget_ms=100), 0
    for pixels in poor_frames(24, range(9)):
        reader.read(pixels, fuser)
        most = max(most, held_bytes(fuser))
    assert fuser.frames == 6
    assert most < 6 * 2_000_000  # 1.7 MB for each grid of version 7, whatever the size of its picture
    live = LiveReader(Told([NOTHING, SURE]))
    live._memory.fuser = fuser
    for _ in range(2):
        live.read(frame())
    assert held_bytes(live) == 0
