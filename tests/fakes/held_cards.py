"""Cards held before a camera for some looks: still, moved, badly lit; and what else a table may show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import cv2
import numpy as np

from desk.capture.card_coach import DeskCardCoach
from desk.capture.faces import FaceFinder
from desk.ports.camera import Frame, PhotoRole, Pixels, Scene
from desk.ports.photographs import CardAdvice, CardCoach
from practice.people import PracticePerson
from practice.virtual_camera import _Stage
from tests.fakes.photographs import with_noise

FACES = FaceFinder()
APART = 0.2  # seconds between looks


def held_out(person: PracticePerson, scene: Scene, looks: int) -> Iterator[Pixels]:
    """What the practice camera shows at five looks a second: the card in a hand that wanders a little."""
    stage = _Stage([person], 15)
    stage.set(scene=scene)
    return (stage.frame(look * APART) for look in range(looks))


def still(pixels: Pixels, looks: int) -> Iterator[Pixels]:
    """One picture again and again, as a sensor sees it."""
    return (with_noise(pixels, 1 + look % 2) for look in range(looks))


def moving(pixels: Pixels, steps: Iterable[int]) -> Iterator[Pixels]:
    """The picture shifted to the right by so many pixels, look after look."""
    for right in steps:
        move = np.array([[1, 0, right], [0, 1, 0]], np.float64)
        yield np.asarray(cv2.warpAffine(pixels, move, (1280, 720), borderMode=cv2.BORDER_REPLICATE))


def watched(
    coach: CardCoach, pictures: Iterable[Pixels], role: PhotoRole | None, *, since: float = 0.0
) -> list[CardAdvice]:
    return [coach.look(Frame(pixels, since + look * APART), role) for look, pixels in enumerate(pictures)]


def settled(pixels: Pixels, role: PhotoRole | None = PhotoRole.CARD_FRONT, *, looks: int = 3) -> CardAdvice:
    """What a new coach says once the view has come to rest; nothing may have taken itself until then."""
    advice = watched(DeskCardCoach(FACES), still(pixels, looks), role)
    assert not any(look.take for look in advice)
    return advice[-1]


def lit(pixels: Pixels, light: float) -> Pixels:
    return np.asarray(cv2.convertScaleAbs(pixels, alpha=light), dtype=np.uint8)
