"""Which pictures go with a declaration, by the document the person shows."""

from __future__ import annotations

from typing import Final

from declaration.draft import Draft, Field, PhotoRole

PHOTO_RETURNED: Final = "photo_returned"
"""The doubt about a photo that a reviewer returned; it is sent with one that goes once more all the same."""

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


def photos_wanted(draft: Draft) -> tuple[PhotoRole, ...]:
    """Those still to be taken: not held yet, or returned by a reviewer and not answered for."""
    needed = photos_needed(draft)
    return tuple(role for role in needed if role not in draft.photos or is_returned(draft, role))


def is_returned(draft: Draft, role: PhotoRole) -> bool:
    """The picture that is held is the one a reviewer returned, and nobody has said why it stays."""
    doubt = draft.doubts.get(role)
    return doubt is not None and PHOTO_RETURNED in doubt.codes and doubt.reason is None
