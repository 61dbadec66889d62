"""The picture around one code, resampled so that a module is about four pixels, with its blurred layers."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from desk.capture.qr_decoder import Array, Grey
from desk.capture.qr_decoder.locating import Finders

MODULE = 4.0  # pixels a module is brought to
_MOST_HALF = 420
_MARGIN = 1.45  # of half the code's side
_SQUEEZED = 1.35  # one direction against the other, from which on a tilt is undone


class OutsidePictureError(Exception):
    """The place named has no pixels to speak of."""


@dataclass(frozen=True, eq=False)
class Layer:
    """One blur of the patch and its slopes, in units of local contrast."""

    values: Array
    across: Array
    down: Array


class Patch:
    """A window of the picture seen through ``onto`` (3, 3): picture pixels to patch pixels."""

    def __init__(self, grey: Grey, onto: Array, half: int, finders: Finders) -> None:
        self.onto = onto
        self.back = np.linalg.inv(onto)
        self.side = 2 * half
        self.picture_size = (grey.shape[1], grey.shape[0])
        self.top_left, self.top_right, self.bottom_left = mapped(
            onto, np.array([finders.top_left, finders.top_right, finders.bottom_left])
        )
        self.scale = self._scale_in_the_middle()
        self._least, self._most = self._limits()
        self.values = self._normalised(self._resampled(grey))
        self._layers: dict[float, Layer] = {}

    def layer(self, blur: float) -> Layer:
        """The patch blurred by ``blur`` modules."""
        if blur not in self._layers:
            soft = cv2.GaussianBlur(self.values, (0, 0), blur * MODULE)
            across = cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=0.125)
            self._layers[blur] = Layer(soft, across, cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=0.125))
        return self._layers[blur]

    def holds(self, points: Array) -> Array:
        """(k,) of 0.0 and 1.0: which patch points (k, 2) lie in the patch and in the picture."""
        (left, top), (right, bottom), (x, y) = self._least, self._most, points.T
        return np.asarray(((x > left) & (y > top) & (x < right) & (y < bottom)).astype(np.float32))

    def _limits(self) -> tuple[Array, Array]:
        """Upper left and lower right of what the patch can show of the picture."""
        width, height = self.picture_size
        least, most = np.zeros(2), np.full(2, self.side - 1.0)
        if not self._is_affine:
            return least, most  # the horizon may cross it: what is outside repeats the picture's edge
        edge = mapped(self.onto, np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64))
        return np.maximum(least, edge.min(0)), np.minimum(most, edge.max(0))

    @property
    def _is_affine(self) -> bool:
        return not self.onto[2, :2].any()

    def _scale_in_the_middle(self) -> float:
        """Patch pixels per picture pixel, the mean of both directions."""
        middle = self.side / 2
        steps = mapped(self.back, middle + np.array([[0, 0], [1, 0], [0, 1]]))
        area = abs(float(np.linalg.det(steps[1:] - steps[0])))
        return float(1 / np.sqrt(max(area, 1e-9)))

    def _resampled(self, grey: Grey) -> Array:
        corners = np.array([[0, 0], [self.side, 0], [self.side, self.side], [0, self.side]], np.float64)
        reach = mapped(self.back, corners)
        left, top = np.clip(reach.min(0) - 3, 0, self.picture_size).astype(int)
        right, bottom = np.clip(reach.max(0) + 4, 0, self.picture_size).astype(int)
        crop: Array = grey[top:bottom, left:right]
        if min(crop.shape) < 8:
            raise OutsidePictureError
        if self.scale < 0.75:
            crop = cv2.GaussianBlur(crop, (0, 0), 0.45 / self.scale)
        from_crop = self.onto @ np.array([[1, 0, left], [0, 1, top], [0, 0, 1]])
        way = cv2.INTER_CUBIC if self.scale > 1 else cv2.INTER_LINEAR
        area, border = (self.side, self.side), cv2.BORDER_REPLICATE
        if self._is_affine:
            seen = cv2.warpAffine(crop, from_crop[:2], area, flags=way, borderMode=border)
        else:
            seen = cv2.warpPerspective(crop, from_crop, area, flags=way, borderMode=border)
        return seen.astype(np.float32)

    def _normalised(self, picture: Array) -> Array:
        window = int(9 * MODULE) | 1
        mean = cv2.blur(picture, (window, window))
        variance = cv2.blur(picture * picture, (window, window)) - mean * mean
        return np.asarray((picture - mean) / np.sqrt(np.maximum(variance, 4.0)))


def patch_around(grey: Grey, finders: Finders) -> Patch:
    """The patch of a triple, its squeeze undone where a tilt made one. OutsidePictureError when bare.

    The picture keeps its directions otherwise: turning would only cost sharpness.
    """
    centre = (finders.top_right + finders.bottom_left) / 2
    sides = np.stack([finders.top_right - finders.top_left, finders.bottom_left - finders.top_left], 1)
    linear = _straightening(sides) * (MODULE / finders.module)
    span = float(np.linalg.norm(linear @ sides, axis=0).mean())
    half = int(min((span * 0.5 + 7 * MODULE) * _MARGIN, _MOST_HALF))
    onto = np.eye(3)
    onto[:2] = np.c_[linear, half - linear @ centre]
    return Patch(grey, onto, half, finders)


def _straightening(sides: Array) -> Array:
    """(2, 2) of determinant one: brings both sides (columns) to one length and a right angle."""
    left, lengths, right = np.linalg.svd(sides)
    if lengths[0] < _SQUEEZED * lengths[1]:
        return np.eye(2)
    return np.asarray(left @ right * np.sqrt(lengths[0] * lengths[1]) @ np.linalg.inv(sides))


def mapped(through: Array, points: Array) -> Array:
    """Points (k, 2) through a homography (3, 3)."""
    above = points @ through[:2, :2].T + through[:2, 2]
    if not through[2, :2].any():
        return np.asarray(above / through[2, 2])
    below = points @ through[2, :2] + through[2, 2]
    below[np.abs(below) < 1e-9] = 1e-9  # on the horizon: far away, not an error
    return np.asarray(above / below[:, None])
