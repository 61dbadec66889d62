"""What is amiss with a portrait: distance, place, lean, light, background, focus; in the order to mend it."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.capture.faces import Face
from desk.capture.portrait_cut import cut_by_head, cut_height, oval_for
from desk.capture.sharpness import sharpness
from desk.capture.thresholds import PORTRAIT
from desk.ports.camera import Pixels
from desk.ports.photographs import Advice

Grey = NDArray[np.uint8]

_FACE_PIXELS = 200  # a face is scaled to this before its sharpness is told
_MARGIN = 0.03  # of the photo's height that must be left above the crown and below the chin
_EYES = (0.28, 0.52)  # of the cascade's box
_BURNT = 250
_ROUND_OF_HEAD = 0.15  # of the head's height from the crown, where it is narrower than the cascade's box
_LEAST_GROUND = 0.0005  # of the frame


def judge(pixels: Pixels, face: Face) -> tuple[Advice, ...]:
    """Everything to change about one face, first things first; empty when all is well."""
    light = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2LAB)[..., 0], dtype=np.uint8)
    return (
        *_distance(face, _size(pixels)),
        *_place(face, _size(pixels)),
        *_lean(face),
        *_lightness(light, face),
        *_ground(light, face),
        *_focus(pixels, face),
        *_glasses(pixels, face),
    )


def _size(pixels: Pixels) -> tuple[int, int]:
    return pixels.shape[1], pixels.shape[0]


def _distance(face: Face, size: tuple[int, int]) -> Iterator[Advice]:
    share = face.head / cut_height(face, size)
    if share < PORTRAIT.head_least:
        yield Advice.CLOSER
    elif share > PORTRAIT.head_most:
        yield Advice.FARTHER


def _place(face: Face, size: tuple[int, int]) -> Iterator[Advice]:
    """Directions are the picture's own: a face too far left must move right."""
    aside = (face.middle - oval_for(size).x * size[0]) / size[1]
    if abs(aside) > PORTRAIT.off_centre:
        yield Advice.MOVE_LEFT if aside > 0 else Advice.MOVE_RIGHT
    cut = cut_by_head(face, size)
    if face.crown < cut.top + _MARGIN * cut.height:
        yield Advice.MOVE_DOWN
    elif face.chin > cut.top + (1 - _MARGIN) * cut.height:
        yield Advice.MOVE_UP


def _lean(face: Face) -> Iterator[Advice]:
    if face.lean is not None and abs(face.lean) > PORTRAIT.roll_degrees:
        yield Advice.STRAIGHTEN


def _lightness(light: Grey, face: Face) -> Iterator[Advice]:
    mean = float(_box(light, face, (0.2, 0.8), (0.2, 0.95)).mean())
    if mean < PORTRAIT.face_dark_below:
        yield Advice.TOO_DARK
    elif mean > PORTRAIT.face_bright_above:
        yield Advice.TOO_BRIGHT


def _ground(light: Grey, face: Face) -> Iterator[Advice]:
    """The upper corners of the finished photo, where no head reaches, should be light and even."""
    cut = cut_by_head(face, (light.shape[1], light.shape[0]))
    bottom = max(cut.top, round(face.crown + _ROUND_OF_HEAD * face.head))
    left, right = round(face.left), round(face.left + face.side)
    corners = [light[cut.top : bottom, cut.left : max(cut.left, left)]]
    corners.append(light[cut.top : bottom, min(right, cut.left + cut.width) : cut.left + cut.width])
    ground = np.concatenate([corner.ravel() for corner in corners])
    if ground.size < _LEAST_GROUND * light.size:
        return
    if ground.mean() < PORTRAIT.ground_light_above or ground.std() > PORTRAIT.ground_deviation:
        yield Advice.BACKGROUND_BUSY


def _focus(pixels: Pixels, face: Face) -> Iterator[Advice]:
    grey = np.asarray(cv2.cvtColor(_box(pixels, face, (0, 1), (0, 1)), cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    scale = _FACE_PIXELS / grey.shape[1]
    same = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if sharpness(np.asarray(same, dtype=np.uint8)) < PORTRAIT.blurred_below:
        yield Advice.BLURRED


def _glasses(pixels: Pixels, face: Face) -> Iterator[Advice]:
    """Burnt spots before the eyes: what a lamp on spectacles looks like."""
    eyes = _box(pixels, face, (0.1, 0.9), _EYES)
    if float((eyes.min(axis=2) >= _BURNT).mean()) > PORTRAIT.glint_share:
        yield Advice.GLASSES_GLARE


def _box(
    pixels: NDArray[np.uint8], face: Face, across: tuple[float, float], down: tuple[float, float]
) -> NDArray[np.uint8]:
    """A part of the face's box, in shares of it."""
    left, right = (max(0, round(face.left + share * face.side)) for share in across)
    top, bottom = (max(0, round(face.top + share * face.side)) for share in down)
    return np.ascontiguousarray(pixels[top:bottom, left:right])
