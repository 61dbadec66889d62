"""Mẫu số 01 as its template is filled: plain words by name, whatever was left out as None."""

from __future__ import annotations

from datetime import date
from typing import Any

from declaration.contact import Phone
from declaration.lifecycle import Kind
from declaration.wire.declaration_content import CertificateContent, DeclarationContent

Fields = dict[str, Any]


def form_fields(content: DeclarationContent, insurance_code: str | None) -> Fields:
    """The words of the form; a child's contact person is the guardian."""
    name, guardian = content.full_name.upper(), content.guardian
    return {
        "place": "",
        "declared": words_of(content.declared_on),
        "full_name": name,
        "signed_by": guardian.full_name.upper() if guardian else name,
        "insurance_code": insurance_code,
        "document_number": content.document.value,
        "address": content.address,
        "certificate": _certificate(content.certificate),
        "contact_person": content.contact_person or (guardian.full_name if guardian else name),
        "email": content.email,
        "phone": Phone(content.phone).shown(),
        **_asked_in(content),
    }


def _asked_in(content: DeclarationContent) -> Fields:
    """Parts 1, 2 and 3 of the form: the one that is declared, the others left blank."""
    registers, changed, stop = Kind(content.kind) is Kind.REGISTER, content.changed, content.stop
    phone = Phone(changed.phone).shown() if changed and changed.phone else None
    return {
        "register_from": words_of(content.declared_on) if registers else None,
        "by_portal": registers and content.channel == "portal",
        "by_ivan": (content.ivan_name or None) if registers else None,
        "changed": {
            "certificate": _certificate(changed.certificate if changed else None),
            "email": changed.email if changed else None,
            "phone": phone,
        },
        "stop_from": words_of(stop.first_day) if stop else None,
        "stop_reason": stop.reason if stop else None,
    }


def _certificate(certificate: CertificateContent | None) -> Fields:
    if certificate is None:
        return dict.fromkeys(("number", "issuer", "from", "to"))
    return {
        "number": certificate.number,
        "issuer": certificate.issuer,
        "from": words_of(certificate.first_day),
        "to": words_of(certificate.last_day),
    }


def words_of(day: date) -> Fields:
    """A day as the form writes it."""
    return {"day": f"{day:%d}", "month": f"{day:%m}", "year": f"{day:%Y}"}
