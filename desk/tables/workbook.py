""".xlsx read row by row: a sheet of 50,000 rows is never in memory as a whole."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from itertools import islice
from typing import Any, Final
from xml.etree.ElementTree import ParseError  # nosec B405 - the name of an error; openpyxl parses, expat limits

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from desk.ports.tables import (
    COLUMNS_READ,
    Letters,
    Merged,
    Number,
    Row,
    TableDamagedError,
    TableFile,
    Unreadable,
)
from desk.tables.merged import merged_in
from desk.tables.old_letters.telling import told
from desk.tables.old_letters.turning import TurnedTable
from desk.tables.writing import unguarded

LARGEST_UNPACKED: Final = 600 << 20
"""Bytes; a small file that unpacks to more than this was made to fill a memory, not to hold people."""
_ROWS_LOOKED_AT: Final = 2000

_BROKEN: Final = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
)
"""What the library lets out when a file is not what it says."""


class Workbook:
    """Implements ports.tables.TableFile. Its texts are read once and kept: they lie apart from the rows."""

    def __init__(self, book: Any) -> None:
        pages = [page for page in book.worksheets if page.sheet_state == "visible"] or book.worksheets
        self._pages = pages
        self._heights: list[int | None] = [page.max_row for page in pages]
        self.sheets: Sequence[str] = [page.title for page in pages]
        self._told = told(self._texts())

    @property
    def letters(self) -> Letters:
        return self._told.letters

    def in_unicode(self) -> TableFile:
        return self if self.letters is Letters.UNICODE else TurnedTable(self, self._told)

    def height(self, sheet: int) -> int | None:
        return self._heights[sheet]

    def rows(self, sheet: int) -> Iterator[Row]:
        page = self._pages[sheet]
        with _translated():
            page.reset_dimensions()  # some programs write a wrong one, and the rest would be left out
            for cells in page.iter_rows(values_only=True):
                yield tuple(_text(cell) for cell in cells[:COLUMNS_READ])

    def merged(self, sheet: int) -> Sequence[Merged]:
        with _translated(), self._pages[sheet]._get_source() as source:
            return list(merged_in(source))

    def _texts(self) -> Iterator[str]:
        """Every text of the workbook; of one that keeps them in its cells, those of the first rows that can
        be read."""
        shared = self._pages[0]._shared_strings if self._pages else ()
        if shared:
            yield from map(str, shared)
            return
        for sheet in range(len(self._pages)):
            with suppress(TableDamagedError):  # said when the list is read
                for row in islice(self.rows(sheet), _ROWS_LOOKED_AT):
                    yield from row


def open_workbook(data: bytes) -> Workbook | Unreadable:
    """The workbook, or why it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                return Unreadable.TOO_LARGE
        if "xl/workbook.xml" not in names:
            return Unreadable.NOT_A_TABLE
        return Workbook(_loaded(data))
    except _BROKEN:
        return Unreadable.DAMAGED


def _loaded(data: bytes) -> Any:
    with warnings.catch_warnings():  # of styles and validations it does not keep: we only read
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise TableDamagedError from error


def _text(cell: object) -> str:
    """As people read it; a number without the point a spreadsheet may put behind it."""
    match cell:
        case None:
            return ""
        case bool():
            return str(cell)
        case int():
            return Number(cell)
        case float():
            return Number(int(cell)) if cell.is_integer() else Number(cell)
        case datetime() | date():
            return f"{cell:%d/%m/%Y}"
        case _:
            return unguarded(str(cell).strip())
