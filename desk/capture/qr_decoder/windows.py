"""Where in a picture a code may be: places of dense texture in both directions, best first.

Works on the picture in squares of eight pixels, so that it costs about three milliseconds at 1280 x 720.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from desk.capture.qr_decoder import Array, Grey

_SQUARE = 8
_LEAST_PICTURE = 32
_LEAST_SIDE = 48
_THUMBNAIL = 520  # below this the code may fill the picture
_MOST_UNLIKE = 1.9  # sides of an area; what is longer is a line of text
_DONE = -1e9


@dataclass(frozen=True)
class CodeWindow:
    """A square of the picture that may hold a code: its centre and side in pixels."""

    x: float
    y: float
    side: float

    def close_to(self, other: CodeWindow) -> bool:
        """True when both would show the same."""
        apart = max(abs(self.x - other.x), abs(self.y - other.y))
        return apart < 0.2 * other.side and 0.7 < self.side / other.side < 1.4


@dataclass(frozen=True, eq=False)
class _Texture:
    """Maps with one value a square."""

    energy: Array  # edges present in both directions, against the light there
    smooth: Array  # the same over three squares
    mean: Array  # over a window
    dense: Array  # mean less spread: text lines and lone edges fall back
    relative: Array  # edges against the contrast of the place: speaks for faded print


def code_windows(grey: Grey, most: int = 3) -> list[CodeWindow]:
    """At most ``most`` windows, best first; in a thumbnail the middle before any other."""
    height, width = grey.shape
    if min(height, width) < _LEAST_PICTURE:
        return []
    found = _dense_windows(grey, most)
    longest = max(height, width)
    if longest >= _THUMBNAIL:
        return found
    middle = [CodeWindow(width / 2, height / 2, share * longest) for share in (0.6, 0.88)]
    return middle + found[:2]


def _dense_windows(grey: Grey, most: int) -> list[CodeWindow]:
    window = max(5, grey.shape[0] // _SQUARE // 9) | 1
    texture = _texture(grey, window)
    work, found = texture.dense.copy(), list[CodeWindow]()
    for turn in range(most):
        if turn == most - 1 and most > 1:  # the last is the second opinion's
            work = np.where(work < _DONE / 10, _DONE, texture.relative)
        _, highest, _, (x, y) = cv2.minMaxLoc(work)
        if highest <= 0 and found:
            break
        found.append(_window_at(texture, x, y, window, grey.shape))
        _strike_out(work, found[-1], x, y)
    return found


def _texture(grey: Grey, window: int) -> _Texture:
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    squares = (grey.shape[1] // _SQUARE, grey.shape[0] // _SQUARE)
    across, down = (_mean_slope(soft, squares, dx, dy) for dx, dy in ((1, 0), (0, 1)))
    light = cv2.resize(soft, squares, interpolation=cv2.INTER_AREA).astype(np.float32)
    both = np.minimum(across, down)
    energy = both / (np.sqrt(light) + 6)
    mean, spread = _mean_and_spread(energy, window)
    contrast = _mean_and_spread(light, window)[1]
    floor = 2.5 * float(np.median(both)) + 3
    relative = cv2.blur(both / (contrast + np.maximum(across, down) * 0.5 + floor), (window, window))
    return _Texture(energy, cv2.blur(energy, (3, 3)), mean, mean - 0.6 * spread, relative)


def _mean_slope(soft: Array, squares: tuple[int, int], dx: int, dy: int) -> Array:
    slope = cv2.convertScaleAbs(cv2.Sobel(soft, cv2.CV_16S, dx, dy, ksize=3))
    return cv2.resize(slope, squares, interpolation=cv2.INTER_AREA).astype(np.float32)


def _mean_and_spread(values: Array, window: int) -> tuple[Array, Array]:
    mean = cv2.blur(values, (window, window))
    square = cv2.blur(values * values, (window, window))
    return mean, np.sqrt(np.maximum(square - mean * mean, 0))


def _window_at(texture: _Texture, x: int, y: int, window: int, shape: tuple[int, ...]) -> CodeWindow:
    """The connected dense area round a peak, or a window of usual size where there is none like a square."""
    level, usual = texture.mean[y, x], float(np.median(texture.smooth))
    dense = (texture.smooth > max(0.5 * level, 0.5 * (level + usual))).astype(np.uint8)
    dense = cv2.morphologyEx(dense, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    dense = cv2.morphologyEx(dense, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(dense)
    label, side = labels[y, x], window * _SQUARE * 1.6
    middle, area = (x + 0.5, y + 0.5), float(statistics[label, cv2.CC_STAT_AREA])
    if label:
        points = np.argwhere(labels == label)[:, ::-1].astype(np.float32)
        centre, (one, other), _ = cv2.minAreaRect(points)
        if max(one, other) < _MOST_UNLIKE * min(one, other) + 2 and area < 0.5 * dense.size:
            side = max(np.sqrt(area), 0.85 * max(one, other)) * _SQUARE * 1.05
            middle = (centre[0] + 0.5, centre[1] + 0.5)
    side = float(np.clip(side, _LEAST_SIDE, max(shape)))
    return CodeWindow(middle[0] * _SQUARE, middle[1] * _SQUARE, side)


def _strike_out(work: Array, window: CodeWindow, x: int, y: int) -> None:
    column, row, reach = (
        int(window.x / _SQUARE),
        int(window.y / _SQUARE),
        int(window.side / _SQUARE * 0.5) + 1,
    )
    work[max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1] = _DONE
    work[max(0, y - 2) : y + 3, max(0, x - 2) : x + 3] = _DONE
