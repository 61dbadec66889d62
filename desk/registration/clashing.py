"""What of a draft may be another's already: one phone, e-mail, code and number belong to one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from declaration.contact import Email, Phone, read_email, read_phone
from declaration.draft import Draft, Field
from declaration.form_values import document_in
from declaration.guardian import needs_guardian
from declaration.identity import BirthCertificate, InsuranceCode, read_insurance_code
from declaration.privacy import Private
from declaration.problems import Problem


@dataclass(frozen=True, repr=False)
class Clashing(Private):
    """In the form they are kept in; "" for what cannot be read, or may well be another's too."""

    document_number: str
    phone: str
    email: str
    insurance_code: str

    @staticmethod
    def of(draft: Draft, today: date) -> Clashing:
        """A child's telephone and e-mail are the guardian's, who may have several; the number of a birth
        certificate in one register may stand in another's too."""
        code = read_insurance_code(draft.value(Field.INSURANCE_CODE))
        phone, email = _contact(draft, today)
        return Clashing(_document(draft), phone, email, code.value if isinstance(code, InsuranceCode) else "")


def _contact(draft: Draft, today: date) -> tuple[str, str]:
    if needs_guardian(draft, today):
        return "", ""
    phone, email = read_phone(draft.value(Field.PHONE)), read_email(draft.value(Field.EMAIL))
    return phone.e164 if isinstance(phone, Phone) else "", email.value if isinstance(email, Email) else ""


def _document(draft: Draft) -> str:
    document = document_in(draft)
    if isinstance(document, Problem):
        return ""
    is_of_register = isinstance(document, BirthCertificate) and not document.is_personal_number
    return "" if is_of_register else document.value
