"""Drawn frames of a passport held open before a camera, worse and better ones, a seed for each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

# isort: off
import desk.capture  # noqa: F401  numpy must find its thread setting
import cv2

# isort: on
import numpy as np
from numpy.typing import NDArray

from desk.ports.camera import Pixels
from practice.drawn_passports import PAGE_HEIGHT, PAGE_WIDTH, passport_page
from practice.foreigners import another_foreigner, passport_zone

SIZES = ((1280, 720), (1920, 1080))
_TODAY = date(2026, 3, 2)
_LAMPS = 0.7  # the share of frames with lamps whose zone one of them shines on


@dataclass(frozen=True, repr=False)
class PassportScene:
    pixels: Pixels
    zone: str


def passports(first: int, *, lamps: bool = False) -> Iterator[PassportScene]:
    """Tilted up to eight degrees, seen aslant, dim and noisy, soft; with ``lamps`` reflections on the page,
    most of them over the zone on purpose."""
    for seed in count(first):
        yield passport_scene(seed, lamps=lamps)


def passport_scene(seed: int, *, lamps: bool = False) -> PassportScene:
    chance, noise = random.Random(seed), np.random.default_rng(seed)
    person = another_foreigner(seed, _TODAY)
    page = passport_page(person)
    lit = _shone_on(page, chance) if lamps else page
    size = SIZES[seed % 2]
    lying = _lying(lit, chance, noise, size)
    frame = np.asarray(cv2.GaussianBlur(lying, (0, 0), chance.uniform(0.3, 1.3) * size[0] / 1280))
    speckles = np.asarray(noise.normal(0, chance.uniform(1, 9), frame.shape), dtype=np.float64)
    grain = cv2.GaussianBlur(speckles, (0, 0), 0.6)
    seen = np.clip(frame * chance.uniform(0.35, 1.05) + grain, 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", seen, (cv2.IMWRITE_JPEG_QUALITY, chance.randint(60, 95)))
    opened = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), dtype=np.uint8)
    return PassportScene(opened, passport_zone(person))


def _lying(
    page: Pixels, chance: random.Random, noise: np.random.Generator, size: tuple[int, int]
) -> NDArray[np.float64]:
    wide = chance.uniform(0.5, 0.86) * size[0]
    tall = wide * PAGE_HEIGHT / PAGE_WIDTH
    flat = np.array([[0, 0], [PAGE_WIDTH, 0], [PAGE_WIDTH, PAGE_HEIGHT], [0, PAGE_HEIGHT]], np.float32)
    corners = np.array([[-wide, -tall], [wide, -tall], [wide, tall], [-wide, tall]]) / 2
    corners = corners * (1 + noise.uniform(-0.03, 0.03, (4, 2)))
    angle = np.deg2rad(chance.uniform(-8, 8))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    middle = size[0] / 2 + chance.uniform(-20, 20), size[1] / 2 - max(0, tall - 0.9 * size[1]) / 2
    lay = cv2.getPerspectiveTransform(flat, (corners @ turn + middle).astype(np.float32))
    soft = cv2.GaussianBlur(page, (0, 0), 0.4 * PAGE_WIDTH / wide)
    near = cv2.warpPerspective(soft, lay, size).astype(np.float64)
    where = cv2.warpPerspective(np.full(page.shape[:2], 255, np.uint8), lay, size)[..., None] / 255.0
    table = noise.uniform(40, 200, 3) + noise.normal(0, 3, (size[1], size[0], 1))
    light = np.linspace(chance.uniform(0.8, 1.1), chance.uniform(0.8, 1.1), size[0])[None, :, None]
    return np.asarray((near * where + table * (1 - where)) * light, dtype=np.float64)


def _shone_on(page: Pixels, chance: random.Random) -> Pixels:
    down, across = np.mgrid[:PAGE_HEIGHT, :PAGE_WIDTH].astype(np.float32)
    lit = page.astype(np.float32)
    for _ in range(chance.randint(1, 3)):
        over_zone = chance.random() < _LAMPS
        x, y = chance.uniform(60, 1420), chance.uniform(840, 960) if over_zone else chance.uniform(60, 840)
        far = ((across - x) / chance.uniform(0.3, 3)) ** 2 + (down - y) ** 2
        lit += chance.uniform(80, 400) * np.exp(-far / (2 * chance.uniform(5, 70) ** 2))[..., None]
    return np.clip(lit, 0, 255).astype(np.uint8)
