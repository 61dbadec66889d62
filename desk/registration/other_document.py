"""Another document than the one that was read: what that one said goes with it, and the pictures."""

from __future__ import annotations

from dataclasses import replace

from declaration.draft import Draft, Field, Source
from declaration.photos_needed import photos_needed

_CARDS = ("", "citizen_id", "old_id")
_READ = (Source.CARD, Source.ROSTER)


def with_document(draft: Draft, kind: str) -> Draft:
    """The draft for a document of this kind. From a card to a passport or a birth certificate, or back, what
    was read from the old one, what the list knew by it and the pictures taken with it are taken out: they may
    be another person's, as when a mother's card lay there before her child's certificate. What was typed
    stays."""
    before = draft.value(Field.DOCUMENT_KIND)
    chosen = draft.with_value(Field.DOCUMENT_KIND, kind, Source.TYPED)
    if before == kind or (before in _CARDS and kind in _CARDS):
        return chosen
    bare = chosen.with_value(Field.CARD, "").with_value(Field.ISSUED, "")
    if draft.document_was_read:
        for name in [name for name, source in chosen.sources.items() if source in _READ]:
            bare = bare.with_value(name, "")
        for role in photos_needed(draft):
            bare = bare.without_photo(role)
        bare = replace(bare, listed_as=0)
    return replace(bare, verification=None)


def with_former_document(draft: Draft, before: Draft) -> Draft:
    """The other kind was chosen by mistake: what it took out is back, and what was typed or taken since
    stays."""
    back = draft
    for name, value in before.values.items():
        if name is Field.DOCUMENT_KIND or not draft.value(name):
            back = back.with_value(name, value, before.sources.get(name, Source.TYPED))
    if not before.value(Field.DOCUMENT_KIND):
        back = back.with_value(Field.DOCUMENT_KIND, "")
    for role in before.photos - draft.photos:
        back = back.with_photo(role).with_doubt(role, before.doubts.get(role))
    return replace(back, verification=before.verification, listed_as=before.listed_as)


def is_former_again(draft: Draft, before: Draft, kind: str) -> bool:
    """The kind there was before is chosen once more, and nothing was put into the form meanwhile."""
    is_same = kind == before.value(Field.DOCUMENT_KIND) or {kind, before.value(Field.DOCUMENT_KIND)} <= {
        *_CARDS
    }
    bare = with_document(before, draft.value(Field.DOCUMENT_KIND))
    return is_same and (draft.values, draft.photos) == (bare.values, bare.photos)
