"""A video for the browser's fake camera: a card is held up, turned over, and a person looks up."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from desk.ports.camera import Pixels
from practice.drawn_cards import card_back, card_front, face, seen_by_camera
from practice.people import PracticePerson

_REPEATS = 3  # the fake camera plays thirty pictures a second; a hand is drawn ten times
_QUALITY = 88
_TABLE, _HELD, _TURNING, _LOOKING = 6, 55, 8, 70  # tenths of a second
_SWAY = 3.0  # pixels


def turning_video(person: PracticePerson, file: Path) -> Path:
    """Write the video as pictures one after the other (.mjpeg); it is played over and over."""
    with file.open("wb") as out:
        for picture in _scenes(person):
            video = _in_video_range(picture)
            encoded = cv2.imencode(".jpg", video, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
            out.write(encoded * _REPEATS)
    return file


def _in_video_range(picture: Pixels) -> Pixels:
    """16 to 235, as video has it: the fake camera stretches that to 0 to 255, and burns what is lighter."""
    return np.asarray(picture * (219 / 255) + 16, dtype=np.uint8)


def _scenes(person: PracticePerson) -> Iterator[Pixels]:
    seed = int(person.number)
    table = seen_by_camera(None, seed)
    front, back = (seen_by_camera(side(person), seed) for side in (card_front, card_back))
    yield from [table] * _TABLE
    yield from _held(front)
    yield from _turned(front, back, table)
    yield from _held(back)
    yield from [table] * _TABLE
    looks = face(person)
    yield from (_shifted(looks, math.sin(step / 9)) for step in range(_LOOKING))


def _held(card: Pixels) -> Iterator[Pixels]:
    for step in range(_HELD):
        yield _shifted(card, _SWAY * math.sin(step / 14))


def _turned(front: Pixels, back: Pixels, table: Pixels) -> Iterator[Pixels]:
    """The card narrows to its edge and widens again, showing its other side."""
    width = front.shape[1]
    for step in range(1, _TURNING):
        share = math.cos(math.pi * step / _TURNING)
        side = front if share > 0 else back
        narrow = max(2, round(width * abs(share)))
        picture = table.copy()
        left = (width - narrow) // 2
        picture[:, left : left + narrow] = cv2.resize(side, (narrow, side.shape[0]))
        yield picture


def _shifted(picture: Pixels, pixels: float) -> Pixels:
    move = np.array([[1, 0, pixels], [0, 1, pixels / 2]], np.float32)
    size = (picture.shape[1], picture.shape[0])
    moved = cv2.warpAffine(picture, move, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, dtype=np.uint8)
