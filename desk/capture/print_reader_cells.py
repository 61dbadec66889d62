"""The zone laid straight cell by cell, and how like each letter each of its cells is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.capture.print_reader_format import ZoneFormat
from desk.capture.print_reader_ink import Light
from desk.capture.print_reader_letters import PITCH, TALL, letter_shapes, unit
from desk.capture.print_reader_lines import Lattice

Plane = NDArray[np.float64]

_FAINT = 150.0  # length of a cell's grey steps: a letter of fifteen on its ground; less hardly is print
_ROUGH, _NEAR = (-3, 0, 3), (-2, -1, 0, 1, 2)  # pixels a letter may stand beside its place
_REFINEMENTS = 3
_CERTAIN, _LEAST_CERTAIN = 0.6, 20  # likeness that says where a cell is; cells it takes to move the plane
_STRAY = 2.0  # pixels


@dataclass(frozen=True, eq=False)
class Cells:
    """A zone as it lies: ``plane`` from the straight zone to the picture, ``line_pitch`` of the straight one.

    ``likeness`` (cells, letters): correlation with each letter at its best place, -1 to 1; ``moved``
    (cells, 2): where that was for the likeliest letter, x and y in pixels.
    """

    zone: ZoneFormat
    plane: Plane
    line_pitch: int
    likeness: Light
    moved: Light

    @property
    def worth(self) -> float:
        return float(self.likeness.max(axis=1).mean())


def fit_cells(
    foot: Light, lattices: Sequence[Lattice], allowed: NDArray[np.bool_], zone: ZoneFormat
) -> Cells:
    """The best lattice, laid ever straighter by the letters recognised in it.

    ``allowed`` (cells, letters): which letters may stand where.
    """
    best = max((_laid(foot, lattice, allowed, zone) for lattice in lattices), key=lambda cells: cells.worth)
    best = _seen(foot, best, allowed, _NEAR)
    for _ in range(_REFINEMENTS):
        plane = _straighter(best)
        finer = best if plane is None else _seen(foot, replace(best, plane=plane), allowed, _NEAR)
        if finer.worth <= best.worth:
            break
        best = finer
    return best


def _laid(foot: Light, lattice: Lattice, allowed: NDArray[np.bool_], zone: ZoneFormat) -> Cells:
    line_pitch = max(TALL, round(lattice.lines.pitch / lattice.pitch * PITCH))
    ends = [(letter, line) for line in (0, zone.lines - 1) for letter in (0, zone.letters - 1)]
    straight = np.array([[(x + 0.5) * PITCH, (y + 0.5) * line_pitch] for x, y in ends], np.float32)
    seen = np.array([_place(lattice, x, y, zone.width / 2) for x, y in ends], np.float32)
    plane = cv2.getPerspectiveTransform(straight, seen).astype(np.float64)
    nothing = np.zeros((zone.cells, 2), np.float32)
    return _seen(foot, Cells(zone, plane, line_pitch, nothing, nothing), allowed, _ROUGH)


def _place(lattice: Lattice, letter: int, line: int, middle: float) -> tuple[float, float]:
    x, lines = lattice.left + lattice.pitch * (letter + 0.5), lattice.lines
    return x, lines.first + line * lines.pitch + lines.slope * (x - middle)


def _seen(foot: Light, cells: Cells, allowed: NDArray[np.bool_], shifts: tuple[int, ...]) -> Cells:
    """Look at the picture through the plane: every cell, a few pixels to all sides."""
    places = [(x, y) for y in shifts for x in shifts]
    looks = unit(_looks(foot, cells, places), _FAINT)
    all_seen = (np.where(allowed, each, -1.0) for each in _alike(looks))
    seen = max(all_seen, key=lambda each: float(each.max(axis=(0, 2)).mean()))
    likeness = seen.max(axis=0)
    at = seen.max(axis=2).argmax(axis=0)
    return replace(cells, likeness=likeness, moved=np.array(places, np.float32)[at])


def _alike(looks: Light) -> Light:
    """(blurs, places, cells, letters): correlations, all in one multiplication, which takes half the time."""
    shapes = letter_shapes()
    blurs, letters, pixels = shapes.shape
    found = looks.reshape(-1, pixels) @ shapes.reshape(-1, pixels).T
    return np.moveaxis(found.reshape(*looks.shape[:2], blurs, letters), 2, 0)


def _looks(foot: Light, cells: Cells, places: Sequence[tuple[int, int]]) -> Light:
    """(places, cells, pixels): the darkness of every cell as seen from every place."""
    edge, zone = max(max(place) for place in places), cells.zone
    size = zone.letters * PITCH, zone.lines * cells.line_pitch
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    flat = cv2.warpPerspective(foot, cells.plane, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
    wide = cv2.copyMakeBorder(255 - flat, edge, edge, edge, edge, cv2.BORDER_REPLICATE)
    windows = np.lib.stride_tricks.sliding_window_view(wide, (TALL, PITCH))
    rows = edge + (cells.line_pitch - TALL) // 2 + np.arange(zone.lines) * cells.line_pitch
    columns = edge + np.arange(zone.letters) * PITCH
    looks = [windows[(rows + y)[:, None], columns + x].reshape(zone.cells, -1) for x, y in places]
    return np.array(looks, dtype=np.float32)


def _straighter(cells: Cells) -> Plane | None:
    """The plane through the cells whose letters are certain, None when they are too few."""
    certain = cells.likeness.max(axis=1) >= _CERTAIN
    if certain.sum() < _LEAST_CERTAIN:
        return None
    line, letter = np.divmod(np.arange(cells.zone.cells), cells.zone.letters)
    middles = np.stack([(letter + 0.5) * PITCH, (line + 0.5) * cells.line_pitch], axis=1).astype(np.float32)
    moved = middles + cells.moved
    change, _ = cv2.findHomography(middles[certain], moved[certain], cv2.RANSAC, _STRAY)
    return None if change is None else np.asarray(cells.plane @ change)
