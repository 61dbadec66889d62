"""A camera that sees invented people and their cards: the operator chooses what is held before it.

A scene is drawn once, a little larger than the frame; every frame is another cut of it with fresh noise, as
a hand and a sensor would have it. Costs about a millisecond a frame.
"""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import cv2
import numpy as np

from declaration.cards.card import CardKind
from desk.capture.live import LiveCamera
from desk.ports.camera import CameraState, Pixels, Scene
from practice.drawn_cards import (
    FRAME_HEIGHT,
    FRAME_WIDTH,
    PracticePerson,
    card_back,
    card_front,
    face,
    insurance_card,
    seen_by_camera,
)
from practice.drawn_pages import page_before_camera
from practice.drawn_passports import passport_before_camera, passport_page
from practice.foreigners import another_foreigner

FRAMES_PER_SECOND = 15.0
_MARGIN = 12  # pixels of drawn scene around the frame, for the hand to wander in
_NOISE = 8  # grey steps
_DRAWN_AHEAD = 32  # scenes, 3 MB each
_PASSPORTS_END = date(2030, 1, 1)  # none of those held up here ends before
_SETTLE_SECONDS = 2.5  # one slow wander of the hand


class VirtualCamera(LiveCamera):
    """Implements Camera and Rehearsal; ValueError without people. May be driven from any thread."""

    def __init__(
        self,
        people: Sequence[PracticePerson],
        *,
        name: str = "Máy ảnh tập dượt",
        frames_per_second: float = FRAMES_PER_SECOND,
    ) -> None:
        self._stage = _Stage(people, frames_per_second)
        super().__init__(name, self._stage)

    def show(self, scene: Scene) -> None:
        """Hold something else before the camera, from the next frame on."""
        self._stage.set(scene=scene)

    def next_person(self) -> None:
        """The next person steps forward, the table empty; after the last comes the first."""
        self._stage.set(scene=Scene.EMPTY_TABLE, step=1)

    @property
    def person(self) -> PracticePerson:
        """Who stands before the camera."""
        return self._stage.person


class _Stage:
    """The drawn world as a source of pictures."""

    def __init__(self, people: Sequence[PracticePerson], frames_per_second: float) -> None:
        if not people:
            raise ValueError("practice needs at least one invented person")
        self._people = tuple(people)
        self._seconds = 1 / frames_per_second
        self._guard = threading.Lock()
        self._turn, self._scene = 0, Scene.EMPTY_TABLE
        self._drawn: tuple[int, Scene] | None = None
        self._picture: Pixels = seen_by_camera(None, 0, _drawn_size())
        noise = np.random.default_rng(7).integers(0, _NOISE, (FRAME_HEIGHT * 2, FRAME_WIDTH, 3))
        self._noise = noise.astype(np.uint8)
        self._chance = random.Random(7)  # nosec B311  # a wavering hand
        self._next_at = 0.0

    @property
    def person(self) -> PracticePerson:
        return self._people[self._turn]

    def set(self, *, scene: Scene, step: int = 0) -> None:
        with self._guard:
            self._turn = (self._turn + step) % len(self._people)
            self._scene = scene

    def open(self) -> CameraState:
        return CameraState.READY

    def close(self) -> None:
        self._drawn = None

    def read(self) -> Pixels:
        time.sleep(max(0.0, self._next_at - time.monotonic()))
        self._next_at = time.monotonic() + self._seconds
        return self.frame(self._next_at)

    def frame(self, now: float) -> Pixels:
        """What is seen at one moment (seconds of any steady clock)."""
        with self._guard:
            wanted = (self._turn, self._scene)
        if wanted != self._drawn:
            self._picture = drawn(self._people[wanted[0]], wanted[1])
            self._drawn = wanted
        angle = now * 2 * math.pi / _SETTLE_SECONDS
        left = round(_MARGIN + (_MARGIN - 1) * math.sin(angle))
        top = round(_MARGIN + (_MARGIN - 1) * math.sin(angle * 0.7))
        seen = self._picture[top : top + FRAME_HEIGHT, left : left + FRAME_WIDTH]
        start = self._chance.randrange(FRAME_HEIGHT)
        return np.asarray(cv2.add(seen, self._noise[start : start + FRAME_HEIGHT]), dtype=np.uint8)


def _drawn_size() -> tuple[int, int]:
    return FRAME_WIDTH + 2 * _MARGIN, FRAME_HEIGHT + 2 * _MARGIN


@lru_cache(maxsize=_DRAWN_AHEAD)
def drawn(person: PracticePerson, scene: Scene) -> Pixels:
    """The scene as it is held up; drawn beforehand it is there at once."""
    seed = int(person.number)
    if scene is Scene.PORTRAIT:
        edge = (_MARGIN,) * 4
        return np.asarray(cv2.copyMakeBorder(face(person), *edge, cv2.BORDER_REPLICATE), dtype=np.uint8)
    code_side = card_back if person.card_kind is CardKind.CAN_CUOC else card_front
    if scene is Scene.PAGE:
        return page_before_camera(seed, _drawn_size())
    if scene is Scene.PASSPORT:
        page = passport_page(another_foreigner(seed, _PASSPORTS_END))
        return passport_before_camera(page, seed, _drawn_size())
    cards = {
        Scene.CODE: code_side,
        Scene.CARD_FRONT: card_front,
        Scene.CARD_BACK: card_back,
        Scene.INSURANCE_CARD: insurance_card,
    }
    held = cards.get(scene)
    return seen_by_camera(held(person) if held else None, seed, _drawn_size())
