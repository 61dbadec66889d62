"""A file in old letters, read in Unicode. What a row shows to be Unicode already stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from desk.ports.tables import Letters, Merged, Row, TableFile
from desk.tables.old_letters import tcvn3
from desk.tables.old_letters.syllables import is_syllable
from desk.tables.old_letters.telling import TURNED, WORDS, Speaks, Told, is_foreign, speaks


class TurnedTable:
    """Implements ports.tables.TableFile over another file."""

    letters = Letters.UNICODE

    def __init__(self, file: TableFile, told: Told) -> None:
        self._file = file
        self._told = told
        self.sheets: Sequence[str] = file.sheets

    def height(self, sheet: int) -> int | None:
        return self._file.height(sheet)

    def rows(self, sheet: int) -> Iterator[Row]:
        for row in self._file.rows(sheet):
            yield row if all(map(str.isascii, row)) else self._turned(row)

    def merged(self, sheet: int) -> Sequence[Merged]:
        return self._file.merged(sheet)

    def in_unicode(self) -> TableFile:
        return self

    def _turned(self, row: Row) -> Row:
        """A row that speaks for both, or for Unicode alone, keeps every cell that does not speak for the old
        code; one that says nothing goes with most of the file."""
        old = self._told.letters
        said = [_said(cell, old) for cell in row]
        has_old = any(Speaks.OLD in each for each in said)
        is_unicode = any(Speaks.UNICODE in each for each in said)
        is_old = not is_unicode and (has_old or self._told.is_mostly_old)
        return tuple(
            text_turned(cell, old) if not cell.isascii() and (is_old or Speaks.OLD in each) else cell
            for cell, each in zip(row, said, strict=True)
        )


def text_turned(text: str, old: Letters) -> str:
    """A cell of a file in this old code, in Unicode; its foreign names as they are."""
    turned = WORDS.sub(lambda found: _word_turned(found[0], old), text)
    return tcvn3.made_whole(turned) if old is Letters.TCVN3 else turned


def _said(cell: str, old: Letters) -> frozenset[Speaks]:
    if cell.isascii():
        return frozenset()
    return frozenset(speaks(word, old) for word in WORDS.findall(cell) if not word.isascii())


@lru_cache(maxsize=20_000)
def _word_turned(word: str, old: Letters) -> str:
    turned = None if word.isascii() else TURNED[old](word)
    if turned is None:
        return word
    return turned if is_syllable(turned) or not is_foreign(word) else word
