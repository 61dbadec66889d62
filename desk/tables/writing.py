""".xlsx written, in memory only: texts as texts, numbers as numbers, the heading kept in sight."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any, Final

from xlsxwriter import Workbook

from desk.ports.tables import Table

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
    with Workbook(out, _IN_MEMORY) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})
        for table in tables:
            _sheet(book.add_worksheet(_NO_NAME.sub(" ", table.name)[:_LONGEST_NAME]), table, heading)
    return out.getvalue()


def safe(text: str) -> str:
    """The text as no spreadsheet runs it: one that begins like a formula gets an apostrophe before it, so
    that it stays a text also when somebody saves the file as CSV and opens that."""
    clean = _NO_XML.sub("", text)[: _LONGEST_CELL - 1]
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


def _sheet(page: Any, table: Table, heading: Any) -> None:
    for at, line in enumerate(table.above):
        page.write_string(at, 0, safe(line), heading)
    top = len(table.above)
    for at, (title, width) in enumerate(table.columns.items()):
        page.set_column(at, at, width)
        page.write_string(top, at, safe(title), heading)
    page.freeze_panes(top + 1, 0)
    for row, cells in enumerate(table.rows, start=top + 1):
        for at, cell in enumerate(cells):
            if isinstance(cell, int):
                page.write_number(row, at, cell)
            else:
                page.write_string(row, at, safe(cell))
