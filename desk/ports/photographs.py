"""Photographs of people and cards as screens see them: what was found, how good it is, what to change.

Nothing here loads numpy: ``desk.capture`` sets how it may use the processor before that happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from declaration.draft import PhotoRole
from declaration.privacy import Private
from declaration.problems import Problem
from desk.ports.camera import CardReader, Frame, LiveCodeReader, PhotoLab, Quad
from desk.ports.print_reader import PrintReader
from desk.ports.store import Photo


class CardSide(StrEnum):
    """Which side of which card a picture shows."""

    CCCD_FRONT = "cccd_front"
    CCCD_BACK = "cccd_back"
    CAN_CUOC_FRONT = "can_cuoc_front"
    CAN_CUOC_BACK = "can_cuoc_back"
    BHYT_FRONT = "bhyt_front"
    UNKNOWN = "unknown"


@dataclass(frozen=True, repr=False)
class Photograph(Private):
    """A photo as it will be filed, with what a person should know before it is.

    ``problems`` warn, except where nothing else would serve (no face, too small a portrait). ``corners``
    are those of the card that was cut out, None when the frame was filed whole; ``side`` is what the
    picture itself says, with ``sureness`` from 0 to 1.
    """

    photo: Photo
    problems: tuple[Problem, ...] = ()
    corners: Quad | None = None
    side: CardSide = CardSide.UNKNOWN
    sureness: float = 0.0


class Advice(StrEnum):
    """What the person before the camera, or the registrar, should change; first things first."""

    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    CLOSER = "closer"
    FARTHER = "farther"
    MOVE_LEFT = "move_left"
    MOVE_RIGHT = "move_right"
    MOVE_UP = "move_up"
    MOVE_DOWN = "move_down"
    STRAIGHTEN = "straighten"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BACKGROUND_BUSY = "background_busy"
    BLURRED = "blurred"
    GLASSES_GLARE = "glasses_glare"
    HOLD_STILL = "hold_still"


@dataclass(frozen=True)
class Oval:
    """Where the head belongs: middle and size as fractions of the frame's width and height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class PortraitAdvice:
    """What to change, in the order to change it; left and right are the picture's, not mirrored.

    ``steady``: 0 to 1, how much of the wait with all green is over; ``take``: True in the one look at which
    the photo should be taken by itself.
    """

    codes: tuple[Advice, ...]
    oval: Oval
    steady: float = 0.0
    take: bool = False

    @property
    def all_green(self) -> bool:
        return not self.codes

    @property
    def stops(self) -> bool:
        """Whether no photo can be taken at all; everything else may be overridden with a reason."""
        return bool({Advice.NO_FACE, Advice.SEVERAL_FACES} & set(self.codes))


class PortraitCoach(Protocol):
    """Watches a person get ready. One per sitting, used from one thread at a time."""

    def look(self, frame: Frame) -> PortraitAdvice:
        """What to change now."""
        ...

    def reset(self) -> None:
        """Another person sits down."""
        ...


class CardHint(StrEnum):
    """What to change about a card before the camera; first things first."""

    OTHER_SIDE = "other_side"
    TOO_DARK = "too_dark"
    NO_CARD = "no_card"
    CLOSER = "closer"
    HOLD_STILL = "hold_still"
    TOO_BRIGHT = "too_bright"
    TILT = "tilt"  # a lamp shines on it
    BLURRED = "blurred"
    SIDE_UNKNOWN = "side_unknown"  # nothing is amiss, but only a person can tell what lies there


@dataclass(frozen=True)
class CardAdvice:
    """What to change, in the order to change it.

    ``corners`` of the card in pixels of the frame, None without one; ``side``: what lies there, as far as it
    can be told; ``steady``: 0 to 1, how much of the wait with all green is over; ``take``: True in the one
    look at which the photo should be taken by itself.
    """

    codes: tuple[CardHint, ...]
    corners: Quad | None = None
    side: CardSide = CardSide.UNKNOWN
    steady: float = 0.0
    take: bool = False

    @property
    def all_green(self) -> bool:
        return not self.codes


class CardCoach(Protocol):
    """Watches a card being held out. One per draft, used from one thread at a time."""

    def look(self, frame: Frame, role: PhotoRole | None) -> CardAdvice:
        """What to change now for a photo in one role; None: any card will do, and none is ever taken."""
        ...

    def reset(self) -> None:
        """Another person's cards, or the same once more."""
        ...


class Eyes(Protocol):
    """All that looks at pictures for the desk. What watches a camera remembers: each desk has its own."""

    @property
    def reader(self) -> CardReader: ...

    @property
    def lab(self) -> PhotoLab: ...

    @property
    def prints(self) -> PrintReader: ...

    def live_reader(self) -> LiveCodeReader: ...

    def card_coach(self) -> CardCoach: ...

    def portrait_coach(self) -> PortraitCoach: ...
