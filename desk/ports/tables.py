"""Tables in files: spreadsheets as people send them, and as the desk gives them away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from declaration.privacy import Private

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS_READ: Final = 256
"""What stands farther to the right is not looked at."""


class Unreadable(StrEnum):
    """Why a file is no table we can read; keys of the locales under ``rosters.unreadable``."""

    NOT_A_TABLE = "not_a_table"
    OLD_EXCEL = "old_excel"
    WEB_PAGE = "web_page"
    DAMAGED = "damaged"
    EMPTY = "empty"
    TOO_LARGE = "too_large"


class Letters(StrEnum):
    """In what letters a file is typed; keys of the locales under ``rosters.letters``."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"


class Number(str):
    """A cell that holds a number, not text: zeros in front of it, if there were any, are gone."""

    __slots__ = ()


Row = tuple[str, ...]
"""The cells of a row from column A on; a date as ``dd/mm/yyyy``, nothing as ""."""


@dataclass(frozen=True)
class Merged:
    """A cell that stands for those below it: its column from 0, its first row and its last, from 1."""

    column: int
    first: int
    last: int


class TableFile(Protocol):
    """An opened file. Its rows may be read any number of times, each time from the first."""

    @property
    def sheets(self) -> Sequence[str]:
        """The names of its sheets, those one can see only; a text file has one, named ""."""

    @property
    def letters(self) -> Letters:
        """In what letters its texts are typed, told by all of them; ``rows`` gives them as they stand."""

    def in_unicode(self) -> TableFile:
        """The same file with what is typed in old letters turned into Unicode."""

    def height(self, sheet: int) -> int | None:
        """How many rows the file says it has; None when it does not say."""

    def rows(self, sheet: int) -> Iterator[Row]:
        """Every row from the file's first on, blank ones included, as they are numbered in it from 1.

        Raises TableDamagedError where the rest cannot be read.
        """

    def merged(self, sheet: int) -> Sequence[Merged]:
        """Cells merged with those below them, of which ``rows`` gives the first alone. May raise
        TableDamagedError."""


class TableDamagedError(Exception):
    """The file ends, or breaks, in the middle of its rows."""


Cell = str | int | date
"""A text, a whole number, a day: written as what it is."""


@dataclass(frozen=True, repr=False)
class Table(Private):
    """One sheet to be written: a name, its columns with widths in letters, typed cells."""

    name: str
    columns: Mapping[str, int]
    rows: Iterable[Sequence[Cell]]
    above: Sequence[str] = field(default=())
    """Lines over the table."""


class Tables(Protocol):
    """Reads what people send, writes what they are given. Blocking: call it off the event loop."""

    def open(self, data: bytes) -> TableFile | Unreadable: ...

    def write(self, tables: Sequence[Table]) -> bytes:
        """An .xlsx file, one sheet a table. A text is written as text, whatever it begins with."""
