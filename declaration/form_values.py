"""A draft's text read as values that cannot be wrong, or as the Problem that stands in the way."""

from __future__ import annotations

import re
from datetime import date

from declaration.cards.card import CardKind
from declaration.cards.cross_checks import CardFacts
from declaration.cards.passport_checks import PassportFacts
from declaration.contact import Email, read_email
from declaration.draft import Draft, Field
from declaration.identity import (
    UNKNOWN_INSURANCE_CODE,
    CitizenId,
    IdentityDocument,
    InsuranceCode,
    Passport,
    UnknownInsuranceCode,
    read_document,
    read_insurance_code,
)
from declaration.person import BirthDate, Sex, read_birth_date, tidy_name
from declaration.problems import Problem, blocking, warning

LONGEST_NATIONALITY = 60
_ICAO_STATE = re.compile("[A-Z]{1,3}")
_DAYS = (
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"),  # as a card's code leaves it
    re.compile(r"(?P<d>[0-9]{1,2})[/.-](?P<m>[0-9]{1,2})[/.-](?P<y>[0-9]{4})"),  # as people type it
)


def document_in(draft: Draft) -> IdentityDocument | Problem:
    return read_document(draft.value(Field.DOCUMENT_KIND) or "citizen_id", draft.value(Field.DOCUMENT_NUMBER))


def birth_in(draft: Draft, today: date) -> BirthDate | Problem:
    return read_birth_date(draft.value(Field.BIRTH), today)


def sex_in(draft: Draft) -> Sex | None:
    return Sex(draft.value(Field.SEX)) if draft.value(Field.SEX) else None


def email_in(draft: Draft) -> Email | Problem | None:
    return read_email(draft.value(Field.EMAIL))


def insurance_code_in(draft: Draft) -> InsuranceCode | UnknownInsuranceCode | Problem:
    if draft.insurance_unknown:
        return UNKNOWN_INSURANCE_CODE
    return read_insurance_code(draft.value(Field.INSURANCE_CODE))


def issued_in(draft: Draft) -> date | Problem | None:
    """The card's issue date, None when there is none; issued_unreadable for what is no date."""
    text = draft.value(Field.ISSUED).strip()
    return (read_day(text) or blocking(Field.ISSUED, "issued_unreadable")) if text else None


def nationality_in(draft: Draft) -> str:
    """Of a passport's holder, as the passport has it; "" for any other document."""
    return " ".join(draft.value(Field.NATIONALITY).split()) if _has_passport(draft) else ""


def expires_in(draft: Draft) -> date | None:
    """The passport's last day; None when it is not known."""
    return read_day(draft.value(Field.EXPIRES)) if _has_passport(draft) else None


def passport_problems(draft: Draft, today: date) -> tuple[Problem, ...]:
    """What is wrong with nationality and last day of a passport; both may be left out."""
    if not _has_passport(draft):
        return ()
    found = []
    if len(nationality_in(draft)) > LONGEST_NATIONALITY:
        found.append(blocking(Field.NATIONALITY, "nationality_long", limit=str(LONGEST_NATIONALITY)))
    last_day = expires_in(draft)
    if last_day is None and draft.value(Field.EXPIRES):
        found.append(blocking(Field.EXPIRES, "expires_unreadable"))
    elif last_day is not None and last_day < today:
        found.append(warning(Field.EXPIRES, "passport_expired", date=f"{last_day:%d/%m/%Y}"))
    return tuple(found)


def _has_passport(draft: Draft) -> bool:
    return draft.value(Field.DOCUMENT_KIND) == "passport"


def read_day(text: str) -> date | None:
    """The day in a text, ISO or as people type it; None for anything else."""
    found = next((match for shape in _DAYS if (match := shape.fullmatch(text.strip()))), None)
    try:
        return date(*(int(found[part]) for part in "ymd")) if found else None
    except ValueError:
        return None


def card_facts(draft: Draft, today: date) -> CardFacts:
    """What the form states about a Vietnamese identity card; what cannot be read counts as not stated."""
    document, birth, issued = document_in(draft), birth_in(draft, today), issued_in(draft)
    known = {kind.value: kind for kind in (CardKind.CCCD, CardKind.CAN_CUOC)}
    return CardFacts(
        number=document if isinstance(document, CitizenId) else None,
        full_name=tidy_name(draft.value(Field.FULL_NAME)),
        birth=None if isinstance(birth, Problem) else birth,
        sex=sex_in(draft),
        kind=known.get(draft.value(Field.CARD)),
        issued=None if isinstance(issued, Problem) else issued,
    )


def passport_facts(draft: Draft, today: date) -> PassportFacts:
    """What the form states about a passport; what cannot be read counts as not stated."""
    document, birth, nationality = document_in(draft), birth_in(draft, today), nationality_in(draft)
    return PassportFacts(
        number=document if isinstance(document, Passport) else None,
        full_name=tidy_name(draft.value(Field.FULL_NAME)),
        birth=None if isinstance(birth, Problem) else birth,
        sex=sex_in(draft),
        nationality=nationality if _ICAO_STATE.fullmatch(nationality) else "",
        expiry=expires_in(draft),
    )
