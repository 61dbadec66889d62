"""Invented cards and faces, drawn as a camera would see them; each says MẪU in large letters.

A card is 1012 x 638 pixels (85.60 x 53.98 mm at 300 dpi, corners rounded as ISO/IEC 7810 has them), the code
of an identity card 16.5 to 19 mm wide as on real ones. A frame is 1280 x 720 with the card over at least
sixty per cent of its width. Pixels are blue-green-red.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable
from functools import cache, lru_cache, wraps
from typing import TypeAlias

import cv2
import numpy as np
import segno
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from declaration.cards.card import CardKind
from declaration.person import Sex
from desk.i18n import assets_dir
from desk.ports.camera import Pixels
from practice.drawn_portrait import BACKGROUND, Colour, portrait
from practice.people import (
    PracticePerson,
    card_end_shown,
    identity_payload,
    insurance_payload,
    invented_person,
    machine_readable_zone,
)

__all__ = [
    "PracticePerson",
    "card_area",
    "card_back",
    "card_front",
    "face",
    "insurance_card",
    "invented_person",
    "seen_by_camera",
]

Grey: TypeAlias = NDArray[np.uint8]

CARD_WIDTH, CARD_HEIGHT = 1012, 638
FRAME_WIDTH, FRAME_HEIGHT = 1280, 720
MARK = "MẪU - KHÔNG CÓ GIÁ TRỊ"
_CORNER = 38  # pixels: 3.18 mm
_IDENTITY_CODE, _INSURANCE_CODE = 225, 195  # pixels a code may be wide
_QUIET_MODULES = 4
_FACE_SCALE, _FACE_ABOVE = 0.99, 8  # the head as large as a 4 x 6 photo of 709 pixels wants it
_LINE_LETTERS, _LETTERS_BESIDE_CODE = 46, 30
_ZONE_LEFT, _ZONE_PITCH, _ZONE_LETTER = 62, 30, 42  # OCR-B of 2.54 mm, the first letter 4 mm from the edge
_INK: Colour = (40, 36, 36)
_RED: Colour = (178, 34, 40)
_TABLE: Colour = (206, 200, 190)
_SEXES = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ"}
_KEPT = 8  # drawings of each kind: whoever shows a card shows it again
Drawing: TypeAlias = Callable[[PracticePerson], Pixels]


def _kept(draw: Drawing) -> Drawing:
    """Drawn once, handed out as a copy that may be drawn on."""
    drawn = lru_cache(_KEPT)(draw)

    @wraps(draw)
    def copied(person: PracticePerson) -> Pixels:
        return drawn(person).copy()

    return copied


@_kept
def card_front(person: PracticePerson) -> Pixels:
    """The front of the person's identity card; a CCCD carries its code here, top right."""
    newer = person.card_kind is CardKind.CAN_CUOC
    card, pen = _blank((214, 232, 236) if newer else (222, 236, 226))
    _heading(pen, "CĂN CƯỚC / IDENTITY CARD" if newer else "CĂN CƯỚC CÔNG DÂN / Citizen Identity Card")
    card.paste(_small_face(person), (40, 214))
    pen.text((320, 236), f"Số / No.:  {person.number}", fill=_INK, font=_font(30, 700))
    rows = [
        ("Họ và tên / Full name", person.full_name.upper()),
        ("Ngày sinh / Date of birth", f"{person.birth.shown()}     Giới tính / Sex:  {_SEXES[person.sex]}"),
        ("Quốc tịch / Nationality", "Việt Nam"),
    ]
    if not newer:
        rows.append(("Nơi thường trú / Place of residence", person.address))
        _paste_code(card, identity_payload(person), _IDENTITY_CODE, right=CARD_WIDTH - 24, top=22)
    _rows(pen, rows, left=320, top=296)
    if not newer:
        pen.text((40, 560), f"Có giá trị đến: {card_end_shown(person)}", fill=_INK, font=_font(17))
    return _finished(card)


