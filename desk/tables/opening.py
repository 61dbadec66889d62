"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desk.ports.tables import Table, TableFile, Unreadable
from desk.tables.text import open_text
from desk.tables.workbook import open_workbook
from desk.tables.writing import written

LARGEST: Final = 50 << 20
"""Bytes. 50,000 rows of a roster are 3 to 10 million."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Excel before 2007, and any workbook behind a password
_ZIP: Final = b"PK\x03\x04"
_NO_TABLES: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"{\\rtf",
    b"Rar!",
    b"7z\xbc\xaf",
)


class FileTables:
    """Implements ports.tables.Tables."""

    def open(self, data: bytes) -> TableFile | Unreadable:
        if not data.strip():
            return Unreadable.EMPTY
        if len(data) > LARGEST:
            return Unreadable.TOO_LARGE
        if data.startswith(_OLE):
            return Unreadable.OLD_EXCEL
        if data.startswith(_ZIP):
            return open_workbook(data)
        if data.startswith(_NO_TABLES):
            return Unreadable.NOT_A_TABLE
        return open_text(data)

    def write(self, tables: Sequence[Table]) -> bytes:
        return written(tables)
