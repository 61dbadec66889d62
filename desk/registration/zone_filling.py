"""What a card's zone may do to a form: fill it, or show that it is somebody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from declaration.cards.cross_checks import mrz_problems
from declaration.cards.mrz import Mrz
from declaration.draft import Draft, Field, Source
from declaration.form_values import card_facts


def is_anothers(zone: Mrz, draft: Draft, today: date) -> bool:
    """Another number than a card's, or two of number, name and birth date at once: no slip of the hand.

    Asked about and not only warned of: the next person's card in the reader is as likely as two cards mixed
    up, and only the registrar knows which.
    """
    differs = {problem.code for problem in mrz_problems(zone, card_facts(draft, today))}
    person = {"mrz_number_differs", "mrz_name_differs", "mrz_birth_differs"} & differs
    return len(person) > 1 or ("mrz_number_differs" in person and draft.document_was_read)


def filled_from(zone: Mrz, draft: Draft) -> Draft:
    """What the zone knows for certain, over what was typed; what a card's code said stays.

    Its name without accents comes in only where there is none: accents are the registrar's to type.
    """
    if draft.document_was_read:
        return draft
    known = {
        Field.DOCUMENT_KIND: "citizen_id",
        Field.DOCUMENT_NUMBER: zone.number.value,
        Field.BIRTH: zone.birth.shown(),
        Field.SEX: zone.sex.value,
        Field.FULL_NAME: "" if draft.value(Field.FULL_NAME) else zone.full_name,
    }
    # another card asks for another look at the person
    return replace(draft.with_values(known, Source.CARD), verification=None)