@_kept
def card_back(person: PracticePerson) -> Pixels:
    """The back: the machine-readable zone, and on a căn cước the code."""
    newer = person.card_kind is CardKind.CAN_CUOC
    card, pen = _blank((220, 232, 236) if newer else (226, 236, 228))
    rows = [("Ngày, tháng, năm cấp / Date of issue", f"{person.issued:%d/%m/%Y}")]
    if newer:
        rows = [("Nơi cư trú / Place of residence", person.address), *rows]
        rows.append(("Ngày hết hạn / Date of expiry", card_end_shown(person)))
        _paste_code(card, identity_payload(person), _IDENTITY_CODE, right=CARD_WIDTH - 24, top=22)
    else:
        rows.insert(0, ("Đặc điểm nhận dạng / Personal identification", "Nét vẽ, không phải người thật"))
    _rows(pen, rows, left=300, top=60, letters=_LETTERS_BESIDE_CODE if newer else _LINE_LETTERS)
    pen.rounded_rectangle(
        (60, 90, 220, 214), 20, fill=(214, 184, 110), outline=(150, 120, 60), width=3
    )  # chip
    pen.rectangle((0, 430, CARD_WIDTH, CARD_HEIGHT), fill=(240, 244, 242))
    for row, line in enumerate(machine_readable_zone(person)):
        for place, letter in enumerate(line):
            at = (_ZONE_LEFT + place * _ZONE_PITCH, 478 + row * 56)
            pen.text(at, letter, fill=(10, 10, 10), font=_zone_font(), anchor="ms")
    return _finished(card, mark_at=390)


@_kept
def insurance_card(person: PracticePerson) -> Pixels:
    """The health insurance card (thẻ BHYT), a paper one with its code at the lower right."""
    card, pen = _blank((250, 250, 248))
    pen.text((CARD_WIDTH / 2, 34), "BẢO HIỂM XÃ HỘI VIỆT NAM", fill=_INK, font=_font(24, 500), anchor="ma")
    pen.text((CARD_WIDTH / 2, 76), "THẺ BẢO HIỂM Y TẾ", fill=_RED, font=_font(44, 700), anchor="ma")
    rows = [
        ("Mã số", person.insurance_code),
        ("Họ và tên", person.full_name.upper()),
        ("Ngày sinh", f"{person.birth.shown()}     Giới tính:  {_SEXES[person.sex]}"),
        ("Nơi đăng ký khám chữa bệnh ban đầu", "Trạm y tế Mẫu (01 - 004)"),
        ("Giá trị sử dụng từ ngày", "01/07/2025"),
    ]
    _rows(pen, rows, left=48, top=176)
    _paste_code(
        card, insurance_payload(person), _INSURANCE_CODE, right=CARD_WIDTH - 30, top=CARD_HEIGHT - 290
    )
    return _finished(card, mark_at=142)


