"""What the card lies on: plain, or with texture that a reader may take for a code."""

from __future__ import annotations

import cv2
import numpy as np
from card_photographs_card import Grey

TABLES = ("plain", "wood", "weave", "papers")
_TILE = 512


def table(kind: str, size: tuple[int, int], chance: np.random.Generator) -> Grey:
    """(height, width) in grey; ``size`` is (width, height)."""
    tone = int(chance.integers(70, 200))
    if kind == "plain":
        return np.full((size[1], size[0]), tone, np.uint8)
    tile = {"wood": _wood, "weave": _weave, "papers": _papers}[kind](tone, chance)
    repeats = (-(-size[1] // _TILE), -(-size[0] // _TILE))
    return np.ascontiguousarray(np.tile(tile, repeats)[: size[1], : size[0]])


def _wood(tone: int, chance: np.random.Generator) -> Grey:
    grain = np.asarray(
        cv2.GaussianBlur(chance.standard_normal((_TILE, _TILE)), (0, 0), sigmaX=40, sigmaY=1.5)
    )
    return np.asarray(np.clip(tone + 22 * grain / grain.std(), 0, 255), dtype=np.uint8)


def _weave(tone: int, chance: np.random.Generator) -> Grey:
    """Threads both ways, twelve to twenty fine pixels apart, no two of quite the same tone."""
    threads = 2 * int(chance.integers(13, 22))
    small = chance.normal(tone, 14, (threads, threads))
    small[::2, ::2] -= 24
    small[1::2, 1::2] += 24
    large = cv2.resize(np.clip(small, 0, 255), (_TILE, _TILE), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, dtype=np.uint8)


def _papers(tone: int, chance: np.random.Generator) -> Grey:
    """Forms with print and ruled squares, such as lie on every desk."""
    tile = np.full((_TILE, _TILE), min(tone + 60, 235), np.uint8)
    for top in range(24, _TILE // 2, 26):
        word = "".join(chance.choice(list("abcdeghiklmnopqrstuvxy  ")) for _ in range(40))
        cv2.putText(tile, word, (8, top), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (50,), 2)
    for at in range(0, _TILE, 32):
        cv2.line(tile, (at, _TILE // 2), (at, _TILE), (90,), 2)
        cv2.line(tile, (0, _TILE // 2 + at // 2), (_TILE, _TILE // 2 + at // 2), (90,), 2)
    return tile
