"""One side of a card as it will be filed: found, straightened, upright, judged; the best of several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import cv2
import numpy as np
import zxingcpp

from declaration.cards.card import CardKind, Foreign
from declaration.cards.recognise import recognise
from declaration.privacy import Private
from declaration.problems import Problem, warning
from desk.capture.card_outline import (
    CardOutline,
    find_cards,
    seen_width,
    still_there,
    straighten,
    turned_over,
)
from desk.capture.card_photo_quality import CardQuality, card_quality
from desk.capture.card_photo_side import SIZE, SideSeen, side_of_kind, side_seen
from desk.capture.faces import FaceFinder
from desk.capture.sharpness import sharpness
from desk.ports.camera import Pixels, Quad
from desk.ports.photographs import CardSide

_LOOKED_AT = 3  # of a burst: the sharpest; finding a card costs more than comparing frames
_CLOSER = (1280, 807)
_SURE_SIDE = 0.9
_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)


@dataclass(frozen=True, repr=False)
class CardPhoto(Private):
    """``pixels``: the card alone, upright, as large as it was seen; ``quality`` as judged at one size."""

    pixels: Pixels
    outline: CardOutline
    seen: SideSeen
    quality: CardQuality

    @property
    def is_flawless(self) -> bool:
        """A card for sure, with nothing amiss."""
        return self.seen.sureness > 0 and not self.quality.problems("")

    def problems(self, field: str, wanted: frozenset[CardSide]) -> tuple[Problem, ...]:
        """What a person should know before this is filed as one of the wanted sides."""
        found = self.quality.problems(field)
        surely_other = self.seen.sureness >= _SURE_SIDE and self.seen.side not in wanted
        return (warning(field, "card_wrong_side"), *found) if surely_other else found


@dataclass(frozen=True)
class CodeSeen:
    """Where a code lies (TL TR BR BL as it stands) and which card it belongs to, when that was read."""

    corners: Quad
    kind: CardKind | None = None


def take_card(
    pixels: Pixels,
    faces: FaceFinder,
    *,
    code: CodeSeen | None = None,
    outline: Quad | None = None,
    near: Quad | None = None,
) -> CardPhoto | None:
    """The card of one frame; None when there is none. An ``outline`` drawn by a person is believed; ``near``,
    where the card lay in a frame close by, is where it is looked for first."""
    code = code or code_in(pixels)
    side = None if code is None or code.kind is None else side_of_kind(code.kind)
    found_anew = find_cards(pixels, code.corners if code else None, side)
    places = chain(still_there(pixels, near) if near else (), found_anew)
    believed = [CardOutline(outline, 1.0)] if outline else places
    found = _likeliest(pixels, believed, faces, has_code=code is not None)
    if found is None:
        return None
    place, seen = found
    place = turned_over(place) if seen.upside_down else place
    side = side or _side_by_closer_look(pixels, place)
    return _straightened(pixels, place, seen if side is None else SideSeen(side, 1.0))


def _likeliest(
    pixels: Pixels, places: Iterable[CardOutline], faces: FaceFinder, *, has_code: bool
) -> tuple[CardOutline, SideSeen] | None:
    """The outline that holds a card by what is on it: a sheet of paper has a card's shape too."""
    best: tuple[CardOutline, SideSeen] | None = None
    for place in places:
        seen = side_seen(straighten(pixels, place, SIZE), has_code=has_code, faces=faces)
        if best is None or seen.sureness > best[1].sureness:
            best = place, seen
        if seen.sureness > 0:
            break
    return best


def _side_by_closer_look(pixels: Pixels, place: CardOutline) -> CardSide | None:
    """A code too small for the whole frame may be read on the card enlarged."""
    closer = code_in(straighten(pixels, place, _CLOSER))
    return None if closer is None or closer.kind is None else side_of_kind(closer.kind)


def _straightened(pixels: Pixels, outline: CardOutline, seen: SideSeen) -> CardPhoto:
    quality = card_quality(straighten(pixels, outline, SIZE), round(seen_width(outline)))
    return CardPhoto(straighten(pixels, outline), outline, replace(seen, upside_down=False), quality)


def best_of(
    frames: Sequence[Pixels],
    faces: FaceFinder,
    *,
    code: CodeSeen | None = None,
    near: Quad | None = None,
) -> CardPhoto | None:
    """The sharpest frame's card of those around a read, when nothing is amiss with it; else the sharpest,
    least glaring card of three. ``code`` and ``near`` lie in the last of the frames."""
    codes = dict.fromkeys(range(len(frames) - 1)) | {len(frames) - 1: code}
    order = sorted(codes, key=lambda number: -_rough_sharpness(frames[number]))[:_LOOKED_AT]
    photos: list[CardPhoto] = []
    for number in order:
        photo = take_card(frames[number], faces, code=codes[number], near=near)
        if photo is not None and photo.is_flawless:
            return photo  # the next is less sharp, and people would wait for it
        photos += [photo] if photo else []
    return max(photos, key=lambda photo: photo.quality.worth, default=None)


def code_in(pixels: Pixels) -> CodeSeen | None:
    """The code of a card in a picture, by one cheap look; what it says is forgotten at once."""
    grey = np.ascontiguousarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))
    for found in zxingcpp.read_barcodes(grey, formats=_CODES, try_invert=False):
        if not found.valid:
            continue
        place = found.position
        points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        first, second, third, fourth = ((float(point.x), float(point.y)) for point in points)
        return CodeSeen((first, second, third, fourth), _kind(found.bytes))
    return None


def _kind(data: bytes) -> CardKind | None:
    try:
        card = recognise(data.decode("utf-8"))
    except UnicodeDecodeError:
        return None
    return None if isinstance(card, Foreign) else card.kind


def _rough_sharpness(pixels: Pixels) -> float:
    """Enough to put frames of one card in order, on a quarter of the pixels."""
    small = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return sharpness(np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8))
