"""Merged cells, found in a sheet's own text: they are listed behind its last row, and the library that reads
row by row does not tell of them before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Final

from openpyxl.utils import column_index_from_string

from desk.ports.tables import COLUMNS_READ, Merged

_PIECE: Final = 1 << 20
_ONE: Final = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?\bref=[\"']([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})[\"'][^>]*>"
)


def merged_in(sheet: IO[bytes]) -> Iterator[Merged]:
    """Those that reach over more than one row."""
    rest = b""
    while piece := sheet.read(_PIECE):
        text = rest + piece
        for found in _ONE.finditer(text):
            column, first, last = column_index_from_string(found[1].decode()), int(found[2]), int(found[3])
            if column <= COLUMNS_READ and first < last:
                yield Merged(column - 1, first, last)
        rest = text[text.rfind(b">") + 1 :][-_PIECE:]
