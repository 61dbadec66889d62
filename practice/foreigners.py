"""Invented people who are not registered with an identity card: a foreign worker, and a child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from declaration.cards.mrz import check_digit
from declaration.privacy import Private

_NAME_WIDTH = 39


@dataclass(frozen=True, repr=False)
class Foreigner(Private):
    """A foreign worker with a passport (ICAO 9303 TD3)."""

    surname: str
    given: str
    number: str
    state: str
    birth: date
    expiry: date
    insurance_code: str
    phone: str
    email: str


@dataclass(frozen=True, repr=False)
class Child(Private):
    """Without a card of their own."""

    full_name: str
    birth: date
    certificate: str
    insurance_code: str


def invented_foreigner(today: date) -> Foreigner:
    """With a passport that is good for some years yet."""
    return Foreigner(
        surname="KIM",
        given="MIN SU",
        number="M1234567",
        state="KOR",
        birth=date(1988, 2, 14),
        expiry=date(today.year + 5, 2, 13),
        insurance_code="0090000001",
        phone="0900900001",
        email="kim.min.su@example.com",
    )


def invented_child(today: date) -> Child:
    """Six years old, or nearly."""
    return Child("Nguyễn Bé Mẫu", date(today.year - 6, 6, 1), f"45/{today.year - 6}", "7900000001")


def passport_zone(person: Foreigner) -> str:
    """The two lines at the foot of the passport's page."""
    number, birth, expiry = (
        f"{part}{check_digit(part)}"
        for part in (person.number.ljust(9, "<"), f"{person.birth:%y%m%d}", f"{person.expiry:%y%m%d}")
    )
    personal = "<" * 14 + "0"
    whole = check_digit(number + birth + expiry + personal)
    name = f"{person.surname}<<{person.given.replace(' ', '<')}".ljust(_NAME_WIDTH, "<")
    return f"P<{person.state}{name}\n{number}{person.state}{birth}M{expiry}{personal}{whole}"
