"""CSV and its kin, in whichever letters a Vietnamese office saved it.

UTF-8 and UTF-16 with or without their mark, else Windows-1258 (Excel's own on an older Vietnamese Windows),
whose tone marks stand behind the letter and are joined to it here; or else Windows-1252, where all words
together say that its signs are an old font's letters.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final
from unicodedata import normalize

from desk.ports.tables import (
    COLUMNS_READ,
    Letters,
    Merged,
    Row,
    TableDamagedError,
    TableFile,
    Unreadable,
)
from desk.tables.old_letters.telling import Told, syllables, told
from desk.tables.old_letters.turning import TurnedTable
from desk.tables.writing import unguarded

_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SEPARATORS: Final = ",;\t|"
_PAGES: Final = ("<html", "<!doctype", "<?xml", "<!--", "<head", "<meta", "<style", "<table")
_DATA: Final = (("{", "}"), ("[", "]"))  # JSON, one value or one a line
_LOOKED_AT: Final = 20  # lines
_CONTROL: Final = frozenset(map(chr, range(32))) - frozenset("\t\r\n\f")


class TextTable:
    """Implements ports.tables.TableFile. ``old``: the text where ``told`` of its letters holds."""

    sheets: Sequence[str] = ("",)

    def __init__(self, text: str, told: Told, old: str) -> None:
        self._text = text
        self._separator = _separator(text)
        self._told = told
        self._old = old

    @property
    def letters(self) -> Letters:
        return self._told.letters

    def in_unicode(self) -> TableFile:
        if self.letters is Letters.UNICODE:
            return self
        return TurnedTable(TextTable(self._old, self._told, self._old), self._told)

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
    is_unicode = text is not None
    text = text if is_unicode else _tried(data, "cp1258")
    if text is None or _CONTROL & set(text[:4096]):
        return Unreadable.NOT_A_TABLE
    if not text.strip():
        return Unreadable.EMPTY
    if wrong := _no_table(text.strip().removeprefix("\ufeff")):
        return wrong
    text = normalize("NFC", text)
    old = text if is_unicode else data.decode("cp1252", "replace")
    return TextTable(text, _told(text, old), old)


def _no_table(text: str) -> Unreadable | None:
    """What is written for programs: a page of the web, as which some programs save their .xls, or JSON."""
    if text[:16].lower().startswith(_PAGES):
        return Unreadable.WEB_PAGE
    return Unreadable.NOT_A_TABLE if (text[:1], text[-1:]) in _DATA else None


def _told(text: str, old: str) -> Told:
    """Where the bytes could be either, old letters must make more Vietnamese of them than Windows-1258."""
    found = told([old])
    if old == text or syllables(old, found.letters) > syllables(text, Letters.UNICODE):
        return found
    return Told(Letters.UNICODE)


def _decoded(data: bytes) -> str | None:
    """As Unicode of any form, None for a code of one byte a letter."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    for encoding in (*_unmarked_utf_16(data), "utf-8"):
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
