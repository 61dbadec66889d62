"""Photographs for tests: drawn cards and faces, laid, tilted and lit as one asks."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from declaration.cards.card import CardKind
from desk.ports.camera import Pixels, Quad
from practice.drawn_cards import CARD_HEIGHT, CARD_WIDTH, card_area, face
from practice.people import invented_person

Points = NDArray[np.float64]

PEOPLE = [invented_person(seed) for seed in range(20)]
OLDER = next(person for person in PEOPLE if person.card_kind is CardKind.CCCD)
NEWER = next(person for person in PEOPLE if person.card_kind is CardKind.CAN_CUOC)

ASIDE: Quad = ((690.0, 350.0), (1230.0, 356.0), (1226.0, 696.0), (684.0, 690.0))
STRAIGHT: Quad = ((150.0, 60.0), (1130.0, 60.0), (1130.0, 678.0), (150.0, 678.0))
TILTED: Quad = ((210.0, 120.0), (1090.0, 60.0), (1150.0, 640.0), (170.0, 660.0))


def turned(corners: Quad, quarters: int) -> Quad:
    """The same place with the card lying turned by so many quarters."""
    moved = corners[-quarters:] + corners[:-quarters] if quarters else corners
    return moved[0], moved[1], moved[2], moved[3]


def lying(
    card: Pixels, corners: Quad, ground: int | Pixels = 96, size: tuple[int, int] = (1280, 720)
) -> Pixels:
    """A frame of a table of one tone, or of a drawn ground, with the card at four corners."""
    flat = np.array([[0, 0], [CARD_WIDTH, 0], [CARD_WIDTH, CARD_HEIGHT], [0, CARD_HEIGHT]], np.float32)
    lay = cv2.getPerspectiveTransform(flat, np.array(corners, np.float32))
    table = np.full((size[1], size[0], 3), ground, np.uint8) if isinstance(ground, int) else ground
    near = cv2.warpPerspective(card, lay, size, flags=cv2.INTER_AREA).astype(np.float64)
    where = cv2.warpPerspective(card_area(), lay, size).astype(np.float64)[..., None] / 255
    return with_noise(np.asarray(near * where + table * (1 - where), dtype=np.uint8), 2)


def with_noise(pixels: Pixels, steps: float) -> Pixels:
    return np.clip(pixels + _noise(pixels.shape) * np.float32(steps), 0, 255).astype(np.uint8)


@cache
def _noise(shape: tuple[int, ...]) -> NDArray[np.float32]:
    return np.random.default_rng(7).standard_normal(shape, dtype=np.float32)


def beside_a_sheet() -> Pixels:
    """A table with a white sheet of a card's shape on it, larger than a card at ASIDE."""
    ground = np.full((720, 1280, 3), 90, np.uint8)
    ground[20:373, 20:580] = 250
    return ground


def worst_corner(found: Quad, true: Quad) -> float:
    """The distance of the farthest corner from where it is, in card widths."""
    corners = np.array(true)
    off = np.linalg.norm(np.array(found) - corners, axis=1).max()
    return float(off / np.linalg.norm(corners[1] - corners[0]))


def sitter(
    number: int = 1, *, scale: float = 1.0, right: float = 0, down: float = 0, lean: float = 0
) -> Pixels:
    """A person before the camera, nearer or farther, moved by pixels, leaning clockwise by degrees."""
    seen = face(PEOPLE[number])
    move = cv2.getRotationMatrix2D((640, 330), -lean, scale)
    move[:, 2] += np.array([right, down])
    moved = cv2.warpAffine(seen, move, (1280, 720), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, dtype=np.uint8)
