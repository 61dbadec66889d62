"""Which pictures go with a declaration, by the document the person shows."""

from __future__ import annotations

from declaration.draft import Draft, Field, PhotoRole

_PAGES = {
    "passport": (PhotoRole.PASSPORT_PAGE,),
    "birth_certificate": (PhotoRole.BIRTH_CERTIFICATE,),
}
_SIDES = (PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK)


def document_photos(draft: Draft) -> tuple[PhotoRole, ...]:
    """Those of the document: both sides of a card, one page of a passport, a birth certificate."""
    return _PAGES.get(draft.value(Field.DOCUMENT_KIND), _SIDES)


def photos_needed(draft: Draft) -> tuple[PhotoRole, ...]:
    """In the order people hand things over; the signature is asked for elsewhere."""
    return (*document_photos(draft), PhotoRole.PORTRAIT)