@_kept
def face(person: PracticePerson) -> Pixels:
    """The person before the camera: a whole frame, head and shoulders in the middle, near enough."""
    drawn = portrait(int(person.number), person.sex)
    size = round(drawn.width * _FACE_SCALE), round(drawn.height * _FACE_SCALE)
    near = drawn.resize(size, Image.Resampling.LANCZOS)
    frame = Image.new("RGB", (FRAME_WIDTH, FRAME_HEIGHT), BACKGROUND)
    frame.paste(near, ((FRAME_WIDTH - near.width) // 2, -_FACE_ABOVE))
    return _bgr(frame)


def seen_by_camera(
    card: Pixels | None, seed: int, size: tuple[int, int] = (FRAME_WIDTH, FRAME_HEIGHT)
) -> Pixels:
    """A frame of a table with the card lying on it slightly askew; None for the empty table."""
    chance = random.Random(seed)  # nosec B311  # the same card again
    table = np.full((size[1], size[0], 3), _TABLE[::-1], dtype=np.uint8)
    table = np.asarray(table * np.linspace(1.04, 0.92, size[0])[None, :, None], dtype=np.uint8)
    if card is None:
        return table
    scale = chance.uniform(0.92, 1.02)
    turn = cv2.getRotationMatrix2D((card.shape[1] / 2, card.shape[0] / 2), chance.uniform(-4, 4), scale)
    turn[:, 2] += (size[0] - card.shape[1]) / 2, (size[1] - card.shape[0]) / 2
    lying = cv2.warpAffine(card, turn, size, flags=cv2.INTER_LINEAR)
    where = (
        cv2.warpAffine(card_area(), turn, size, flags=cv2.INTER_LINEAR)[:, :, None].astype(np.float32) / 255
    )
    return np.asarray(lying * where + table * (1 - where), dtype=np.uint8)


@cache
def card_area() -> Grey:
    """Which pixels of a drawn card are card: 255 within the rounded corners, 0 without."""
    area = Image.new("L", (CARD_WIDTH, CARD_HEIGHT), 0)
    ImageDraw.Draw(area).rounded_rectangle((0, 0, CARD_WIDTH - 1, CARD_HEIGHT - 1), _CORNER, fill=255)
    return np.asarray(area)


@cache
def _font(size: int, weight: int = 400) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(assets_dir() / "fonts" / f"BeVietnamPro-{weight}.ttf", size)


@cache
def _zone_font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(assets_dir() / "fonts" / "OCRB.otf", _ZONE_LETTER)


def _blank(paper: Colour) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    card = Image.new("RGB", (CARD_WIDTH, CARD_HEIGHT), paper)
    pen = ImageDraw.Draw(card)
    for offset in range(-CARD_HEIGHT, CARD_WIDTH, 26):  # a printed ground, as cards have
        line = tuple(part - 7 for part in paper)
        pen.line((offset, CARD_HEIGHT, offset + CARD_HEIGHT, 0), fill=line, width=3)
    return card, pen


def _heading(pen: ImageDraw.ImageDraw, title: str) -> None:
    middle = 366
    pen.text((middle, 30), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", fill=_INK, font=_font(24, 600), anchor="ma")
    pen.text((middle, 66), "Độc lập - Tự do - Hạnh phúc", fill=_INK, font=_font(20), anchor="ma")
    pen.text((middle, 118), title, fill=_RED, font=_font(28, 700), anchor="ma")


def _rows(
    pen: ImageDraw.ImageDraw, rows: list[tuple[str, str]], left: int, top: int, letters: int = _LINE_LETTERS
) -> None:
    for label, value in rows:
        pen.text((left, top), label, fill=(90, 90, 96), font=_font(16))
        lines = textwrap.wrap(value, letters)
        pen.multiline_text((left, top + 20), "\n".join(lines), fill=_INK, font=_font(24, 500), spacing=4)
        top += 66 + 30 * (len(lines) - 1)


def _small_face(person: PracticePerson) -> Image.Image:
    return portrait(int(person.number), person.sex).resize((256, 320), Image.Resampling.LANCZOS)


def _paste_code(card: Image.Image, payload: str, widest: int, *, right: int, top: int) -> None:
    modules = segno.make(payload.encode("utf-8"), micro=False, error="m", boost_error=False).matrix
    dark = np.pad(np.array([bytearray(row) for row in modules], dtype=np.uint8), _QUIET_MODULES)
    module = np.ones((widest // len(modules), widest // len(modules)), np.uint8)
    pixels = np.kron(np.where(dark == 1, 20, 250).astype(np.uint8), module)
    code = Image.fromarray(pixels.astype(np.uint8))
    card.paste(code.convert("RGB"), (right - code.width, top))


def _finished(card: Image.Image, *, mark_at: int = 184) -> Pixels:
    """The card as pixels, its mark drawn where no code lies."""
    ImageDraw.Draw(card).text(
        (30, mark_at), MARK, fill=_RED, font=_font(38, 700), anchor="lm", stroke_width=1, stroke_fill="white"
    )
    return _bgr(card)


def _bgr(picture: Image.Image) -> Pixels:
    return np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])
