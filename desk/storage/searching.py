"""Finding declarations: words and numbers by their beginnings, newest first, a page by its key.

``search`` (FTS5, made by a migration) holds for each declaration, under its ``place``, the folded words of
its name and unit, its status, and its numbers: as they are, to be found by their beginning, and backwards
after an ``r``, to be found by their end, as people say telephone and dossier numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from heapq import nlargest
from typing import Any

from sqlalchemy import event, text
from sqlmodel import Session, col, select

from declaration.lifecycle import Status
from declaration.person import search_key
from desk.storage.rows import DeclarationRow, TallyRow

_WORD = re.compile(r"\w+")
_DOSSIER = re.compile(r"\b[A-Za-z]+-(?=[0-9])")
"""The letters a dossier number begins with; it is found by its digits."""
_FOUND = text(
    "SELECT rowid FROM search WHERE search MATCH :match AND rowid < :before ORDER BY rowid DESC LIMIT :most"
)
_COUNTED = text("SELECT count(*) FROM search WHERE search MATCH :match")
_NEWEST = 2**62


def places(
    session: Session, asked: str, statuses: Sequence[Status], before: int | None, most: int
) -> list[int]:
    """The places of at most so many declarations, newest first, each older than ``before``."""
    limit = _NEWEST if before is None else before
    match = match_of(asked, statuses)
    if match:
        found = session.execute(_FOUND, {"match": match, "before": limit, "most": most})
        return [place for (place,) in found]
    newest = select(DeclarationRow.place).order_by(col(DeclarationRow.place).desc()).limit(most)
    newest = newest.where(col(DeclarationRow.place) < limit)
    if not statuses:
        return list(session.exec(newest).all())
    each = (session.exec(newest.where(DeclarationRow.status == status)).all() for status in statuses)
    return nlargest(most, (place for of_one in each for place in of_one))


def count(session: Session, asked: str, statuses: Sequence[Status]) -> int:
    """How many there are in all."""
    match = match_of(asked, statuses)
    if match:
        return int(session.execute(_COUNTED, {"match": match}).scalar_one())
    counts = tally(session)
    return sum(counts.values()) if not statuses else sum(counts.get(status, 0) for status in statuses)


def tally(session: Session) -> dict[Status, int]:
    return {Status(row.status): row.number for row in session.exec(select(TallyRow)).all()}


def match_of(asked: str, statuses: Sequence[Status] = ()) -> str:
    """What FTS5 is asked; "" when there is neither a word nor a number in it."""
    asked = _DOSSIER.sub("", asked)
    numbers = "".join(sign for sign in asked if sign.isdigit())
    words = _WORD.findall(search_key("".join(sign for sign in asked if not sign.isdigit())))
    terms = [f'({{name unit}} : "{word}" *)' for word in words]
    if numbers:
        end = numbers.removeprefix("0")[::-1]
        terms.append(f'(keys : "{numbers}" *' + (f' OR keys : "r{end}" *)' if end else ")"))
    if terms and statuses:
        terms.append("(" + " OR ".join(f'status : "{status}"' for status in statuses) + ")")
    return " AND ".join(terms)


def found_by(values: Mapping[str, Any]) -> dict[str, str]:
    """The columns a declaration is found by, from what its others say."""
    numbers = [values["document_number"], values["insurance_code"]]
    ends = ["".join(sign for sign in values[of] if sign.isdigit()) for of in ("phone", "dossier_number")]
    keys = [number for number in numbers if number] + ["r" + end[::-1] for end in ends if end]
    return {
        "search_name": search_key(values["full_name"]),
        "search_unit": search_key(values["unit"]),
        "search_keys": " ".join(keys),
    }


@event.listens_for(DeclarationRow, "before_insert")
@event.listens_for(DeclarationRow, "before_update")
def make_findable(_mapper: Any, _connection: Any, row: DeclarationRow) -> None:
    """Whoever changes a row in a session cannot forget it."""
    for name, value in found_by(vars(row)).items():
        if getattr(row, name) != value:
            setattr(row, name, value)
