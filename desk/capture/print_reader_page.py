"""A passport's zone read from a whole picture, or why it is not: what a person could change about it."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from desk.capture.print_reader_band import Band, find_bands, light_along_print, straight_strip, strip_lattices
from desk.capture.print_reader_cells import Cells, fit_cells
from desk.capture.print_reader_clear import Seen
from desk.capture.print_reader_format import PASSPORT
from desk.capture.print_reader_ink import Light
from desk.capture.print_reader_passport import letters_allowed, passport_letters, zone_in
from desk.ports.print_reader import ZoneHint, ZoneLook

_LEGIBLE = 8.5  # pixels from letter to letter; with fewer some letters are alike
_ASKEW = 0.25  # radians; letters are read to a little more
_UPRIGHT = 0.7  # how like letters are that stand on their feet; upside down they have half of it
_BURNT, _MUCH = 250, 0.12  # grey step; share of a letter's cell
_SHINES = 0.03  # of the picture along a line
_SPOT = 10  # columns that unclear letters lie within where something lies over them; more: all is soft


def look_for_zone(picture: Light) -> ZoneLook:
    """``picture`` in grey; standing or lying, held either way up."""
    bands, tried = find_bands(picture), picture
    if not bands and picture.shape[0] > picture.shape[1]:
        tried = np.ascontiguousarray(np.rot90(picture))
        bands = find_bands(tried)
    hint = None
    for band in bands:
        for strip, cells in _strips(tried, band):
            text = zone_in(cells.likeness)
            if text is not None:
                return ZoneLook(text)
            if hint is None or cells.worth >= _UPRIGHT:
                hint = _hint(band, strip, passport_letters(cells.likeness))
    return ZoneLook(hint=hint or _without_band(picture))


def _strips(picture: Light, band: Band) -> Iterator[tuple[Light, Cells]]:
    """The band as it lies, and turned round where its letters do not stand on their feet."""
    strip = straight_strip(picture, band)
    cells = _fitted(strip)
    yield strip, cells
    if cells.worth < _UPRIGHT:
        turned = np.ascontiguousarray(strip[::-1, ::-1])
        yield turned, _fitted(turned)


def _fitted(strip: Light) -> Cells:
    return fit_cells(strip, strip_lattices(), letters_allowed(), PASSPORT)


def _without_band(picture: Light) -> ZoneHint:
    """Print is in sight, but no two whole lines of a zone."""
    along = light_along_print(picture)
    if not along.size:
        return ZoneHint.NO_ZONE
    return ZoneHint.TILT if (along >= _BURNT).mean() > _SHINES else ZoneHint.COVERED


def _hint(band: Band, strip: Light, seen: Seen) -> ZoneHint:
    if band.pitch < _LEGIBLE:
        return ZoneHint.CLOSER
    if abs(band.upper.slope) > _ASKEW:
        return ZoneHint.STRAIGHTEN
    unclear = np.flatnonzero(~seen.clear)
    if not len(unclear):
        return ZoneHint.UNREAD
    if _burnt_cells(strip)[unclear].max() > _MUCH:
        return ZoneHint.TILT
    return ZoneHint.COVERED if np.ptp(unclear % PASSPORT.letters) < _SPOT else ZoneHint.BLURRED


def _burnt_cells(strip: Light) -> Light:
    """(cells,): the share of each letter's place that a lamp has burnt out."""
    lattice = strip_lattices()[0]
    line = round(lattice.lines.pitch)
    top = max(0, round(lattice.lines.first - line / 2))
    left, wide = round(lattice.left), round(lattice.pitch * PASSPORT.letters)
    burnt = (strip[top : top + line * PASSPORT.lines, left : left + wide] >= _BURNT).astype(np.float32)
    size = PASSPORT.letters, PASSPORT.lines
    return np.asarray(cv2.resize(burnt, size, interpolation=cv2.INTER_AREA), dtype=np.float32).ravel()
