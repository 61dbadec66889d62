"""A page of paper as a camera would see it: a signed form, a birth certificate, a passport's page."""

from __future__ import annotations

import random
from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from desk.i18n import assets_dir
from desk.ports.camera import Pixels
from practice.drawn_cards import MARK

_WIDTH, _HEIGHT = 470, 665  # as large as A4 is in a frame of 720 pixels
_PAPER, _INK = (246, 244, 238), (70, 70, 74)
_DESK_PAD = (86, 94, 88)  # what lies under papers on an office table
_LINE = 20


def page_before_camera(seed: int, size: tuple[int, int]) -> Pixels:
    """A frame of a table with that person's page lying on it slightly askew."""
    chance = random.Random(seed)  # nosec B311  # the same page again
    page = _page()
    turn = cv2.getRotationMatrix2D((_WIDTH / 2, _HEIGHT / 2), chance.uniform(-3, 3), chance.uniform(0.94, 1))
    turn[:, 2] += (size[0] - page.shape[1]) / 2, (size[1] - page.shape[0]) / 2
    lying = cv2.warpAffine(page, turn, size, flags=cv2.INTER_LINEAR)
    whole = np.full(page.shape[:2], 255, np.uint8)
    where = cv2.warpAffine(whole, turn, size, flags=cv2.INTER_LINEAR)[:, :, None].astype(np.float32) / 255
    table = np.full((size[1], size[0], 3), _DESK_PAD[::-1], dtype=np.uint8)
    return np.asarray(lying * where + table * (1 - where), dtype=np.uint8)


@cache
def _page() -> Pixels:
    page = Image.new("RGB", (_WIDTH, _HEIGHT), _PAPER)
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(assets_dir() / "fonts" / "BeVietnamPro-600.ttf", 18)
    pen.text((_WIDTH / 2, 40), MARK, fill=_INK, font=font, anchor="ma")
    for row in range(100, _HEIGHT - 150, _LINE):
        pen.line((44, row, _WIDTH - 44 - row * 7 % 90, row), fill=_INK, width=3)
    signature = [(300, 590), (322, 548), (338, 604), (362, 560), (380, 596), (420, 570)]
    pen.line(signature, fill=(30, 40, 120), width=4, joint="curve")
    return np.ascontiguousarray(np.asarray(page)[:, :, ::-1])
