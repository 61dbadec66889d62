"""CSV and its kin, in whichever letters a Vietnamese office saved it.

UTF-8 and UTF-16 with or without their mark, else Windows-1258 (Excel's own on an older Vietnamese Windows),
whose tone marks stand behind the letter and are joined to it here. TCVN3 and VNI have no codec in any library
that is kept; what is written so is recognised by its odd letters and said to be (registration.rosters).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final
from unicodedata import normalize

from desk.ports.tables import COLUMNS_READ, Merged, Row, TableDamagedError, Unreadable
from desk.tables.writing import unguarded

_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SEPARATORS: Final = ",;\t|"
_LOOKED_AT: Final = 20  # lines
_CONTROL: Final = frozenset(map(chr, range(32))) - frozenset("\t\r\n\f")


class TextTable:
    """Implements ports.tables.TableFile."""

    sheets: Sequence[str] = ("",)

    def __init__(self, text: str) -> None:
        self._text = text
        self._separator = _separator(text)

    def height(self, sheet: int) -> int | None:  # noqa: ARG002 - it has one
        return self._text.count("\n") + 1

    def rows(self, sheet: int) -> Iterator[Row]:  # noqa: ARG002
        lines = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._separator)
        try:
            for cells in lines:
                yield tuple(unguarded(cell.strip()) for cell in cells[:COLUMNS_READ])
        except csv.Error as error:
            raise TableDamagedError from error

    def merged(self, sheet: int) -> Sequence[Merged]:  # noqa: ARG002
        return ()


def open_text(data: bytes) -> TextTable | Unreadable:
    """The table, or why these bytes are no text at all."""
    text = _decoded(data)
    if text is None or _CONTROL & set(text[:4096]):
        return Unreadable.NOT_A_TABLE
    return TextTable(normalize("NFC", text)) if text.strip() else Unreadable.EMPTY


def _decoded(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _tried(data[len(mark) :], encoding)
    for encoding in (*_unmarked_utf_16(data), "utf-8", "cp1258"):
        text = _tried(data, encoding)
        if text is not None:
            return text
    return None


def _unmarked_utf_16(data: bytes) -> tuple[str, ...]:
    """Separators and digits have a zero beside them, on one side always."""
    head = data[:1024]
    if head.count(0) < len(head) // 8:
        return ()
    return ("utf-16-le",) if head[1::2].count(0) > head[0::2].count(0) else ("utf-16-be",)


def _tried(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _separator(text: str) -> str:
    """The one the first lines have most of; Excel writes ";" where the comma is for decimals."""
    head = "\n".join(text.splitlines()[:_LOOKED_AT])
    return max(_SEPARATORS, key=head.count)
