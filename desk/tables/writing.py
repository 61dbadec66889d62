""".xlsx written, in memory only: texts, numbers and days as what they are, the heading kept in sight."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from xlsxwriter import Workbook

from desk.ports.tables import Cell, Table

_IN_MEMORY: Final = {
    "in_memory": True,  # else every sheet would lie in a temporary file, in the clear
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST_CELL: Final = 32767
_LONGEST_NAME: Final = 31


def written(tables: Sequence[Table]) -> bytes:
    out = io.BytesIO()
    book = Workbook(out, _IN_MEMORY)  # not as a context: whoever stops in its rows need not wait for a file
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for table in tables:
        _sheet(book.add_worksheet(_NO_NAME.sub(" ", table.name)[:_LONGEST_NAME]), table, heading, day)
    book.close()
    return out.getvalue()


def safe(text: str) -> str:
    """The text as no spreadsheet runs it: one that begins like a formula gets an apostrophe before it, so
    that it stays a text also when somebody saves the file as CSV and opens that."""
    clean = _NO_XML.sub("", text)[: _LONGEST_CELL - 1]
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


def unguarded(text: str) -> str:
    """The text as it was before ``safe`` put its apostrophe there."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _sheet(page: Any, table: Table, heading: Any, day: Any) -> None:
    for at, line in enumerate(table.above):
        page.write_string(at, 0, safe(line), heading)
    top = len(table.above)
    for at, (title, width) in enumerate(table.columns.items()):
        page.set_column(at, at, width)
        page.write_string(top, at, safe(title), heading)
    page.freeze_panes(top + 1, 0)
    for row, cells in enumerate(table.rows, start=top + 1):
        for at, cell in enumerate(cells):
            _write(page, (row, at), cell, day)


def _write(page: Any, place: tuple[int, int], cell: Cell, day: Any) -> None:
    match cell:
        case int():
            page.write_number(*place, cell)
        case date():
            page.write_datetime(*place, cell, day)
        case str():
            page.write_string(*place, safe(cell))
