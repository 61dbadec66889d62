"""How the person will deal with the agency: certificate or code, portal or I-VAN, whom to call.

Source: Mẫu số 01, its head and part 1. Without a certificate (chứng thư số) the person asks for a code; most
do, so nothing of this has to be filled in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from declaration.draft import Draft, Field
from declaration.form_values import read_day
from declaration.lifecycle import Kind
from declaration.person import name_problems, tidy_name
from declaration.privacy import Private
from declaration.problems import Problem, blocking

LONGEST_BODY: Final = 200
_SERIAL = re.compile(r"[0-9A-F]{4,64}")


class Channel(StrEnum):
    """Through the portal of BHXH Việt Nam, or a body that deals for others (tổ chức I-VAN)."""

    PORTAL = "portal"
    IVAN = "ivan"


class HandIn(StrEnum):
    """How the signed form comes to the agency: with the desk's own, by the person, by the unit, by post."""

    DESK = "desk"
    PERSON = "person"
    UNIT = "unit"
    POST = "post"


@dataclass(frozen=True, repr=False)
class Certificate(Private):
    """Chứng thư số: its serial number in capitals, who certified it, and from when to when it holds."""

    number: str
    issuer: str
    first_day: date
    last_day: date


@dataclass(frozen=True, repr=False)
class Dealing(Private):
    """Without ``certificate`` a code is asked for; ``ivan_name`` "" through the portal."""

    certificate: Certificate | None = None
    channel: Channel = Channel.PORTAL
    ivan_name: str = ""
    contact_person: str = ""
    hand_in: HandIn = HandIn.DESK


@dataclass(frozen=True)
class CertificateFields:
    """Where in the form one certificate stands."""

    serial: Field
    issuer: Field
    first_day: Field
    last_day: Field


OWN: Final = CertificateFields(
    Field.CERTIFICATE, Field.CERTIFICATE_ISSUER, Field.CERTIFICATE_FROM, Field.CERTIFICATE_TO
)
NEW: Final = CertificateFields(
    Field.NEW_CERTIFICATE,
    Field.NEW_CERTIFICATE_ISSUER,
    Field.NEW_CERTIFICATE_FROM,
    Field.NEW_CERTIFICATE_TO,
)


def dealing_in(draft: Draft) -> Dealing:
    """What is declared of it; what cannot be read counts as not stated."""
    certificate = certificate_in(draft, OWN)
    channel = _channel(draft)
    return Dealing(
        certificate if isinstance(certificate, Certificate) else None,
        channel,
        " ".join(draft.value(Field.IVAN_NAME).split()) if channel is Channel.IVAN else "",
        tidy_name(draft.value(Field.CONTACT_PERSON)),
        HandIn(draft.value(Field.HAND_IN) or HandIn.DESK),
    )


def dealing_problems(draft: Draft, today: date) -> tuple[Problem, ...]:
    """What is missing or wrong of it, none when nothing was filled in."""
    found = [*certificate_problems(draft, OWN, today)]
    name = draft.value(Field.IVAN_NAME).strip()
    if _channel(draft) is Channel.IVAN and not name:
        found.append(blocking(Field.IVAN_NAME, "ivan_name_missing"))
    elif len(name) > LONGEST_BODY:
        found.append(blocking(Field.IVAN_NAME, "body_name_long", limit=str(LONGEST_BODY)))
    if draft.value(Field.CONTACT_PERSON):
        found += name_problems(draft.value(Field.CONTACT_PERSON), Field.CONTACT_PERSON)
    return tuple(found)


def certificate_in(draft: Draft, where: CertificateFields) -> Certificate | None:
    """The certificate of those fields; None when there is none, or it is not whole yet."""
    if not draft.value(where.serial) or _wrong(draft, where):
        return None
    first_day, last_day = read_day(draft.value(where.first_day)), read_day(draft.value(where.last_day))
    assert first_day is not None
    assert last_day is not None
    issuer = " ".join(draft.value(where.issuer).split())
    return Certificate(tidy_serial(draft.value(where.serial)), issuer, first_day, last_day)


def certificate_problems(draft: Draft, where: CertificateFields, today: date) -> tuple[Problem, ...]:
    """None when all its fields are empty: then a code is asked for."""
    wrong = _wrong(draft, where)
    last_day = read_day(draft.value(where.last_day))
    if not wrong and last_day is not None and last_day < today:
        return (blocking(where.last_day, "certificate_ended", date=f"{last_day:%d/%m/%Y}"),)
    return wrong


def tidy_serial(text: str) -> str:
    """A serial number as it is kept: certificates show it in pairs, with colons or blanks."""
    return re.sub(r"[\s:.-]", "", text).upper()


def _wrong(draft: Draft, where: CertificateFields) -> tuple[Problem, ...]:
    number, issuer = draft.value(where.serial), draft.value(where.issuer).strip()
    first_text, last_text = draft.value(where.first_day), draft.value(where.last_day)
    if not (number or issuer or first_text or last_text):
        return ()
    found: list[Problem] = []
    if not _SERIAL.fullmatch(tidy_serial(number)):
        found.append(blocking(where.serial, "certificate_unreadable" if number else "certificate_missing"))
    if not issuer:
        found.append(blocking(where.issuer, "certificate_issuer_missing"))
    elif len(issuer) > LONGEST_BODY:
        found.append(blocking(where.issuer, "body_name_long", limit=str(LONGEST_BODY)))
    return (*found, *_wrong_days(draft, where))


def _wrong_days(draft: Draft, where: CertificateFields) -> tuple[Problem, ...]:
    days = {name: read_day(draft.value(name)) for name in (where.first_day, where.last_day)}
    unreadable = tuple(blocking(name, "certificate_day") for name, day in days.items() if day is None)
    first_day, last_day = days.values()
    if first_day is not None and last_day is not None and last_day < first_day:
        return (blocking(where.last_day, "certificate_ends_first"),)
    return unreadable


def _channel(draft: Draft) -> Channel:
    """Only registering chooses one."""
    chosen = draft.value(Field.CHANNEL) if draft.kind is Kind.REGISTER else ""
    return Channel(chosen or Channel.PORTAL)
