"""Drawn photographs of cards on tables, with the truth about each: seeded, invented people only.

A scene varies what a desk varies: ground (from a plain table to one of the card's own colour), tilt, turn,
distance, light, focus, noise, glare, JPEG. ``acceptable`` says whether a person at the desk would keep
the photo: whole card in the picture, legible, no more glare than the rule refuses.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from photos_grounds import GROUNDS, drawn_ground

from declaration.cards.card import CardKind
from desk.ports.camera import Pixels
from practice.drawn_cards import CARD_HEIGHT, CARD_WIDTH, card_area, card_back, card_front, invented_person
from practice.people import PracticePerson

CARD_WIDTH_MM = 85.6
_LEGIBLE_BLUR = 0.16  # millimetres: print of 1.5 mm is read without effort

Points = NDArray[np.float64]
SIZES = ((1280, 720), (1920, 1080))


@dataclass(frozen=True)
class Scene:
    """One drawn photograph: ``corners`` TL TR BR BL in pixels; ``side`` as ``cccd_front``."""

    pixels: Pixels
    corners: Points
    side: str
    ground: str
    has_code: bool
    turn: int  # degrees, the card's own up against the picture's
    tilt: float  # degrees out of the picture's plane
    blur: float  # sigma in millimetres on the card
    glare: float  # share of the card burnt out
    light: float  # of what the camera would choose
    acceptable: bool
    person: PracticePerson


def scene(seed: int) -> Scene:
    """The photograph of one seed, always the same."""
    chance = random.Random(seed)
    person = invented_person(chance.randrange(400))
    front = chance.random() < 0.5
    card = card_front(person) if front else card_back(person)
    size = chance.choice(SIZES)
    turn = chance.choice((0, 0, 0, 0, 0, 0, 180, 90, 270))
    tilt = abs(chance.gauss(0, 13))
    corners = _corners(chance, size, turn + chance.gauss(0, 5), tilt)
    ground = chance.choice(GROUNDS)
    lying = _lay(chance, card, drawn_ground(chance, ground, size), corners)
    glare = _glare(chance, lying, corners)
    blur = chance.choice((0.0, 0.3, 0.5, 0.7, 1.0, 2.6)) * size[0] / 1280
    light = chance.choice((1.0, 1.0, 0.9, 0.75, 0.6, 1.08, 0.28))
    on_card = blur * CARD_WIDTH_MM / float(np.linalg.norm(corners[1] - corners[0]))
    seen = _seen(chance, lying, blur, light)
    coded = front is (person.card_kind is CardKind.CCCD)
    return Scene(
        pixels=seen,
        corners=corners,
        side=f"{person.card_kind}_{'front' if front else 'back'}",
        ground=ground,
        has_code=coded,
        turn=turn,
        tilt=tilt,
        blur=on_card,
        glare=glare,
        light=light,
        acceptable=bool(
            glare <= 0.04
            and on_card <= _LEGIBLE_BLUR
            and light >= 0.5
            and tilt <= 35
            and corners.min() >= 2
            and (corners < np.array(size) - 2).all()
        ),
        person=person,
    )


def _corners(chance: random.Random, size: tuple[int, int], turn: float, tilt: float) -> Points:
    """Where the card's corners fall: turned in the plane, tilted about an axis, seen through a pinhole."""
    half = np.array([[-42.8, -27, 0], [42.8, -27, 0], [42.8, 27, 0], [-42.8, 27, 0]], dtype=np.float64)
    axis = chance.uniform(0, 2 * math.pi)
    lean = _turned(np.array([math.cos(axis), math.sin(axis), 0]), math.radians(tilt))
    spun = half @ _turned(np.array([0, 0, 1.0]), math.radians(turn)).T @ lean.T
    focal = size[0] * chance.uniform(0.85, 1.4)  # laptops to telephones
    fill = chance.uniform(0.62, 0.95)
    place = np.array([chance.uniform(0.1, 0.9), chance.uniform(0.1, 0.9)])
    away, aside = np.array([0, 0, 200.0]), np.zeros(3)
    for _ in range(6):  # the place of the picture decides that in the room, and the other way round
        flat = _projected(spun + away + aside, focal, size)
        box = np.ptp(flat, axis=0)
        away = away * float(max(box / (np.array(size) * fill)))
        wanted = place * (np.array(size) - box) + box / 2
        middle = (flat.min(axis=0) + flat.max(axis=0)) / 2
        aside[:2] += (wanted - middle) * away[2] / focal
    return _projected(spun + away + aside, focal, size)


def _projected(points: Points, focal: float, size: tuple[int, int]) -> Points:
    return np.asarray(points[:, :2] * focal / points[:, 2:] + np.array(size) / 2)


def _turned(axis: Points, angle: float) -> Points:
    return np.asarray(cv2.Rodrigues(axis * angle)[0])


def _lay(chance: random.Random, card: Pixels, ground: NDArray[np.float32], corners: Points) -> Points:
    size = ground.shape[1], ground.shape[0]
    flat = np.array([[0, 0], [CARD_WIDTH, 0], [CARD_WIDTH, CARD_HEIGHT], [0, CARD_HEIGHT]], np.float32)
    lie = cv2.getPerspectiveTransform(flat, corners.astype(np.float32))
    near = cv2.warpPerspective(card, lie, size, flags=cv2.INTER_AREA).astype(np.float32)
    area = cv2.warpPerspective(card_area(), lie, size, flags=cv2.INTER_LINEAR).astype(np.float32) / 255
    soft = size[0] / 1280 * chance.uniform(2, 7)
    shadow = cv2.GaussianBlur(np.roll(area, (round(soft), round(soft / 2)), (0, 1)), (0, 0), soft)
    dimmed = ground * (1 - chance.uniform(0.05, 0.3) * shadow[..., None])
    where = area[..., None]
    return np.asarray(near * where + dimmed * (1 - where))


def _glare(chance: random.Random, lying: Points, corners: Points) -> float:
    """Put a lamp's reflection on some cards; returns the share of the card it burns out."""
    if chance.random() < 0.6:
        return 0.0
    weights = np.array([chance.random() for _ in range(4)])
    at = (corners * weights[:, None]).sum(axis=0) / weights.sum()
    radius = math.sqrt(float(cv2.contourArea(corners.astype(np.float32)))) * chance.uniform(0.03, 0.16)
    y, x = np.ogrid[: lying.shape[0], : lying.shape[1]]
    stretch = chance.uniform(0.5, 1.5)
    distance = ((x - at[0]) / stretch) ** 2 + (y - at[1]) ** 2
    np.add(lying, (330 * np.exp(-distance / (2 * radius**2)))[..., None], out=lying)
    burnt = math.pi * 1.5 * stretch * radius**2  # where a tone of 180 and the lamp together pass 255
    return burnt / float(cv2.contourArea(corners.astype(np.float32)))


def _seen(chance: random.Random, lying: Points, blur: float, light: float) -> Pixels:
    rng = np.random.default_rng(chance.randrange(1 << 30))
    height, width = lying.shape[:2]
    uneven = np.linspace(1, chance.uniform(0.72, 1.0), width)[None, :, None]
    lit = lying * light * (uneven if chance.random() < 0.5 else uneven[:, ::-1])
    if blur:
        lit = np.asarray(cv2.GaussianBlur(lit, (0, 0), blur), dtype=np.float64)
    lit = lit + rng.normal(0, chance.uniform(1, 5), (height, width, 1))
    pixels = np.clip(lit, 0, 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, chance.choice((70, 85, 95))])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)
