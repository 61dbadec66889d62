"""The grey values of one frame under a fitted grid, two to the module each way, light and contrast evened."""

from __future__ import annotations

import cv2
import numpy as np

from desk.capture.qr_decoder import Array, Grey
from desk.capture.qr_decoder.patch import MODULE, OutsidePictureError, Patch, mapped
from desk.capture.qr_decoder.pose import Pose

_QUIET = 4  # modules kept round the symbol (6.3.8)
_CONTRAST_WINDOW = 19  # samples
_SHARP_MODULE = 3.4  # picture pixels a module, beyond which a module is averaged


class SampleGrid:
    """Samples of one code in one frame. OutsidePictureError when the frame shows nothing of it."""

    def __init__(self, grey: Grey, patch: Patch, pose: Pose) -> None:
        self.size = pose.size
        lines = np.arange(-_QUIET * 2, (self.size + _QUIET) * 2) / 2 + 0.5
        x, y = np.meshgrid(lines, lines)
        modules = np.stack([x.ravel(), y.ravel()], 1)
        places = mapped(patch.back, pose.placed(modules))
        self._samples = _evened(_sampled(grey, places.reshape(*x.shape, 2), MODULE / patch.scale))
        u, v = places.T
        inside = (u > -0.5) & (v > -0.5) & (u < grey.shape[1] - 0.5) & (v < grey.shape[0] - 0.5)
        self.inside = self._centres(inside.reshape(x.shape)).ravel().astype(np.float32)
        self._features: dict[int, Array] = {}
        self._phases: Array | None = None

    def phases(self) -> Array:
        """(n * n, 4): at a module's centre, its right edge, its lower edge, its lower right corner."""
        if self._phases is None:
            parts = [self._centres(self._samples, row, column) for row in (0, 1) for column in (0, 1)]
            self._phases = np.stack([part.ravel() for part in parts], 1)
        return self._phases

    def features(self, radius: int) -> Array:
        """(n * n, (2 * radius + 1) ** 2): the samples round each module's centre."""
        if radius not in self._features:
            side = 2 * radius + 1
            around = np.lib.stride_tricks.sliding_window_view(self._samples, (side, side))
            centres = np.arange(self.size) * 2 + _QUIET * 2 - radius
            chosen = np.ascontiguousarray(around[centres][:, centres])
            self._features[radius] = chosen.reshape(self.size * self.size, side * side)
        return self._features[radius]

    def _centres(self, samples: Array, row: int = 0, column: int = 0) -> Array:
        first, past = _QUIET * 2, _QUIET * 2 + 2 * self.size
        return samples[first + row : past + row : 2, first + column : past + column : 2]


def _sampled(grey: Grey, places: Array, module: float) -> Array:
    """The picture at places (rows, columns, 2); ``module`` is the size of one in picture pixels."""
    lowest, highest = places.min((0, 1)), places.max((0, 1))
    if not np.isfinite(lowest + highest).all() or (highest < 0).any():
        raise OutsidePictureError
    left, top = np.maximum(np.floor(lowest) - 4, 0).astype(int)
    right, bottom = np.minimum(np.ceil(highest) + 5, (grey.shape[1], grey.shape[0])).astype(int)
    crop: Array = grey[top:bottom, left:right].astype(np.float32)
    if min(crop.shape) < 8:
        raise OutsidePictureError
    if module > _SHARP_MODULE:
        crop = cv2.GaussianBlur(crop, (0, 0), 0.17 * module)
    x, y = np.moveaxis((places - (left, top)).astype(np.float32), 2, 0)
    return np.asarray(cv2.remap(crop, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE))


def _evened(samples: Array) -> Array:
    window, border = (_CONTRAST_WINDOW, _CONTRAST_WINDOW), cv2.BORDER_REFLECT
    mean = cv2.blur(samples, window, borderType=border)
    square = cv2.blur(samples * samples, window, borderType=border)
    spread = np.sqrt(np.maximum(square - mean * mean, 1.0))
    return np.asarray((samples - mean) / (spread + 1.0))
