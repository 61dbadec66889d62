"""Enter goes on to the next field that is still empty, in the order of the form."""

from __future__ import annotations

from typing import Final

from declaration.draft import Draft, Field
from declaration.lifecycle import Kind

_ORDER: Final = (
    *(Field.FULL_NAME, Field.DOCUMENT_NUMBER, Field.NATIONALITY, Field.EXPIRES, Field.BIRTH, Field.ADDRESS),
    *(Field.INSURANCE_CODE, Field.GUARDIAN_CODE, Field.GUARDIAN_NAME, Field.PHONE, Field.EMAIL),
    *(Field.NEW_PHONE, Field.NEW_EMAIL, Field.STOP_FROM, Field.STOP_REASON),
)
_OF_KIND: Final = {
    Kind.REGISTER: frozenset[Field](),
    Kind.ADJUST: frozenset({Field.NEW_PHONE, Field.NEW_EMAIL}),
    Kind.STOP: frozenset({Field.STOP_FROM, Field.STOP_REASON}),
}
_OF_PASSPORT: Final = frozenset({Field.NATIONALITY, Field.EXPIRES})
_OF_GUARDIAN: Final = frozenset({Field.GUARDIAN_CODE, Field.GUARDIAN_NAME})


def empty_of_kind(draft: Draft) -> Field | None:
    """The first to type into of what its kind adds; None when that is nothing, or all is filled in."""
    return next((name for name in _ORDER if name in _OF_KIND[draft.kind] and not draft.value(name)), None)


def next_empty(draft: Draft, after: Field, *, has_guardian: bool) -> Field | None:
    """The next to type into; None when nothing after this one is empty. What few people need is not in it."""
    if after not in _ORDER:
        return None
    hidden = _hidden(draft, has_guardian=has_guardian)
    rest = _ORDER[_ORDER.index(after) + 1 :]
    return next((name for name in rest if name not in hidden and not draft.value(name)), None)


def _hidden(draft: Draft, *, has_guardian: bool) -> set[Field]:
    others = {name for kind, names in _OF_KIND.items() if kind is not draft.kind for name in names}
    if draft.value(Field.DOCUMENT_KIND) != "passport":
        others |= _OF_PASSPORT
    if not has_guardian:
        others |= _OF_GUARDIAN
    if draft.insurance_unknown:
        others.add(Field.INSURANCE_CODE)
    return others
