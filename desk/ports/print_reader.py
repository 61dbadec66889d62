"""Reading what is printed on a card, as the desk's use cases see it.

Nothing here loads numpy: ``desk.capture`` sets how it may use the processor before that happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from declaration.privacy import Private
from desk.ports.camera import Pixels


class ZoneHint(StrEnum):
    """Why a passport's zone was not read, as far as it can be told."""

    NO_ZONE = "no_zone"
    CLOSER = "closer"
    STRAIGHTEN = "straighten"
    TILT = "tilt"  # a lamp shines on it
    COVERED = "covered"  # or not all of it in sight
    BLURRED = "blurred"
    UNREAD = "unread"  # every letter is clear, and yet the check digits do not hold


@dataclass(frozen=True, repr=False)
class ZoneLook(Private):
    """``text``: two lines of forty-four letters whose check digits hold; without it a ``hint``."""

    text: str | None = None
    hint: ZoneHint | None = None


class PrintReader(Protocol):
    """Reads a card side that was cut out and laid straight, and a passport wherever it lies. May be called
    from any thread; takes a while.

    All answers are of letters seen clearly, each of them; what is in doubt is not read at all.
    """

    def zone(self, card: Pixels) -> str | None:
        """The machine-readable zone at the foot of a back, three lines of thirty; its check digits hold."""
        ...

    def numbers(self, card: Pixels) -> tuple[str, ...]:
        """Every run of exactly twelve printed digits on a front; () when none was read."""
        ...

    def passport_zone(self, picture: Pixels) -> ZoneLook:
        """The zone of a passport's page in a picture, a camera's frame or the page laid straight."""
        ...
