"""Draft → Declaration: complete, checked and frozen; or the list of what is still wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from declaration.cards.cross_checks import facts_problems
from declaration.cards.passport_zone import VIETNAM
from declaration.contact import Email, Phone, phone_warnings, read_phone
from declaration.dealing import Dealing, dealing_in, dealing_problems
from declaration.draft import Consent, Draft, Field, PhotoRole, Purpose, Source, Verification
from declaration.form_values import (
    birth_in,
    card_facts,
    document_in,
    email_in,
    expires_in,
    insurance_code_in,
    issued_in,
    nationality_in,
    passport_problems,
    sex_in,
)
from declaration.guardian import Guardian, guardian_in, guardian_problems
from declaration.identity import (
    IdentityDocument,
    InsuranceCode,
    OldId,
    UnknownInsuranceCode,
    old_id_problems,
)
from declaration.kinds import Changed, Stop, changed_in, kind_problems, stop_in
from declaration.lifecycle import Kind
from declaration.person import BirthDate, Sex, name_problems, tidy_name
from declaration.photos_needed import photos_needed
from declaration.privacy import Private
from declaration.problems import Problem, blocking, warning
from declaration.signing import SIGNATURES, is_word_outdated, signature_held, signature_of

RETURNED_AS_IT_WAS: Final = "returned_as_it_was"
"""The doubt about a field that a reviewer returned and nobody changed; it is sent along, for the reviewer."""


@dataclass(frozen=True, repr=False)
class Declaration(Private):
    """One complete declaration, one revision of it. Made only by :func:`complete`."""

    id: UUID
    revision: int
    kind: Kind
    full_name: str
    birth: BirthDate
    sex: Sex
    document: IdentityDocument
    issued: date | None
    card: str | None
    nationality: str
    expires: date | None
    insurance_code: InsuranceCode | UnknownInsuranceCode
    address: str
    phone: Phone
    email: Email | None
    agency: str
    declared_on: date
    verification: Verification
    consent: Consent
    signature: PhotoRole
    photos: frozenset[PhotoRole]
    sources: Mapping[Field, Source]
    warnings: tuple[str, ...]
    dealing: Dealing
    guardian: Guardian | None = None
    changed: Changed | None = None
    stop: Stop | None = None
    online_number: str = ""


def complete(draft: Draft, today: date) -> Declaration | tuple[Problem, ...]:
    """The declaration, or every problem that blocks it (warnings never do)."""
    problems = problems_of(draft, today)
    blockers = tuple(p for p in problems if p.blocks)
    if blockers:
        return blockers
    birth, phone, email = birth_in(draft, today), read_phone(draft.value(Field.PHONE)), email_in(draft)
    document, code, issued = document_in(draft), insurance_code_in(draft), issued_in(draft)
    assert isinstance(birth, BirthDate)
    assert isinstance(phone, Phone)
    assert not isinstance(document, Problem)
    assert not isinstance(code, Problem)
    assert not isinstance(email, Problem)
    assert not isinstance(issued, Problem)
    assert draft.verification is not None
    assert draft.consent is not None
    return Declaration(
        id=draft.id,
        revision=draft.revision,
        kind=draft.kind,
        full_name=tidy_name(draft.value(Field.FULL_NAME)),
        birth=birth,
        sex=Sex(draft.value(Field.SEX)),
        document=document,
        issued=issued,
        card=draft.value(Field.CARD) or None,
        nationality=nationality_in(draft),
        expires=expires_in(draft),
        insurance_code=code,
        address=draft.value(Field.ADDRESS).strip(),
        phone=phone,
        email=email,
        agency=draft.value(Field.AGENCY),
        declared_on=draft.declared_on,
        verification=draft.verification,
        consent=draft.consent,
        signature=signature_of(draft) or PhotoRole.SIGNATURE,
        photos=draft.photos & {*photos_needed(draft), signature_of(draft)},
        sources=draft.sources,
        warnings=tuple(_noted(p) for p in problems),
        changed=changed_in(draft),
        stop=stop_in(draft),
        dealing=dealing_in(draft),
        guardian=guardian_in(draft, today),
        online_number=draft.value(Field.ONLINE_NUMBER),
    )


def to_be_signed(draft: Draft, today: date) -> Declaration | tuple[Problem, ...]:
    """What goes on the paper that the person signs: every field is right; photos, the registrar's word and
    consent may still be missing. Never sealed."""
    wrong = tuple(problem for problem in field_problems(draft, today) if problem.blocks)
    if wrong:
        return wrong
    verified = draft.verification or Verification(same_person=True, by="", at=draft.created_at)
    consent = draft.consent or Consent("", "", draft.created_at)
    signed = replace(
        draft,
        verification=replace(verified, same_person=True, about=""),
        consent=consent,
        signed={},
        photos=draft.photos | {*photos_needed(draft), PhotoRole.SIGNED_FORM},
        doubts={},
    )
    return complete(signed, today)


def problems_of(draft: Draft, today: date) -> tuple[Problem, ...]:
    """Everything missing, wrong or doubtful, in the order a registrar would deal with it."""
    return (*field_problems(draft, today), *_photo_problems(draft), *_act_problems(draft))


def field_problems(draft: Draft, today: date) -> tuple[Problem, ...]:
    """What is wrong with the typed fields alone."""
    document, birth, sex = document_in(draft), birth_in(draft, today), sex_in(draft)
    found: list[Problem] = [*name_problems(draft.value(Field.FULL_NAME)), *_accent_problems(draft)]
    found += [v for v in (document, birth) if isinstance(v, Problem)]
    if isinstance(document, OldId):
        found += old_id_problems(today)
    if sex is None:
        found.append(blocking(Field.SEX, "sex_missing"))
    found += [v for v in (issued_in(draft),) if isinstance(v, Problem)]
    found += facts_problems(card_facts(draft, today), today)
    found += passport_problems(draft, today)
    if not draft.value(Field.ADDRESS).strip():
        found.append(blocking(Field.ADDRESS, "address_missing"))
    found += [v for v in (insurance_code_in(draft),) if isinstance(v, Problem)]
    found += [*guardian_problems(draft, today), *_contact_problems(draft)]
    found += [warning(name, RETURNED_AS_IT_WAS) for name in draft.returned_as if draft.is_as_returned(name)]
    return (*found, *kind_problems(draft, today), *dealing_problems(draft, today))


def _accent_problems(draft: Draft) -> tuple[Problem, ...]:
    """A zone has no accents: its name stands in the form until the registrar has typed them from the card."""
    name = draft.value(Field.FULL_NAME)
    bare = name.isascii() and name.isupper() and draft.sources.get(Field.FULL_NAME) is Source.CARD
    bare = bare and nationality_in(draft) in ("", VIETNAM)
    return (warning(Field.FULL_NAME, "name_lacks_accents"),) if bare else ()


def _contact_problems(draft: Draft) -> list[Problem]:
    phone, email = read_phone(draft.value(Field.PHONE)), email_in(draft)
    found = [phone] if isinstance(phone, Problem) else [*phone_warnings(phone)]
    found += [email] if isinstance(email, Problem) else []
    if not draft.value(Field.AGENCY):
        found.append(blocking(Field.AGENCY, "agency_missing"))
    return found


def _photo_problems(draft: Draft) -> list[Problem]:
    needed = photos_needed(draft)
    found = [blocking(role, f"{role}_missing") for role in needed if role not in draft.photos]
    for role, doubt in draft.doubts.items():
        if role not in (*needed, *SIGNATURES):
            continue
        found += [warning(role, code) for code in doubt.codes]
        if doubt.reason is not None:
            found.append(warning(role, f"reason_{doubt.reason}"))
        elif doubt.asks_reason:
            found.append(blocking(role, "photo_reason_missing"))
    return found


def _noted(problem: Problem) -> str:
    """The code of a warning as it is sent; one about a photo names the photo: both card sides share codes. So
    does one that any field may have."""
    is_shared = problem.field in set(PhotoRole) or problem.code == RETURNED_AS_IT_WAS
    return f"{problem.field}:{problem.code}" if is_shared else problem.code


def _act_problems(draft: Draft) -> list[Problem]:
    found = []
    if draft.verification is None:
        found.append(blocking("verification", "verification_missing"))
    elif is_word_outdated(draft):
        found.append(blocking("verification", "verification_outdated"))
    elif not draft.verification.same_person and not draft.verification.reason.strip():
        found.append(blocking("verification", "verification_reason_missing"))
    if draft.consent is None or Purpose.ACCOUNT not in draft.consent.purposes:
        found.append(blocking("consent", "consent_missing"))
    signature = _signature_problem(draft)
    if signature:
        found.append(blocking("signature", signature))
    return found


def _signature_problem(draft: Draft) -> str:
    held = signature_held(draft)
    if draft.value(Field.ONLINE_NUMBER) and held is not PhotoRole.SIGNED_FORM:
        return "signed_form_missing"
    if held is None:
        return "signature_missing"
    return "signature_outdated" if signature_of(draft) is None else ""
