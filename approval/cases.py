"""Records to be settled together, cut so that those of one piece have nothing to do with one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from approval.admission import Offered
from approval.contents import Declared
from declaration.wire.records import Record, RefusalAnswer


@dataclass(frozen=True)
class Case:
    """A record and its photos: those not here yet, and the refusal when one that is here can never do."""

    offered: Offered
    missing: tuple[str, ...]
    unfit: RefusalAnswer | None = None

    @property
    def record(self) -> Record:
        return self.offered.opened.record


def unrelated(cases: Iterable[Case]) -> list[list[Case]]:
    """The same in the same order, cut wherever one may have to do with another before it: the same record or
    person, or anything that is no declaration."""
    cut: list[list[Case]] = []
    seen: set[tuple[object, ...]] = set()
    for each in cases:
        content = each.offered.content
        names = _names(each.record, content) if isinstance(content, Declared) else None
        if names is None or not cut or seen & names or not seen:
            cut.append([])
            seen = set()
        cut[-1].append(each)
        seen |= names or set()
    return cut


def _names(record: Record, content: Declared) -> set[tuple[object, ...]]:
    """By which it may be found: more than are compared, for too many cuts do no harm."""
    compared = ("document_number", "insurance_code", "phone", "email", "online_number")
    named: set[tuple[object, ...]] = {(name, getattr(content, name)) for name in compared}
    return {("id", record.id), ("who", content.search_name, content.birth)} | {
        each for each in named if each[1]
    }
