"""Cameras and what is made of their frames, as the desk's use cases see them.

Nothing here loads numpy: ``desk.capture`` sets how it may use the processor before that happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from declaration.draft import PhotoRole
from declaration.privacy import Private
from declaration.problems import Problem
from desk.ports.store import Photo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desk.ports.photographs import Photograph

__all__ = [
    "Camera",
    "CameraChoice",
    "CameraKind",
    "CameraOffer",
    "CameraState",
    "Cameras",
    "CardReader",
    "Frame",
    "LiveCodeReader",
    "Photo",
    "PhotoLab",
    "PhotoRole",
    "Pixels",
    "Quad",
    "Reading",
    "Rehearsal",
    "Scene",
]

Pixels: TypeAlias = "NDArray[np.uint8]"
"""A picture: (height, width, 3), blue-green-red, 0 to 255."""
Quad: TypeAlias = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""Corners (x, y) in pixels, clockwise from the upper left as the thing itself stands."""


@dataclass(frozen=True, repr=False, eq=False)
class Frame(Private):
    """One moment of a camera, never mirrored: an adapter whose source mirrors turns the picture round itself.

    ``taken_at`` in seconds of ``time.monotonic``.
    """

    pixels: Pixels
    taken_at: float


class CameraState(StrEnum):
    """What a camera is up to; everything but READY and STARTING is for a person to see."""

    OFF = "off"
    STARTING = "starting"
    READY = "ready"
    BUSY = "busy"
    NOT_ALLOWED = "not_allowed"
    ABSENT = "absent"
    LOST = "lost"


class Camera(Protocol):
    """Something that sees. All methods may be called from any thread."""

    @property
    def name(self) -> str:
        """The name a person picks the camera by."""
        ...

    @property
    def state(self) -> CameraState: ...

    def start(self) -> None:
        """Begin in the background; does nothing when already begun."""
        ...

    def stop(self) -> None:
        """Let go of the device; returns once it is released. May be started again."""
        ...

    def latest(self) -> Frame | None:
        """The newest frame, at once; None until the first and whenever the camera is not READY."""
        ...


class CameraKind(StrEnum):
    """What sort of camera: whose it is and what can be done about it."""

    BROWSER = "browser"  # of the window people look at, reached through its browser
    DEVICE = "device"
    STREAM = "stream"
    FILES = "files"
    NONE = "none"
    PRACTICE = "practice"


@dataclass(frozen=True)
class CameraOffer:
    """A camera that can be chosen. ``key`` means the same camera tomorrow and in another socket."""

    key: str
    name: str
    kind: CameraKind


@dataclass(frozen=True)
class CameraChoice:
    """What was chosen at this station; ``browser_device``: which of the browser's, empty for its own pick."""

    key: str
    browser_device: str = ""


class Cameras(Protocol):
    """The cameras this desk may use, and the one it does. From any thread."""

    @property
    def chosen(self) -> CameraOffer: ...

    @property
    def browser_device(self) -> str:
        """The name of the browser's camera last chosen here; empty: the window's own pick."""
        ...

    @property
    def camera(self) -> Camera | None:
        """The chosen camera, not begun by itself; None for BROWSER, as that one belongs to its window."""
        ...

    def offers(self) -> tuple[CameraOffer, ...]:
        """What can be chosen now, best first; asks the system what is plugged in, so call it off the loop."""
        ...

    def choose(self, key: str, browser_device: str = "") -> None:
        """Use the camera of this key from now on, and remember it.

        Blocks until the one before has let its device go. ValueError for a key never offered.
        """
        ...


class Scene(StrEnum):
    """What can be held before a camera in practice."""

    EMPTY_TABLE = "empty_table"
    CODE = "code"  # the side of the identity card that carries its code, whichever it is
    CARD_FRONT = "card_front"
    CARD_BACK = "card_back"
    INSURANCE_CARD = "insurance_card"
    PORTRAIT = "portrait"
    PAGE = "page"  # of paper: a signed form, a birth certificate
    PASSPORT = "passport"  # open at its data page


@runtime_checkable
class Rehearsal(Protocol):
    """A camera that can be shown things by the operator, for practice."""

    def show(self, scene: Scene) -> None: ...

    def next_person(self) -> None:
        """The next invented person steps forward; after the last comes the first."""
        ...


@dataclass(frozen=True, repr=False)
class Reading(Private):
    """What one look at a picture gave: the code's text, or None.

    ``engine`` names the eye that saw it; ``sure`` is False for text that wants a second look; ``ms`` is how
    long the look took; ``quad`` are the code's corners where the eye says them.
    """

    text: str | None
    engine: str
    sure: bool
    ms: float
    quad: Quad | None = None


class CardReader(Protocol):
    """Finds a card's code in a picture. May be called from any thread."""

    def read(self, pixels: Pixels) -> Reading: ...


class LiveCodeReader(Protocol):
    """Reads the frames of one camera in their order: it remembers, so that poor frames add up.

    One thread may glance while another reads; neither twice at once. ``reset`` from any, also meanwhile.
    """

    def glance(self, pixels: Pixels) -> Reading:
        """A quick look, for every frame."""
        ...

    def read(self, pixels: Pixels) -> Reading:
        """All there is, for the newest frame while a code is wanted; what needed correction is not sure until
        a second frame says the same."""
        ...

    def reset(self) -> None:
        """Another draft: nothing of the cards before is remembered, a frame being read gives no text."""
        ...


class PhotoLab(Protocol):
    """Makes the pictures that are kept. May be called from any thread."""

    def photograph(
        self,
        frames: Frame | Sequence[Frame],
        role: PhotoRole,
        *,
        code: Quad | None = None,
        outline: Quad | None = None,
        near: Quad | None = None,
    ) -> Photograph:
        """The best of the frames as it will be filed: portrait cut to 4 x 6, card sides cut out straight, no
        metadata; with what a person should know about it.

        ``code``: the corners of the code read in the last frame, when it was; ``outline``: the card's corners
        as a person dragged them, believed; ``near``: as a coach saw them in the last frame, looked at first.
        """
        ...

    def open(self, data: bytes) -> Frame | Problem:
        """A picture file's bytes as a frame; picture_unreadable or picture_too_large."""
        ...

    def signature(
        self, strokes: Sequence[Sequence[tuple[float, float]]], box: tuple[float, float]
    ) -> Photo | Problem:
        """Strokes drawn in a box (width, height) as a PNG; signature_empty when there is no ink."""
        ...
