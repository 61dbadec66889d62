"""What a passport's zone may do to a form: fill it, or show that it is somebody else's."""

from __future__ import annotations

from dataclasses import replace

from declaration.cards.passport_zone import VIETNAM, PassportZone
from declaration.draft import Draft, Field, Source


def is_another_passport(zone: PassportZone, draft: Draft) -> bool:
    """A document was read already, and this is another one."""
    return draft.document_was_read and draft.value(Field.DOCUMENT_NUMBER) != zone.number.value


def filled_from_passport(zone: PassportZone, draft: Draft) -> Draft:
    """All that the zone says, over what was typed. Of a Vietnamese name it has no accents: one that was typed
    stays; a foreign name is taken as it stands, since that is how it is filed."""
    keeps_name = zone.nationality == VIETNAM and bool(draft.value(Field.FULL_NAME))
    filled = draft.with_values(
        {
            Field.FULL_NAME: "" if keeps_name else zone.full_name,
            Field.DOCUMENT_KIND: "passport",
            Field.DOCUMENT_NUMBER: zone.number.value,
            Field.BIRTH: zone.birth.shown(),
            Field.SEX: zone.sex.value if zone.sex else "",
            Field.NATIONALITY: zone.nationality,
            Field.EXPIRES: f"{zone.expiry:%d/%m/%Y}",
        },
        Source.CARD,
    )
    # of a card that lay here before nothing is left, and another document asks for another look
    bare = filled.with_value(Field.CARD, "").with_value(Field.ISSUED, "")
    return replace(bare, verification=None)
