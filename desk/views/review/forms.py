"""What a reviewer enters for a decision. Kept while the declaration is open, whatever goes wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from declaration.draft import Field, PhotoRole
from declaration.lifecycle import Kind
from declaration.privacy import Private
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.reasons import ReasonLists
from declaration.wire.review import REJECT_REASONS, RETURN_REASONS, Decision, PossibleDuplicate

MARKABLE: Final = (
    Field.FULL_NAME,
    Field.DOCUMENT_NUMBER,
    Field.BIRTH,
    Field.SEX,
    Field.ADDRESS,
    Field.INSURANCE_CODE,
    Field.PHONE,
    Field.EMAIL,
    Field.GUARDIAN_CODE,
    Field.CERTIFICATE,
    Field.IVAN_NAME,
    PhotoRole.PORTRAIT,
    PhotoRole.CARD_FRONT,
    PhotoRole.CARD_BACK,
    PhotoRole.PASSPORT_PAGE,
    PhotoRole.BIRTH_CERTIFICATE,
    PhotoRole.SIGNATURE,
)
"""What can be marked as faulty, in the order of the form: fields, then photos."""

_ASKED: Final = {
    "register": (),
    "adjust": (Field.NEW_PHONE, Field.NEW_EMAIL, Field.NEW_CERTIFICATE),
    "stop": (Field.STOP_FROM, Field.STOP_REASON),
}
_OF_DOCUMENT: Final[dict[str, tuple[Field | PhotoRole, ...]]] = {
    "citizen_id": (PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK),
    "old_id": (PhotoRole.CARD_FRONT, PhotoRole.CARD_BACK),
    "passport": (PhotoRole.PASSPORT_PAGE,),
    "birth_certificate": (Field.GUARDIAN_CODE, PhotoRole.BIRTH_CERTIFICATE),
}
_KNOWN: Final = frozenset({*RETURN_REASONS, *REJECT_REASONS})
NOTE_LENGTH: Final = 500
REASON_LENGTH: Final = 300


def markable(content: DeclarationContent | None) -> tuple[Field | PhotoRole, ...]:
    """The same for one declaration: what its kind alone asks for first, and nothing that it does not have."""
    kind, document = (content.kind, content.document.kind) if content else (Kind.REGISTER, "citizen_id")
    others = {name for names in _OF_DOCUMENT.values() for name in names} - set(_OF_DOCUMENT.get(document, ()))
    if content is None or content.certificate is None:
        others.add(Field.CERTIFICATE)
    if content is None or content.channel != "ivan":
        others.add(Field.IVAN_NAME)
    return (*_ASKED.get(kind, ()), *(name for name in MARKABLE if name not in others))


@dataclass(frozen=True, repr=False)
class Form(Private):
    """One decision's entries: codes of fields and reasons, free words, the BHXH code that was looked up,
    why an unconfirmed e-mail address is taken."""

    fields: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    note: str = ""
    code: str = ""
    email_reason: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Form()

    def with_field(self, name: str, marked: bool) -> Form:
        return replace(self, fields=self.fields | {name} if marked else self.fields - {name})

    def with_reason(self, code: str, chosen: bool) -> Form:
        return replace(self, reasons=self.reasons | {code} if chosen else self.reasons - {code})

    def marked_fields(self) -> tuple[str, ...]:
        """The marked fields in the form's order."""
        every = (*(name for asked in _ASKED.values() for name in asked), *MARKABLE)
        return tuple(str(name) for name in every if name in self.fields)

    def chosen_reasons(self, offered: tuple[str, ...]) -> tuple[str, ...]:
        """The chosen ones of those offered, codes first: the rest is words, as a note is."""
        chosen = [reason for reason in offered if reason in self.reasons]
        return tuple(sorted(chosen, key=lambda reason: reason not in _KNOWN))


def reasons_for(decision: Decision, lists: ReasonLists) -> tuple[str, ...]:
    """The reasons there are for that decision; none for approving."""
    return {Decision.RETURN: lists.to_return, Decision.REJECT: lists.to_reject}.get(decision, ())


def contact_in_use(form: Form, duplicates: tuple[PossibleDuplicate, ...], kind: Kind) -> Form:
    """The return form with what is in use elsewhere marked already, for the reviewer to confirm."""
    adjusts = kind is Kind.ADJUST
    phone, email = (Field.NEW_PHONE, Field.NEW_EMAIL) if adjusts else (Field.PHONE, Field.EMAIL)
    shared = {each.on for each in duplicates}
    named = {Field.PHONE.value: phone.value, Field.EMAIL.value: email.value}
    clashing = frozenset(field for on, field in named.items() if on in shared) or {phone.value}
    return replace(form, fields=form.fields | clashing, reasons=form.reasons | {"contact_wrong"})
