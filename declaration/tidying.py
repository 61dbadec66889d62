"""What is typed into a field, as it is kept: two ways of writing the same become one."""

from __future__ import annotations

from typing import Final

from declaration.contact import Email, Phone, read_email, read_phone
from declaration.dealing import NEW, OWN, tidy_serial
from declaration.draft import Draft, Field
from declaration.form_values import read_day
from declaration.identity import InsuranceCode, read_insurance_code
from declaration.person import BirthDate, read_birth_date, tidy_name

_DAYS: Final = {Field.STOP_FROM, Field.EXPIRES, OWN.first_day, OWN.last_day, NEW.first_day, NEW.last_day}


def tidied(name: Field, text: str, draft: Draft) -> str:
    """The value as it is kept: normal form where it can be read, else what was typed, its blanks tidied."""
    match name:
        case Field.FULL_NAME | Field.GUARDIAN_NAME | Field.CONTACT_PERSON:
            return tidy_name(text)
        case Field.BIRTH:
            birth = read_birth_date(text, draft.declared_on)
            return birth.shown() if isinstance(birth, BirthDate) else text.strip()
        case Field.PHONE | Field.NEW_PHONE:
            phone = read_phone(text)
            return phone.shown() if isinstance(phone, Phone) else text.strip()
        case Field.EMAIL | Field.NEW_EMAIL:
            email = read_email(text)
            return email.value if isinstance(email, Email) else text.strip()
        case Field.INSURANCE_CODE | Field.GUARDIAN_CODE:
            code = read_insurance_code(text)
            return code.value if isinstance(code, InsuranceCode) else text.strip()
        case Field.CERTIFICATE | Field.NEW_CERTIFICATE:
            return tidy_serial(text)
        case _ if name in _DAYS:
            day = read_day(text)
            return f"{day:%d/%m/%Y}" if day else text.strip()
        case Field.DOCUMENT_NUMBER:
            return "".join(text.split())
        case _:
            return " ".join(text.split())
