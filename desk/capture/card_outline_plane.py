"""A picture unrolled into the plane of a card's code, and the level and upright edges seen there."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.capture.card_outline_lines import Points
from desk.capture.card_outline_places import CARD_HEIGHT_MM, CARD_WIDTH_MM, CodePlace
from desk.ports.camera import Pixels

Evidence = NDArray[np.float32]

PER_MM = 4.0  # pixels of the unrolled plane
_AROUND_MM = 16.0


@dataclass(frozen=True)
class Plane:
    """Evidence of upright and level edges, ``left`` and ``top`` where it begins, and the way back."""

    upright: Evidence
    level: Evidence
    to_picture: NDArray[np.float64]  # from millimetres
    left: float
    top: float


def unrolled(small: Pixels, code: Points, place: CodePlace) -> Plane:
    """The picture in the plane of a code whose corners are (TL TR BR BL), a card and some table around it."""
    to_mm = to_millimetres(code, place)
    left, top = -_AROUND_MM - CARD_WIDTH_MM * 0.3, -_AROUND_MM
    width = round((CARD_WIDTH_MM * 1.3 + 2 * _AROUND_MM) * PER_MM)
    height = round((CARD_HEIGHT_MM * 1.3 + 2 * _AROUND_MM) * PER_MM)
    scaled = np.array([[PER_MM, 0, -left * PER_MM], [0, PER_MM, -top * PER_MM], [0, 0, 1.0]])
    unroll = scaled @ to_mm
    flat = cv2.warpPerspective(small, unroll, (width, height), borderMode=cv2.BORDER_REPLICATE)
    inside = cv2.warpPerspective(np.full(small.shape[:2], 255, np.uint8), unroll, (width, height)) > 0
    upright, level = _edge_evidence(np.asarray(flat, dtype=np.uint8))
    thick = cv2.dilate(upright, np.ones((1, 3))), cv2.dilate(level, np.ones((3, 1)))
    seen = [np.asarray(evidence * inside, dtype=np.float32) for evidence in thick]
    return Plane(seen[0], seen[1], np.asarray(np.linalg.inv(to_mm), dtype=np.float64), left, top)


def _edge_evidence(flat: Pixels) -> tuple[Evidence, Evidence]:
    """Of each point, 0 to 1: how surely an upright, and a level, edge runs through it."""
    upright = np.zeros(flat.shape[:2], np.float32)
    level = np.zeros(flat.shape[:2], np.float32)
    for plane in cv2.split(cv2.cvtColor(cv2.GaussianBlur(flat, (0, 0), 1.5), cv2.COLOR_BGR2LAB)):
        across, down = np.abs(cv2.Sobel(plane, cv2.CV_32F, 1, 0)), np.abs(cv2.Sobel(plane, cv2.CV_32F, 0, 1))
        strong = max(12.0, float(np.percentile(np.maximum(across, down), 80)))
        upright = np.maximum(
            upright, _ridge(across, 1) * (across > 1.6 * down) * np.minimum(across / strong, 1)
        )
        level = np.maximum(level, _ridge(down, 0) * (down > 1.6 * across) * np.minimum(down / strong, 1))
    return upright, level


def _ridge(steep: Evidence, axis: int) -> NDArray[np.bool_]:
    """Where a slope is steepest: a strong edge is many pixels wide, and only its middle is the edge."""
    return np.asarray((steep >= np.roll(steep, 1, axis)) & (steep > np.roll(steep, -1, axis)))


def to_millimetres(code: Points, place: CodePlace) -> Points:
    """The homography from the picture to millimetres on the card, origin at its upper left."""
    return cv2.getPerspectiveTransform(code.astype(np.float32), place.corners()).astype(np.float64)


def through(points: Points, transform: NDArray[np.float64]) -> Points:
    """Points taken through a homography."""
    return np.asarray(cv2.perspectiveTransform(points[None].astype(np.float64), transform)[0])


def edge_points(evidence: Evidence, plane: Plane) -> Points:
    """Where an edge surely runs, in millimetres."""
    found = np.argwhere(evidence > 0.5)[:, ::-1]
    return np.asarray((found + 0.5) / PER_MM + [plane.left, plane.top])
