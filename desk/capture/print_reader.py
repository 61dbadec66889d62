"""Reads print: the zone of a card's back or a passport by its prescribed typeface, a card's printed number.

Our own, because a zone is no text: thirty letters to a line on a lattice, in one typeface, with what may
stand where laid down. That is read surer and in a tenth of the time than by a reader for any text
(docs/decisions/0012).
"""

from __future__ import annotations

import cv2
import numpy as np

from desk.capture.print_reader_cells import fit_cells
from desk.capture.print_reader_digits import WIDTH as FRONT_WIDTH
from desk.capture.print_reader_digits import numbers_in
from desk.capture.print_reader_format import CARD
from desk.capture.print_reader_ink import grey_of_width, ink
from desk.capture.print_reader_lines import find_lattices, find_lines
from desk.capture.print_reader_page import look_for_zone
from desk.capture.print_reader_zone import letters_allowed, zone_in
from desk.ports.camera import Pixels
from desk.ports.print_reader import ZoneHint, ZoneLook

_ZONE_FROM = 0.58  # of the card's height; the zone begins 23.2 mm above its foot
_WIDEST_STROKE = 31
_NARROWEST = 320  # a zone's letters are six pixels wide then
_RATIOS = (1.2, 2.2)  # a card's is 1.586, a camera's whole frame up to 1.78


class CardPrintReader:
    """Implements PrintReader; keeps nothing of any card."""

    def zone(self, card: Pixels) -> str | None:
        if not _may_be_read(card):
            return None
        grey = grey_of_width(card, CARD.width)
        foot = grey[round(len(grey) * _ZONE_FROM) :]
        print_ = ink(foot, _WIDEST_STROKE)
        lattices = find_lattices(print_, find_lines(print_, len(grey)))
        return zone_in(fit_cells(foot, lattices, letters_allowed(), CARD).likeness)

    def numbers(self, card: Pixels) -> tuple[str, ...]:
        if not _may_be_read(card):
            return ()
        return numbers_in(ink(grey_of_width(card, FRONT_WIDTH), _WIDEST_STROKE))

    def passport_zone(self, picture: Pixels) -> ZoneLook:
        if min(picture.shape[:2]) < _NARROWEST:
            return ZoneLook(hint=ZoneHint.NO_ZONE)
        return look_for_zone(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.float32))


def _may_be_read(card: Pixels) -> bool:
    """Lying, and with pixels enough for its print."""
    height, width = card.shape[:2]
    return bool(width >= _NARROWEST and _RATIOS[0] <= width / height <= _RATIOS[1])
