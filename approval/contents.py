"""What a declaration's content says, checked with the same rules as at the desk.

The desk has checked it all already; this is the service's own look, since a station may be old or damaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from declaration.contact import Email, Phone, read_email, read_phone
from declaration.guardian import is_of_full_age, is_under_card_age
from declaration.identity import (
    BirthCertificate,
    IdentityDocument,
    InsuranceCode,
    read_document,
    read_insurance_code,
)
from declaration.lifecycle import Kind
from declaration.person import BirthDate, name_problems, search_key
from declaration.privacy import Private
from declaration.problems import Problem, blocking
from declaration.wire.declaration_content import DeclarationContent


@dataclass(frozen=True, repr=False)
class Declared(Private):
    """The facts that lists, clashes and notices need, in their canonical form. ``sound``: verified without an
    exception, and no warning stood when the registrar finished. ``asked_email``: what an account is to be
    opened with, or changed to."""

    kind: str
    full_name: str
    search_name: str
    birth: str
    document_number: str
    insurance_code: str | None
    phone: str
    email: str | None
    agency: str
    declared_on: date
    online_number: str = ""
    sound: bool = False
    guardian: str | None = None
    asked_email: str | None = None


def read_declared(content: dict[str, Any]) -> Declared | tuple[Problem, ...]:
    """The facts, or what is wrong with the content (``content_shape`` when it has not even the shape)."""
    try:
        form = DeclarationContent.model_validate(content)
    except ValidationError:
        return (blocking("", "content_shape"),)
    document = read_document(form.document.kind, form.document.value)
    birth = _birth(form)
    code = None if form.insurance_code is None else read_insurance_code(form.insurance_code)
    phone = read_phone(form.phone)
    email = read_email(form.email or "")
    values = (document, birth, code, phone, email)
    problems = (
        tuple(each for each in values if isinstance(each, Problem))
        + tuple(each for each in name_problems(form.full_name) if each.blocks)
        + _asked(form)
        + _child(form)
        + (() if isinstance(birth, Problem) else _age(form, birth))
    )
    if problems:
        return problems
    assert not isinstance(document, Problem)
    assert isinstance(phone, Phone)
    assert not isinstance(email, Problem)
    assert not isinstance(code, Problem)
    return Declared(
        kind=form.kind,
        full_name=form.full_name,
        search_name=search_key(form.full_name),
        birth=form.birth,
        document_number=_document_text(document, code),
        insurance_code=_code_text(code),
        phone=phone.e164,
        email=_email_text(email),
        agency=form.agency,
        declared_on=form.declared_on,
        online_number=form.online_number,
        sound=form.verification.outcome == "same_person" and not form.checks,
        guardian=form.guardian.insurance_code if form.guardian else None,
        asked_email=_email_text(email) if Kind(form.kind) is Kind.REGISTER else new_contact(form)[1],
    )


def new_contact(form: DeclarationContent) -> tuple[str | None, str | None]:
    """The phone and e-mail that an adjustment asks for, as they are compared; None where nothing changes."""
    if form.changed is None:
        return None, None
    phone, email = read_phone(form.changed.phone or ""), read_email(form.changed.email or "")
    return (
        phone.e164 if isinstance(phone, Phone) else None,
        _email_text(email) if isinstance(email, Email) else None,
    )


def _birth(form: DeclarationContent) -> BirthDate | Problem:
    try:
        return BirthDate.from_iso(form.birth)
    except ValueError:
        return blocking("birth", "birth_unreadable")


def _asked(form: DeclarationContent) -> tuple[Problem, ...]:
    """Adjusting says what changes, stopping from when and why; neither says anything else."""
    changed, stop, kind = form.changed, form.stop, Kind(form.kind)
    if (changed is not None, stop is not None) != (kind is Kind.ADJUST, kind is Kind.STOP):
        return (blocking("kind", "content_shape"),)
    if changed is None:
        return ()
    if changed.phone is None and changed.email is None and changed.certificate is None:
        return (blocking("new_phone", "nothing_adjusted"),)
    phone, email = read_phone(changed.phone) if changed.phone else None, read_email(changed.email or "")
    return tuple(each for each in (phone, email) if isinstance(each, Problem))


def _child(form: DeclarationContent) -> tuple[Problem, ...]:
    """Who shows a birth certificate has a guardian and a code; nobody is their own guardian."""
    guardian, is_without_card = form.guardian, form.document.kind == "birth_certificate"
    if guardian is None:
        return (blocking("guardian_code", "guardian_code_missing"),) if is_without_card else ()
    if form.insurance_code is None:
        return (blocking("insurance_code", "child_code_missing"),)
    is_own = guardian.insurance_code == form.insurance_code
    return (blocking("guardian_code", "guardian_is_the_child"),) if is_own else ()


def _age(form: DeclarationContent, birth: BirthDate) -> tuple[Problem, ...]:
    """Under a guardian, who shares a telephone with all its children, is only who was a child on that day."""
    if form.document.kind == "birth_certificate":
        return (blocking("birth", "minor_over_18"),) if is_of_full_age(birth, form.declared_on) else ()
    if form.guardian is None or is_under_card_age(birth, form.declared_on):
        return ()
    return (blocking("guardian_code", "guardian_not_needed"),)


def _document_text(document: IdentityDocument, code: InsuranceCode | None) -> str:
    """As it is compared: the number of a register is one person's only together with the code."""
    if isinstance(document, BirthCertificate) and not document.is_personal_number:
        return f"{document.value} {_code_text(code)}"
    return document.value


def _code_text(code: InsuranceCode | None) -> str | None:
    return None if code is None else code.value


def _email_text(email: Email | None) -> str | None:
    # Mail servers tell capitals apart in theory only; two people sharing one address by a capital is a clash.
    return None if email is None else email.value.lower()
