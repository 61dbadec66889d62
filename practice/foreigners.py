"""Invented people who are not registered with an identity card: a foreign worker, and a child."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from declaration.cards.mrz import check_digit
from declaration.person import Sex
from declaration.privacy import Private

_NAME_WIDTH = 39
_SURNAMES = ("MAU", "VI DU", "TEST", "SPECIMEN", "QUAY", "THU NGHIEM", "WXYZ", "JOHNSAMPLE", "O")
_GIVEN = ("MIN SU", "ANNA", "KWANG BO", "XIU QI", "FREDERIKA JOSEFINE", "U", "ZAHRA GUL", "HIDEYOSHI")
_STATES = ("KOR", "CHN", "JPN", "D", "TWN", "IND", "PHL", "VNM")
_NUMBERS = ("M#######", "E########", "AA#######", "#########", "C#A#B#G#S", "TZ#######")


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
    sex: Sex = Sex.MALE


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


def another_foreigner(seed: int, today: date) -> Foreigner:
    """One more for each seed: names, numbers and states of many shapes."""
    chance = random.Random(seed)  # nosec B311  # the same person again
    shape = chance.choice(_NUMBERS)
    return Foreigner(
        surname=chance.choice(_SURNAMES),
        given=chance.choice(_GIVEN),
        number="".join(str(chance.randrange(10)) if sign == "#" else sign for sign in shape),
        state=chance.choice(_STATES),
        birth=date(1950, 1, 1) + timedelta(days=chance.randrange(20_000)),
        expiry=today + timedelta(days=chance.randrange(1, 3650)),
        insurance_code="0090000001",
        phone="0900900001",
        email="vi.du@example.com",
        sex=chance.choice(list(Sex)),
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
    name = f"{person.surname}<<{person.given}".replace(" ", "<").ljust(_NAME_WIDTH, "<")
    state = person.state.ljust(3, "<")
    return f"P<{state}{name}\n{number}{state}{birth}{person.sex.value[0].upper()}{expiry}{personal}{whole}"
