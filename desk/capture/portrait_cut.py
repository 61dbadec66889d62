"""A frame cut to the rule's 4 x 6 cm by the head in it: chin to crown 0.69 to 0.80 of the height."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desk.capture.faces import Face
from desk.capture.thresholds import PORTRAIT
from desk.ports.camera import Pixels
from desk.ports.photographs import Oval

RATIO = 3 / 2


@dataclass(frozen=True)
class Cut:
    """A 2:3 piece of a frame in whole pixels, wholly inside it."""

    left: int
    top: int
    width: int
    height: int

    def of(self, pixels: Pixels) -> Pixels:
        piece = pixels[self.top : self.top + self.height, self.left : self.left + self.width]
        return np.ascontiguousarray(piece)

    @property
    def is_large_enough(self) -> bool:
        """Whether it has the pixels of 4 x 6 cm at 300 dpi."""
        return self.width >= PORTRAIT.width and self.height >= PORTRAIT.height


def cut_by_head(face: Face, size: tuple[int, int]) -> Cut:
    """The piece around a head, as high as the head asks for and the frame (width, height) allows.

    A head farther away is given more room rather than fewer pixels than the rule's.
    """
    height = cut_height(face, size)
    width = round(height / RATIO)
    left = round(face.middle - width / 2)
    top = round(face.crown - height * PORTRAIT.crown_at)
    return Cut(min(max(left, 0), size[0] - width), min(max(top, 0), size[1] - height), width, height)


def cut_height(face: Face, size: tuple[int, int]) -> int:
    """How high the piece around a head will be."""
    wanted = max(round(face.head / PORTRAIT.head_wanted), PORTRAIT.height)
    return min(wanted, tallest(size))


def tallest(size: tuple[int, int]) -> int:
    """The height of the largest 2:3 piece of a frame."""
    return min(size[1], int(size[0] * RATIO))


def cut_from_middle(size: tuple[int, int]) -> Cut:
    """The largest piece, from the middle: when no head says better."""
    height = tallest(size)
    width = min(size[0], round(height / RATIO))
    return Cut((size[0] - width) // 2, (size[1] - height) // 2, width, height)


def oval_for(size: tuple[int, int]) -> Oval:
    """Where a head should be in a frame of this size: what the screen draws."""
    height = min(tallest(size), max(PORTRAIT.height, round(tallest(size) * 0.7)))
    head = height * PORTRAIT.head_wanted
    top = (size[1] - height) / 2 + height * PORTRAIT.crown_at
    return Oval(0.5, (top + head / 2) / size[1], head * 0.72 / size[0], head / size[1])
