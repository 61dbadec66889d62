"""A window of the picture turned upright by its own gradients and brought to one size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from desk.capture.qr_decoder import Array, Grey
from desk.capture.qr_decoder.windows import CodeWindow

_LOOK = 160  # pixels suffice to feel the directions
_ISOTROPIC = (1.2, 1.1)  # gradient energies nearer than this tell of no squeeze: at first, and further on
_STRETCHES = (0.62, 1.6)  # least and most of one step
_STEPS = 4
_EAGERNESS = 0.75  # the half would be exact, were there no blur to hide some of the squeeze
_MOST_SQUEEZED = 3.2
_MARGIN = 0.8  # of the code's side, from the middle


@dataclass(frozen=True, eq=False)
class Upright:
    """``back`` (2, 3) leads from its pixels to the picture's; ``scale`` is its pixels per picture pixel."""

    picture: Array
    back: Array
    scale: float


def upright(grey: Grey, window: CodeWindow, size: int, *, sheared: bool) -> Upright | None:
    """The window with its code's side about ``size`` pixels; None when nothing of it is to be had."""
    turn = _turn(grey, window, sheared=sheared)
    if turn is None:
        return None
    scale, half = size / window.side, int(size * _MARGIN)
    linear = turn * scale
    shift = np.array([half, half]) - linear @ np.array([window.x, window.y])
    crop, left, top = _crop(grey, window)
    if min(crop.shape[:2], default=0) < 24:
        return None
    if scale < 0.75:
        crop = cv2.GaussianBlur(crop, (0, 0), 0.45 / scale)
    onto = np.c_[linear, shift]
    from_crop = np.c_[linear, shift + linear @ np.array([left, top])]
    area, replicate = (2 * half, 2 * half), cv2.BORDER_REPLICATE
    picture = cv2.warpAffine(crop, from_crop, area, flags=cv2.INTER_LINEAR, borderMode=replicate)
    return Upright(picture.astype(np.float32), cv2.invertAffineTransform(onto), scale)


def _crop(grey: Grey, window: CodeWindow) -> tuple[Array, int, int]:
    reach = int(window.side * 1.35) + 4
    left, top = max(0, int(window.x) - reach), max(0, int(window.y) - reach)
    return grey[top : int(window.y) + reach, left : int(window.x) + reach], left, top


def _turn(grey: Grey, window: CodeWindow, *, sheared: bool) -> Array | None:
    """(2, 2): the turn, up to a quarter, and with ``sheared`` the stretch, that make a grid upright."""
    stretch = _stretch(grey, window) if sheared else np.eye(2)
    if stretch is None:
        return None
    across, down = _gradients(grey, window, stretch)
    # the fourth power folds the four directions of a grid's edges into one
    slope = across + 1j * down
    angle = float(np.angle((slope**4 / (np.abs(slope) + 1e-6) ** 2.5).sum()) / 4)
    cosine, sine = np.cos(-angle), np.sin(-angle)
    return np.asarray(np.array([[cosine, -sine], [sine, cosine]]) @ stretch)


def _stretch(grey: Grey, window: CodeWindow) -> Array | None:
    """(2, 2) of determinant one: the squeeze of a tilt undone step by step; None where there is none.

    The first look takes in what lies beside the squeezed code, so that one step stops short of it.
    """
    stretch = np.eye(2)
    for step in range(_STEPS):
        across, down = _gradients(grey, window, stretch)
        shared = across @ down
        energies, axes = np.linalg.eigh(np.array([[across @ across, shared], [shared, down @ down]]))
        if energies[1] < _ISOTROPIC[min(step, 1)] * energies[0]:
            break
        factors = np.clip((energies / np.sqrt(energies[0] * energies[1] + 1e-6)) ** _EAGERNESS, *_STRETCHES)
        longer = axes @ np.diag(factors) @ axes.T @ stretch
        stretch = longer / np.sqrt(np.linalg.det(longer))
        if np.linalg.cond(stretch) > _MOST_SQUEEZED:
            break
    return None if np.allclose(stretch, np.eye(2)) else np.asarray(stretch)


def _gradients(grey: Grey, window: CodeWindow, stretch: Array) -> tuple[Array, Array]:
    """Slopes across and down inside a disc round the window's middle, seen through ``stretch``."""
    shrink = min(1.0, _LOOK / window.side)
    half = max(8, int(window.side * shrink * 0.5))
    crop, left, top = _crop(grey, window)
    if shrink < 0.75:
        crop = cv2.GaussianBlur(crop, (0, 0), 0.45 / shrink)
    linear = stretch * shrink
    shift = half - linear @ np.array([window.x - left, window.y - top])
    area, replicate = (2 * half, 2 * half), cv2.BORDER_REPLICATE
    part = cv2.warpAffine(crop, np.c_[linear, shift], area, flags=cv2.INTER_LINEAR, borderMode=replicate)
    soft = cv2.GaussianBlur(part.astype(np.float32), (0, 0), 0.8)
    disc = _disc(half)
    return cv2.Sobel(soft, cv2.CV_32F, 1, 0)[disc], cv2.Sobel(soft, cv2.CV_32F, 0, 1)[disc]


@cache
def _disc(half: int) -> Array:
    y, x = np.mgrid[-half:half, -half:half]
    return np.asarray(x * x + y * y < half * half)
