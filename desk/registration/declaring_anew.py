"""Declaring anew (khai lại) after a declaration was over without what was asked for: another one, with what
the person said filled in. What belongs to the meeting at the desk is taken again."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from pydantic import ValidationError

from declaration.draft import Field, Source
from declaration.lifecycle import MAY_BE_DECLARED_ANEW, Kind
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.to_draft import sources_of, values_of
from desk.ports.store import DeclarationDetail
from desk.registration.declarations import Registration

_OF_THEN: Final = frozenset({Field.CARD, Field.ONLINE_NUMBER, Field.STOP_FROM})
"""Which card was held up, which online declaration was handed in, from when it was to stop."""


def may_declare_anew(detail: DeclarationDetail) -> bool:
    return detail.line.status in MAY_BE_DECLARED_ANEW


def declare_anew(registration: Registration, detail: DeclarationDetail) -> UUID | None:
    """The id of a draft of today, saved: photos, signature, consent and the registrar's word are not in it,
    and nothing counts as read from a card. None where it may not be, or the form is a newer one."""
    if not may_declare_anew(detail):
        return None
    try:
        content = DeclarationContent.model_validate_json(detail.content_json)
    except ValidationError:
        return None
    values = values_of(content, detail.insurance_code)
    sources = sources_of(content, values)
    draft = registration.begin()
    for name, value in values.items():
        if value and name not in _OF_THEN:
            source = sources[name] if sources[name] is Source.ROSTER else Source.TYPED
            draft = draft.with_value(name, value, source)
    draft = registration.of_kind(draft, Kind(content.kind))
    registration.save(draft)
    return draft.id
