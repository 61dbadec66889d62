"""Which side of which card a straightened picture shows, and whether it stands on its head.

Three marks decide: the three lines of the machine-readable zone (ICAO 9303 part 5, TD1: thirty letters each,
across the whole card, at the foot of its back), the portrait at the left of the front, and the code, which is
on the front of a CCCD gắn chip and on the back of a căn cước.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from declaration.cards.card import CardKind
from declaration.draft import PhotoRole
from desk.capture.faces import FaceFinder
from desk.ports.camera import Pixels
from desk.ports.photographs import CardSide

SIZE = (856, 540)
"""What a card is straightened to for looking at it: ten pixels to the millimetre."""

SIDES_WANTED: Mapping[PhotoRole, frozenset[CardSide]] = MappingProxyType(
    {
        PhotoRole.CARD_FRONT: frozenset({CardSide.CCCD_FRONT, CardSide.CAN_CUOC_FRONT}),
        PhotoRole.CARD_BACK: frozenset({CardSide.CCCD_BACK, CardSide.CAN_CUOC_BACK}),
    }
)
"""Which sides a photo of a card may show."""

_ZONE_TOP = 0.62  # of the card's height; the zone begins 23.2 mm above its foot
_CELLS = 40
_FULL_ROW = 0.72  # of the cells: blanks between letters and a glare cost some
_PITCH = (0.055, 0.13)  # of the card's height, from line to line
_LEFT, _FROM_TOP = 0.45, 0.2  # the part of a front that holds the portrait
_FACE_ACROSS, _FACE_DOWN, _FACE_SIDE = (0.05, 0.30), (0.40, 0.85), (0.17, 0.50)
_SURE, _LIKELY = 0.95, 0.7


@dataclass(frozen=True)
class SideSeen:
    """The side, how surely (0 to 1), and whether the card must be turned over to stand upright."""

    side: CardSide
    sureness: float
    upside_down: bool = False


_BY_CODE = {
    CardKind.CCCD: CardSide.CCCD_FRONT,
    CardKind.CAN_CUOC: CardSide.CAN_CUOC_BACK,
    CardKind.BHYT: CardSide.BHYT_FRONT,
}


def side_of_kind(kind: CardKind) -> CardSide:
    """The side that carries a kind's code."""
    return _BY_CODE[kind]


def side_seen(straight: Pixels, *, has_code: bool, faces: FaceFinder) -> SideSeen:
    """What a straightened card of ``SIZE`` shows; a card with a code is taken to stand upright already."""
    ways = [(straight, False)]
    if not has_code:
        ways.append((np.ascontiguousarray(straight[::-1, ::-1]), True))
    back = CardSide.CAN_CUOC_BACK if has_code else CardSide.CCCD_BACK
    zones = [(zone_lines(card), upside_down) for card, upside_down in ways]  # quicker to see, and surer
    for zone, upside_down in zones:
        if zone == 3:
            return SideSeen(back, _SURE, upside_down)
    for card, upside_down in ways:
        if _has_portrait(card, faces):
            # a front without a code is a căn cước's, unless the code was too blurred to be read
            side, sureness = (CardSide.CCCD_FRONT, _SURE) if has_code else (CardSide.CAN_CUOC_FRONT, _LIKELY)
            return SideSeen(side, sureness, upside_down)
    for zone, upside_down in zones:  # two lines of print at the foot of a front look like it
        if zone == 2:
            return SideSeen(back, _LIKELY, upside_down)
    return SideSeen(CardSide.UNKNOWN, 0.0)


def zone_lines(card: Pixels) -> int:
    """How many lines of a machine-readable zone stand at the card's foot: 0, 2 or 3."""
    grey = cv2.cvtColor(card, cv2.COLOR_BGR2GRAY)
    foot = grey[round(grey.shape[0] * _ZONE_TOP) :]
    ink = cv2.morphologyEx(foot, cv2.MORPH_BLACKHAT, np.ones((25, 25), np.uint8))
    dark = ink > max(24.0, 0.35 * float(np.percentile(ink, 98)))
    trimmed = dark[:, grey.shape[1] // 25 : -grey.shape[1] // 25]
    cells = np.array_split(trimmed, _CELLS, axis=1)
    filled = np.mean([cell.any(axis=1) for cell in cells], axis=0)
    lines = _runs(filled >= _FULL_ROW, least=grey.shape[0] // 90)
    return _evenly_spaced(lines, grey.shape[0])


def _runs(rows: NDArray[np.bool_], least: int) -> list[tuple[float, int]]:
    """Middle and height of each run of rows."""
    edges = np.flatnonzero(np.diff(np.pad(rows.astype(np.int8), 1)))
    return [
        ((first + last) / 2, int(last - first))
        for first, last in zip(edges[::2], edges[1::2], strict=True)
        if last - first >= least
    ]


def _evenly_spaced(lines: list[tuple[float, int]], height: int) -> int:
    """3 for three lines of one pitch, 2 for two (the third may lie under a thumb), else 0."""
    if not 2 <= len(lines) <= 3 or any(tall > height * 0.09 for _, tall in lines):
        return 0
    pitches = np.diff([middle for middle, _ in lines]) / height
    if (pitches < _PITCH[0]).any() or (pitches > _PITCH[1]).any():
        return 0
    return len(lines) if np.ptp(pitches) < 0.02 else 0


def _has_portrait(card: Pixels, faces: FaceFinder) -> bool:
    """A face of the right size at the right place: a cascade sees one now and then in print."""
    height, width = card.shape[:2]
    top = round(height * _FROM_TOP)
    part = np.ascontiguousarray(card[top:, : round(width * _LEFT)])
    return any(
        _FACE_ACROSS[0] < face.middle / width < _FACE_ACROSS[1]
        and _FACE_DOWN[0] < (top + face.top + face.side / 2) / height < _FACE_DOWN[1]
        and _FACE_SIDE[0] < face.side / height < _FACE_SIDE[1]
        for face in faces.find(part, smallest=0.2)
    )
