"""The card before the camera: invented, drawn flat in grey, with a code of version 6 to 9 at level L or M."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import cv2
import numpy as np
import segno
from numpy.typing import NDArray

from declaration.person import Sex
from practice.people import identity_payload, invented_person

Grey = NDArray[np.uint8]
WIDTH_MM, HEIGHT_MM = 85.6, 53.98
_MODULE = 7  # texture pixels
_CODE_MM = 18.0
_QUIET = 4
_NAMES = {
    Sex.MALE: ("Nguyễn Ngọc Thử", "Đỗ Hữu Ước", "Lê Vũ Hoàng Ví Dụ", "Phan Trường Mẫu", "Võ Ánh Ví Dụ"),
    Sex.FEMALE: ("Lê Hoà", "Nguyễn Thị Ửng", "Đặng Thùy Tập Dượt", "Hồ Ê Mẫu", "Trần Ngọc Ví Dụ", "Ngô Ờ"),
}
_PLACES = (
    "Ấp Thử, Xã Ví Dụ, Huyện Mẫu",
    "Tổ dân phố Tập Dượt, Phường Thí Dụ, Quận Mẫu",
    "Khóm Ướm Thử, Thị trấn Mẫu, Huyện Ví Dụ",
    "Đường Tưởng Tượng, Phường Mẫu",
)


@dataclass(frozen=True, eq=False, repr=False)
class FlatCard:
    """``texture`` in grey; ``code`` (4, 2): the symbol's corners in it, clockwise from the upper left."""

    texture: Grey
    code: NDArray[np.float64]
    payload: bytes
    version: int

    @property
    def size(self) -> tuple[int, int]:
        return self.texture.shape[1], self.texture.shape[0]

    @property
    def module(self) -> int:
        return _MODULE


def flat_card(seed: int, *, quiet: int = _QUIET, dark_ground: bool = False) -> FlatCard:
    """The card of one seed. ``quiet``: modules of quiet zone; ``dark_ground``: print runs up to it."""
    chance = random.Random(seed)
    payload = _payload(chance, seed)
    code = _code(chance, payload)
    dark = np.array([bytearray(row) for row in code.matrix], np.uint8)
    scale = _MODULE * len(dark) / _CODE_MM
    width, height = round(WIDTH_MM * scale), round(HEIGHT_MM * scale)
    texture = _ground(chance, width, height, scale)
    side = len(dark) * _MODULE
    left, top = width - side - round(4.5 * scale), round(4.0 * scale)
    _draw_lines(texture, chance, scale, left)
    _draw_face(texture, scale)
    edge = quiet * _MODULE
    if dark_ground:
        cv2.rectangle(texture, (left - 60, top - 60), (left + side + 60, top + side + 60), (90,), -1)
    texture[max(0, top - edge) : top + side + edge, left - edge : left + side + edge] = 246
    modules = np.kron(dark, np.ones((_MODULE, _MODULE), np.uint8))
    texture[top : top + side, left : left + side] = np.where(modules, 24, 246)
    corners = [[left, top], [left + side, top], [left + side, top + side], [left, top + side]]
    return FlatCard(texture, np.array(corners, np.float64), payload, int(code.version))


def _payload(chance: random.Random, seed: int) -> bytes:
    person = invented_person(seed)
    address = f"{chance.randint(1, 400)}/{chance.randint(1, 60)} {chance.choice(_PLACES)}"
    province = person.address.rsplit(", ", 1)[-1]
    named = chance.choice(_NAMES[person.sex])
    written = replace(person, full_name=named, address=f"{address}, {province}")
    return identity_payload(written).encode("utf-8")


def _code(chance: random.Random, payload: bytes) -> segno.QRCode:
    level = chance.choice("LM")
    smallest = segno.make(payload, error=level, micro=False, boost_error=False, mode="byte")
    version = max(int(smallest.version), chance.choice((6, 6, 7, 8, 9)))
    return segno.make(payload, error=level, version=version, boost_error=False, mode="byte")


def _ground(chance: random.Random, width: int, height: int, scale: float) -> Grey:
    texture = np.full((height, width), chance.randint(196, 228), np.uint8)
    for offset in range(-height, width, round(2.2 * scale)):
        cv2.line(texture, (offset, height), (offset + height, 0), (int(texture[0, 0]) - 10,), 3)
    return texture


def _draw_lines(texture: Grey, chance: random.Random, scale: float, code_left: int) -> None:
    """Small dense print: what texture alone mistakes for a code."""
    rows = [(3.0, 30.0, 2.2), (7.0, 30.0, 2.0), (12.0, 30.0, 2.6)]
    rows += [(27.0 + 3.4 * row, 30.0, 1.7) for row in range(7)]
    for top, left, letter in rows:
        x, past = left * scale, (code_left - 2 * scale if top < 25 else (WIDTH_MM - 5) * scale)
        while x < past:
            word = "".join(chance.choice("NGUYENTHIMAUVANDU0123456789") for _ in range(chance.randint(2, 8)))
            size = letter * scale / 30
            at = (round(x), round((top + letter) * scale))
            cv2.putText(texture, word, at, cv2.FONT_HERSHEY_SIMPLEX, size, (52,), max(1, round(size * 2)))
            x += cv2.getTextSize(word, cv2.FONT_HERSHEY_SIMPLEX, size, 1)[0][0] + letter * scale


def _draw_face(texture: Grey, scale: float) -> None:
    left, top, right, bottom = (round(edge * scale) for edge in (4, 18, 26, 48))
    cv2.rectangle(texture, (left, top), (right, bottom), (214,), -1)
    middle = ((left + right) // 2, (top + bottom) // 2)
    cv2.ellipse(texture, middle, (round(6 * scale), round(8 * scale)), 0, 0, 360, (140,), -1)
    shoulders = (middle[0], bottom)
    cv2.ellipse(texture, shoulders, (round(10 * scale), round(7 * scale)), 0, 180, 360, (70,), -1)
    cv2.ellipse(texture, (middle[0], middle[1] - round(6 * scale)), (90, 45), 0, 180, 360, (36,), -1)
