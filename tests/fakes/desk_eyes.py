"""A camera before which a test holds things, eyes that see them, coaches that say what they are told."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from declaration.draft import PhotoRole
from declaration.problems import Problem
from desk.capture.photo import DeskPhotoLab
from desk.ports.camera import CameraState, Frame, Photo, Pixels, Quad, Reading
from desk.ports.photographs import (
    Advice,
    CardAdvice,
    CardHint,
    CardSide,
    Oval,
    Photograph,
    PortraitAdvice,
)
from tests.fakes.declared import picture
from tests.fakes.printed import SeenPrint

OVAL = Oval(0.5, 0.5, 0.3, 0.6)


class HeldUp:
    """Implements Camera, CardReader and LiveCodeReader: ``hold`` a code's text (None: a thing without one),
    ``unplug`` it."""

    name = "Máy ảnh mẫu"

    def __init__(self, state: CameraState = CameraState.READY) -> None:
        self.state = state
        self.is_running = False
        self.looks = 0
        self._text: str | None = None
        self._frame = self._another_frame()

    def start(self) -> None:
        self.is_running = True

    def stop(self) -> None:
        self.is_running = False

    def latest(self) -> Frame | None:
        return self._frame if self.state is CameraState.READY else None

    def hold(self, text: str | None) -> Frame:
        """Something else is before the camera; the frame in which it is first seen."""
        self._text, self._frame = text, self._another_frame()
        return self._frame

    def unplug(self) -> None:
        self.state = CameraState.LOST

    def read(self, pixels: Pixels) -> Reading:
        self.looks += 1
        return Reading(self._text, "held", sure=True, ms=0.1)

    def glance(self, pixels: Pixels) -> Reading:
        return self.read(pixels)

    def reset(self) -> None:
        """Nothing is remembered anyway."""

    @staticmethod
    def _another_frame() -> Frame:
        pixels: Pixels = np.full((36, 64, 3), 120, np.uint8)
        return Frame(pixels, time.monotonic())


class PlainLab:
    """Implements PhotoLab: every photo is another drawn picture. ``amiss``: what is wrong with a role's;
    ``page``: where a passport's page lies whole."""

    def __init__(self) -> None:
        self.amiss: dict[PhotoRole, tuple[Problem, ...]] = {}
        self.asked: list[tuple[PhotoRole, int, Quad | None]] = []
        self.page: Quad | None = None
        self._real = DeskPhotoLab()

    def photograph(
        self,
        frames: Frame | Sequence[Frame],
        role: PhotoRole,
        *,
        code: Quad | None = None,
        outline: Quad | None = None,
        near: Quad | None = None,
    ) -> Photograph:
        given = 1 if isinstance(frames, Frame) else len(frames)
        self.asked.append((role, given, outline or code or near))
        side = CardSide.UNKNOWN
        corners = outline or (self.page if role is PhotoRole.PASSPORT_PAGE else None)
        return Photograph(picture(len(self.asked), role), self.amiss.get(role, ()), corners, side)

    def open(self, data: bytes) -> Frame | Problem:
        return self._real.open(data)

    def signature(
        self, strokes: Sequence[Sequence[tuple[float, float]]], box: tuple[float, float]
    ) -> Photo | Problem:
        return self._real.signature(strokes, box)


class ToldPortraitCoach:
    """Implements PortraitCoach: says ``advice``."""

    def __init__(self) -> None:
        self.advice = PortraitAdvice((Advice.NO_FACE,), OVAL)
        self.resets = 0

    def look(self, frame: Frame) -> PortraitAdvice:
        return self.advice

    def reset(self) -> None:
        self.resets += 1


class ToldCardCoach:
    """Implements CardCoach: says ``advice``; ``wanted`` is the side it was last asked about."""

    def __init__(self) -> None:
        self.advice = CardAdvice((CardHint.NO_CARD,))
        self.wanted: PhotoRole | None = None

    def look(self, frame: Frame, role: PhotoRole | None) -> CardAdvice:
        self.wanted = role
        return self.advice

    def reset(self) -> None:
        """Nothing is remembered anyway."""


class FakeEyes:
    """Implements Eyes with one of each, shared by whoever asks."""

    def __init__(self, held: HeldUp) -> None:
        self.reader, self.lab, self.prints = held, PlainLab(), SeenPrint()
        self.card, self.portrait = ToldCardCoach(), ToldPortraitCoach()

    def live_reader(self) -> HeldUp:
        return self.reader

    def card_coach(self) -> ToldCardCoach:
        return self.card

    def portrait_coach(self) -> ToldPortraitCoach:
        return self.portrait
