"""Which column of a list means what, told by its heading as Vietnamese offices write it.

The words are in ``assets/data/roster_columns.toml``, compared without diacritics, case and signs. The
longest that stand in a heading decide: "Họ tên người lao động" of a list of relatives is the employee.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from declaration.person import search_key
from desk.i18n import assets_dir


class Column(StrEnum):
    """What a column holds; keys of the locales under ``rosters.column``."""

    FULL_NAME = "full_name"
    SURNAME = "surname"
    GIVEN_NAME = "given_name"
    BIRTH = "birth"
    DOCUMENT_NUMBER = "document_number"
    INSURANCE_CODE = "insurance_code"
    PHONE = "phone"
    EMAIL = "email"
    MEMBER_CODE = "member_code"
    SCHOOL_CLASS = "school_class"
    FACULTY = "faculty"
    UNIT = "unit"
    RELATIVE_OF = "relative_of"
    RELATION = "relation"


_FILE: Final = "roster_columns.toml"
_OF_OTHERS: Final = ("than nhan", "nguoi than")
_EMPLOYEE: Final = re.compile(r"\b(nguoi lao dong|nld|nhan vien)\b")


@dataclass(frozen=True)
class _Headings:
    """``known`` by folded words; those in ``whole_only`` mean nothing inside a longer heading."""

    known: Mapping[str, Column]
    whole_only: frozenset[str]
    nothing: tuple[str, ...]


def recognised(headings: Sequence[str]) -> tuple[Column | None, ...]:
    """What each column means, None for not known. The first of two alike counts, but for birth, which
    lists split into one column for men and one for women."""
    keys = [heading_key(heading) for heading in headings]
    is_of_relatives = any(words in key for key in keys for words in _OF_OTHERS)
    found: list[Column | None] = []
    for key in keys:
        column = _meant(key)
        if is_of_relatives and column is Column.FULL_NAME and _EMPLOYEE.search(key):
            column = Column.RELATIVE_OF
        found.append(None if column in found and column is not Column.BIRTH else column)
    return tuple(found)


def heading_key(heading: str) -> str:
    """Lower case letters and digits in single blanks, what stands in brackets left out."""
    plain = re.sub(r"\([^)]*\)", " ", search_key(heading))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def _meant(key: str) -> Column | None:
    headings = _headings()
    if not key or key.startswith(headings.nothing):
        return None
    if key in headings.known:
        return headings.known[key]
    longer = headings.known.keys() - headings.whole_only
    inside = [words for words in longer if f" {words} " in f" {key} "]
    return headings.known[max(inside, key=lambda words: (len(words), words))] if inside else None


@cache
def _headings() -> _Headings:
    told = tomllib.loads((assets_dir() / "data" / _FILE).read_text(encoding="utf-8"))
    known = {heading_key(words): column for column in Column for words in told[column]}
    whole_only = frozenset(map(heading_key, told["whole_only"]))
    return _Headings(known, whole_only, tuple(map(heading_key, told["nothing"])))
