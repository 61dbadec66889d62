"""What a passport's zone may do to a form: fill it, ask about what was typed, or show somebody else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from declaration.cards.passport_checks import differing
from declaration.cards.passport_zone import VIETNAM, PassportZone
from declaration.draft import Draft, Field, Source
from declaration.form_values import passport_facts

_PERSON = {Field.DOCUMENT_NUMBER, Field.FULL_NAME, Field.BIRTH}


def is_another_passport(zone: PassportZone, draft: Draft, today: date) -> bool:
    """Another number than that of a document that was read, or two of number, name and birth date at once."""
    if draft.document_was_read:
        return draft.value(Field.DOCUMENT_NUMBER) != zone.number.value
    return len(_PERSON & _unlike(zone, draft, today)) > 1


def typed_otherwise(zone: PassportZone, draft: Draft, today: date) -> tuple[Field, ...]:
    """What the registrar typed and the zone would replace by something else: asked about first."""
    unlike = _unlike(zone, draft, today) | _unreadable(draft, today)
    return tuple(name for name in Field if name in unlike and draft.sources.get(name) is Source.TYPED)


def filled_from_passport(
    zone: PassportZone, draft: Draft, today: date, stays: Collection[Field] = ()
) -> Draft:
    """All that the zone says, but for the fields that stay. A Vietnamese name stays where it is the same, as
    the zone has no accents; a foreign one is taken as it stands, since that is how it is filed. A
    nationality in words is nobody's mistake and stays too."""
    known = {
        Field.FULL_NAME: zone.full_name,
        Field.DOCUMENT_NUMBER: zone.number.value,
        Field.BIRTH: zone.birth.shown(),
        Field.SEX: zone.sex.value if zone.sex else "",
        Field.NATIONALITY: zone.nationality,
        Field.EXPIRES: f"{zone.expiry:%d/%m/%Y}",
    }
    kept = {*stays}
    if zone.nationality == VIETNAM and Field.FULL_NAME not in _unlike(zone, draft, today):
        kept |= {Field.FULL_NAME} if draft.value(Field.FULL_NAME) else set()
    if draft.value(Field.NATIONALITY) and not passport_facts(_as_passport(draft), today).nationality:
        kept.add(Field.NATIONALITY)
    read = {name: value for name, value in known.items() if name not in kept}
    filled = draft.with_values({Field.DOCUMENT_KIND: "passport", **read}, Source.CARD)
    # of a card that lay here before nothing is left, and another document asks for another look
    bare = filled.with_value(Field.CARD, "").with_value(Field.ISSUED, "")
    return replace(bare, verification=None)


def _unlike(zone: PassportZone, draft: Draft, today: date) -> set[Field]:
    return set(differing(zone, passport_facts(_as_passport(draft), today)))


def _unreadable(draft: Draft, today: date) -> set[Field]:
    """What stands there and cannot be compared, since it is not whole or not right."""
    facts = passport_facts(_as_passport(draft), today)
    read = {Field.DOCUMENT_NUMBER: facts.number, Field.BIRTH: facts.birth, Field.EXPIRES: facts.expiry}
    return {name for name, value in read.items() if value is None and draft.value(name)}


def _as_passport(draft: Draft) -> Draft:
    """Whatever kind of document was chosen so far."""
    return draft.with_value(Field.DOCUMENT_KIND, "passport")
