"""An invented passport's data page, 125 x 88 mm at 300 dpi as ICAO 9303 part 4 has it, and a frame of it."""

from __future__ import annotations

import random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from desk.i18n import assets_dir
from desk.ports.camera import Pixels
from practice.drawn_cards import MARK
from practice.drawn_portrait import portrait
from practice.foreigners import Foreigner, passport_zone

PAGE_WIDTH, PAGE_HEIGHT = 1476, 1039
_PAPER, _INK, _LABEL, _RED = (232, 238, 240), (36, 36, 40), (96, 96, 104), (178, 34, 40)
_TABLE = (86, 94, 88)
_ZONE_LEFT, _PITCH, _LETTER = 86, 30, 42  # OCR-B of 2.54 mm, the first letter 6 mm from the edge
_LINES = (853, 928)  # their middles: 15.75 and 9.4 mm above the foot
_SHARE = 0.72  # of the frame's width


def passport_page(person: Foreigner, zone: str = "") -> Pixels:
    """The page laid straight; ``zone``: another one than the person's."""
    page = Image.new("RGB", (PAGE_WIDTH, PAGE_HEIGHT), _PAPER)
    pen = ImageDraw.Draw(page)
    for offset in range(-PAGE_HEIGHT, PAGE_WIDTH, 26):  # a printed ground, as passports have
        pen.line((offset, PAGE_HEIGHT, offset + PAGE_HEIGHT, 0), fill=(222, 229, 232), width=3)
    page.paste(portrait(sum(person.number.encode()), person.sex).resize((413, 516)), (70, 190))
    pen.text((70, 60), "PASSPORT / HỘ CHIẾU", fill=_INK, font=_font(40, 700))
    pen.text((PAGE_WIDTH - 70, 60), person.number, fill=_RED, font=_font(44, 700), anchor="ra")
    for row, (label, value) in enumerate(_rows(person)):
        top = 180 + 84 * row
        pen.text((540, top), label, fill=_LABEL, font=_font(22))
        pen.text((540, top + 28), value, fill=_INK, font=_font(34, 500))
    pen.text((540, 740), MARK, fill=_RED, font=_font(40, 700), anchor="lm")
    letters = ImageFont.truetype(assets_dir() / "fonts" / "OCRB.otf", _LETTER)
    for line, middle in zip((zone or passport_zone(person)).splitlines(), _LINES, strict=True):
        for place, letter in enumerate(line):
            at = (_ZONE_LEFT + (place + 0.5) * _PITCH, middle + 15)
            pen.text(at, letter, fill=_INK, font=letters, anchor="ms")
    return np.ascontiguousarray(np.asarray(page)[:, :, ::-1])


def passport_before_camera(
    page: Pixels, seed: int, size: tuple[int, int], *, tilt: float | None = None, share: float = _SHARE
) -> Pixels:
    """A frame of a table with the page lying on it; ``tilt`` in degrees, slightly askew by itself; ``share``:
    of the frame's width that the page is wide."""
    chance = random.Random(seed)  # nosec B311  # the same frame again
    angle = chance.uniform(-3, 3) if tilt is None else tilt
    scale = share * size[0] / PAGE_WIDTH
    turn = cv2.getRotationMatrix2D((PAGE_WIDTH / 2, PAGE_HEIGHT / 2), angle, scale)
    turn[:, 2] += (size[0] - page.shape[1]) / 2, (size[1] - page.shape[0]) / 2
    soft = cv2.GaussianBlur(page, (0, 0), 0.4 / scale)  # as a lens would have it
    lying = cv2.warpAffine(soft, turn, size, flags=cv2.INTER_AREA)
    whole = np.full(page.shape[:2], 255, np.uint8)
    where = cv2.warpAffine(whole, turn, size, flags=cv2.INTER_LINEAR)[:, :, None].astype(np.float32) / 255
    table = np.full((size[1], size[0], 3), _TABLE[::-1], dtype=np.uint8)
    return np.asarray(lying * where + table * (1 - where), dtype=np.uint8)


def _rows(person: Foreigner) -> list[tuple[str, str]]:
    return [
        ("Surname / Họ", person.surname),
        ("Given names / Tên", person.given),
        ("Nationality / Quốc tịch", person.state),
        ("Date of birth / Ngày sinh", f"{person.birth:%d/%m/%Y}"),
        ("Sex / Giới tính", person.sex.value[0].upper()),
        ("Date of expiry / Có giá trị đến", f"{person.expiry:%d/%m/%Y}"),
    ]


def _font(size: int, weight: int = 400) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(assets_dir() / "fonts" / f"BeVietnamPro-{weight}.ttf", size)
