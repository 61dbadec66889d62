"""What was signed and vouched for, and whether it still is what stands in the form.

A signature counts while the fields the person signs for are those they were; the registrar's word while the
document's are. Typing the same value back is no change. See decision 0076.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from declaration.draft import Draft, Field, PhotoRole, Source
from declaration.tidying import tidied

SIGNATURES: Final = (PhotoRole.SIGNATURE, PhotoRole.SIGNED_FORM)
_NOT_SIGNED: Final = {
    Field.NATIONALITY,
    Field.EXPIRES,
    Field.ISSUED,
    Field.CARD,
    Field.AGENCY,
    Field.HAND_IN,
    Field.GUARDIAN_ACCOUNT,
    Field.ONLINE_NUMBER,
}
"""Neither on the paper nor on the pad: what the card tells beside, and what is the desk's to say."""
_SIGNED: Final = tuple(name for name in Field if name not in _NOT_SIGNED)
_OF_DOCUMENT: Final = (Field.DOCUMENT_KIND, Field.DOCUMENT_NUMBER, Field.FULL_NAME, Field.BIRTH)
_AS_IF_TYPED: Final = {Field.DOCUMENT_KIND: "citizen_id", Field.CHANNEL: "portal"}
"""What an empty field means."""


def signature_held(draft: Draft) -> PhotoRole | None:
    """How the form was signed, whatever was changed since; None when it was not."""
    return next((role for role in SIGNATURES if role in draft.photos), None)


def signature_of(draft: Draft) -> PhotoRole | None:
    """How the form as it stands was signed; None when it was not, or was changed since."""
    role = signature_held(draft)
    if role is None:
        return None
    return role if draft.signed.get(role, "") in ("", _signed_for(draft)) else None


def with_signature(draft: Draft, role: PhotoRole) -> Draft:
    """The draft about to hold a signature for what stands in it now; the one before counts no more."""
    return replace(
        draft, photos=draft.photos - {*SIGNATURES}, signed=MappingProxyType({role: _signed_for(draft)})
    )


def vouched_for(draft: Draft) -> str:
    """What the registrar's word about the person is about, as a digest."""
    return _digest(draft, _OF_DOCUMENT)


def is_word_outdated(draft: Draft) -> bool:
    """The registrar's word is about a document that no longer is the one in the form."""
    word = draft.verification
    return word is not None and word.about not in ("", vouched_for(draft))


def _signed_for(draft: Draft) -> str:
    """A code the agency has found for a person who did not know it is not what they signed for."""
    if draft.sources.get(Field.INSURANCE_CODE) is Source.AGENCY:
        draft = draft.with_value(Field.INSURANCE_CODE, "").with_value(Field.INSURANCE_UNKNOWN, "yes")
    return _digest(draft, _SIGNED, draft.kind)


def _digest(draft: Draft, names: Iterable[Field], kind: str = "") -> str:
    values = {name: tidied(name, draft.value(name), draft) or _AS_IF_TYPED.get(name, "") for name in names}
    given = {name: value for name, value in values.items() if value}
    return sha256(json.dumps([kind, given], sort_keys=True).encode()).hexdigest()
