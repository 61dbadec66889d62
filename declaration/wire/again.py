"""What was declared becomes a draft of its next revision, with what the agency said of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from declaration.draft import Consent, Draft, Field, LegalBasis, PhotoDoubt, PhotoRole, Purpose, Verification
from declaration.lifecycle import Kind
from declaration.photos_needed import PHOTO_RETURNED, document_photos
from declaration.privacy import Private
from declaration.signing import SIGNATURES, signature_held, vouched_for, with_signature
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.to_draft import doubts_of, sources_of, values_of


@dataclass(frozen=True, repr=False)
class Answer(Private):
    """What a reviewer said when returning: the marked fields and photos, codes of reasons, free words."""

    fields: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Again:
    """Which draft it becomes: of the same id, the next revision."""

    id: UUID
    revision: int
    created_at: datetime
    declared_on: date


def draft_again(
    again: Again, content: DeclarationContent, insurance_code: str, roles: Iterable[PhotoRole], answer: Answer
) -> Draft:
    """All that was declared, ready to be corrected; ``insurance_code``: what is known by now, "" for unknown.

    A returned photo is in doubt: it is taken again, or goes once more with the registrar's reason."""
    values = values_of(content, insurance_code)
    kept = frozenset(roles) - _signed_anew(answer)
    draft = Draft(
        id=again.id,
        created_at=again.created_at,
        declared_on=again.declared_on,
        revision=again.revision,
        kind=Kind(content.kind),
        values=values,
        sources=sources_of(content, values),
        photos=kept,
        doubts=doubts_of(content, kept),
        returned_fields=answer.fields,
        returned_as={name: values.get(name, "") for name in Field if name in answer.fields},
        return_reasons=answer.reasons,
        note_from_reviewer=answer.note,
    )
    draft = _as_it_was_said(draft, content)
    for role in _returned_photos(draft):
        known = draft.doubts.get(role) or PhotoDoubt(())
        draft = draft.with_doubt(role, PhotoDoubt((PHOTO_RETURNED, *known.codes), asks_reason=True))
    return draft


def without_consent(draft: Draft, purposes: Collection[str]) -> Draft:
    """The draft after these were taken back: without the account's the others count for nothing, and it is
    all asked anew."""
    agreed = draft.consent
    if agreed is None or not purposes:
        return draft
    left = tuple(purpose for purpose in agreed.purposes if purpose not in purposes)
    return replace(draft, consent=replace(agreed, purposes=left) if Purpose.ACCOUNT in left else None)


def _signed_anew(answer: Answer) -> set[PhotoRole]:
    """The signature a reviewer will not have; it is the person's to give."""
    is_returned = "signature_missing" in answer.reasons or not {*SIGNATURES}.isdisjoint(answer.fields)
    return {*SIGNATURES} if is_returned else set()


def _as_it_was_said(draft: Draft, content: DeclarationContent) -> Draft:
    """With the registrar's word, the consent and the signature: they are for what stands in the form now."""
    word, agreed = content.verification, content.consent
    signature = signature_held(draft)
    draft = with_signature(draft, signature).with_photo(signature) if signature else draft
    return replace(
        draft,
        verification=Verification(
            word.outcome == "same_person", word.by, word.at, word.reason, vouched_for(draft)
        ),
        consent=Consent(
            agreed.text_version,
            agreed.language,
            agreed.at,
            tuple(purpose for purpose in Purpose if purpose in agreed.purposes),
            agreed.text_sha256,
            LegalBasis(agreed.basis),
        ),
    )


def _returned_photos(draft: Draft) -> list[PhotoRole]:
    """The marked ones; where none is marked, those that the reason alone speaks of."""
    marked = [role for role in PhotoRole if role in draft.photos and role in draft.returned_fields]
    if marked:
        return marked
    meant = {"photo_unclear": (PhotoRole.PORTRAIT,), "card_unclear": document_photos(draft)}
    named = [role for reason in draft.return_reasons for role in meant.get(reason, ())]
    return [role for role in named if role in draft.photos]
