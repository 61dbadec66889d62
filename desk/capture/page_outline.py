"""A page lying before the camera, and the page laid straight: a signed form, a birth certificate, a passport.

A4 and an open passport's page have nearly one shape (1.414 and 1.420). Nothing on a page shows which way up
it is, so it stays as it was held.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from desk.capture.card_outline_lines import Points, side_lengths
from desk.capture.card_outline_shape import rectangle_ratio
from desk.ports.camera import Pixels, Quad

_WORK_PIXELS = 640
_SMALLEST, _LARGEST = 0.15, 0.985  # of the picture
_RATIO, _TOLERANCE = 2**0.5, 0.28
_STRAIGHTENED = 0.02  # of a contour's length: what is nearly a line is one
_SKEW = 1.6  # opposite sides, the longer to the shorter


def find_page(pixels: Pixels) -> Quad | None:
    """Its corners (TL TR BR BL as it is seen); None when no page lies there whole."""
    scale = min(1.0, _WORK_PIXELS / max(pixels.shape[:2]))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    size = small.shape[1], small.shape[0]
    pages = [quad for quad in _quads(np.asarray(small, dtype=np.uint8)) if _is_page(quad, size)]
    if not pages:
        return None
    largest = max(pages, key=lambda quad: float(cv2.contourArea(quad.astype(np.float32))))
    first, second, third, fourth = ((float(x), float(y)) for x, y in _as_seen(largest) / scale)
    return first, second, third, fourth


def straight_page(pixels: Pixels, corners: Quad, longest: int) -> Pixels:
    """The page alone, as large as it was seen, its longer side no longer than ``longest`` pixels."""
    quad = np.array(corners, dtype=np.float64)
    top, right, bottom, left = side_lengths(quad)
    width, height = max(top, bottom), max(left, right)
    shrink = min(1.0, longest / max(width, height))
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    flat = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    lay = cv2.getPerspectiveTransform(quad.astype(np.float32), flat)
    straight = cv2.warpPerspective(pixels, lay, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(straight, dtype=np.uint8)


def _quads(small: Pixels) -> Iterator[Points]:
    """Whatever has four corners, by its lightness and by its edges."""
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    _, light = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    whole = cv2.morphologyEx(light, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))  # print leaves no holes
    edges = cv2.dilate(cv2.Canny(grey, 40, 120), np.ones((3, 3), np.uint8))
    for mask in (whole, edges):
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            hull = cv2.convexHull(contour)
            corners = cv2.approxPolyDP(hull, _STRAIGHTENED * cv2.arcLength(hull, True), True)
            if len(corners) == 4:
                yield corners.reshape(4, 2).astype(np.float64)


def _is_page(quad: Points, size: tuple[int, int]) -> bool:
    share = float(cv2.contourArea(quad.astype(np.float32))) / (size[0] * size[1])
    if not _SMALLEST < share < _LARGEST:
        return False
    sides = side_lengths(quad)
    if max(sides[0] / sides[2], sides[2] / sides[0], sides[1] / sides[3], sides[3] / sides[1]) > _SKEW:
        return False
    return abs(rectangle_ratio(quad, size) - _RATIO) < _TOLERANCE


def _as_seen(quad: Points) -> Points:
    """Clockwise from the corner nearest the picture's own first one."""
    middle = quad.mean(axis=0)
    around = quad[np.argsort(np.arctan2(quad[:, 1] - middle[1], quad[:, 0] - middle[0]))]
    return np.roll(around, -int(around.sum(axis=1).argmin()), axis=0)
