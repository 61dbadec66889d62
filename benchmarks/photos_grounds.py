"""What cards lie on, drawn: plain and wooden tables, cloth, papers, dark and pale ones. Seeded."""

from __future__ import annotations

import random

import cv2
import numpy as np
from numpy.typing import NDArray

GROUNDS = ("plain", "wood", "cloth", "papers", "dark", "pale")


def drawn_ground(chance: random.Random, kind: str, size: tuple[int, int]) -> NDArray[np.float32]:
    rng = np.random.default_rng(chance.randrange(1 << 30))
    tones = {
        "plain": (206, 200, 190),
        "wood": (120, 152, 190),
        "cloth": (140, 120, 90),
        "papers": (214, 216, 218),
        "dark": (44, 42, 40),
        "pale": (228, 236, 230),
    }
    ground = np.full((size[1], size[0], 3), tones[kind], np.float32)
    ground += chance.uniform(-12, 12)
    if kind == "wood":
        grain = cv2.GaussianBlur(rng.normal(0, 1, (size[1], 8)).astype(np.float32), (0, 0), 2)
        ground += cv2.resize(grain, size, interpolation=cv2.INTER_CUBIC)[:, :, None] * 26
    elif kind == "cloth":
        ground += (
            cv2.GaussianBlur(rng.normal(0, 1, (size[1], size[0], 1)).astype(np.float32), (0, 0), 1.5)[
                ..., None
            ]
            * 30
        )
    elif kind == "papers":
        _papers(chance, ground)
    return ground


def _papers(chance: random.Random, ground: NDArray[np.float32]) -> None:
    """Sheets with print, a pen, other things with straight edges: what a card is most easily taken for."""
    height, width = ground.shape[:2]
    for _ in range(5):
        centre = chance.uniform(0, width), chance.uniform(0, height)
        extent = chance.uniform(0.2, 0.7) * width, chance.uniform(0.2, 0.7) * height
        box = cv2.boxPoints((centre, extent, chance.uniform(0, 180))).astype(np.int32)
        tone = chance.uniform(90, 245)
        cv2.fillConvexPoly(ground, box, (tone, tone * chance.uniform(0.9, 1), tone), lineType=cv2.LINE_AA)
        start, way = box[0].astype(float), (box[1] - box[0]).astype(float)
        down = (box[3] - box[0]).astype(float)
        for row in np.arange(0.1, 0.9, 0.08):
            one, other = start + way * 0.1 + down * row, start + way * 0.85 + down * row
            ends = tuple(map(int, one)), tuple(map(int, other))
            cv2.line(ground, *ends, (70, 70, 70), 2, lineType=cv2.LINE_AA)
