"""A passport's zone against the form: what differs, as far as both say something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from declaration.cards.cross_checks import same_birth
from declaration.cards.mrz import as_in_zone
from declaration.cards.passport_zone import PassportZone
from declaration.draft import Field
from declaration.identity import Passport
from declaration.person import BirthDate, Sex
from declaration.privacy import Private
from declaration.problems import Problem, warning

_CUT_FROM = 37  # letters of a name that fill its thirty-nine places with its two fillers, or all but one
_CODES = {
    Field.DOCUMENT_NUMBER: "passport_page_number_differs",
    Field.FULL_NAME: "passport_page_name_differs",
    Field.BIRTH: "passport_page_birth_differs",
    Field.SEX: "passport_page_sex_differs",
    Field.NATIONALITY: "passport_page_nationality_differs",
    Field.EXPIRES: "passport_page_expiry_differs",
}


@dataclass(frozen=True, repr=False)
class PassportFacts(Private):
    """What a form states about one passport; None or ``""`` where it states nothing. ``nationality`` only
    where it stands in ICAO's letters: words for a country cannot be compared."""

    number: Passport | None = None
    full_name: str = ""
    birth: BirthDate | None = None
    sex: Sex | None = None
    nationality: str = ""
    expiry: date | None = None


def differing(zone: PassportZone, facts: PassportFacts) -> tuple[Field, ...]:
    """The fields that say something else than the zone."""
    differs = {
        Field.DOCUMENT_NUMBER: facts.number not in (None, zone.number),
        Field.FULL_NAME: bool(facts.full_name) and not _same_name(zone.full_name, facts.full_name),
        Field.BIRTH: facts.birth is not None and not same_birth(facts.birth, zone.birth),
        Field.SEX: zone.sex is not None and facts.sex not in (None, zone.sex),
        Field.NATIONALITY: facts.nationality not in ("", zone.nationality),
        Field.EXPIRES: facts.expiry not in (None, zone.expiry),
    }
    return tuple(name for name, other in differs.items() if other)


def passport_page_problems(
    zone: PassportZone, facts: PassportFacts, field: str = "passport_page"
) -> tuple[Problem, ...]:
    """Warnings where the zone on the photo of the page and the form differ: passport_page_number_differs,
    _name_, _birth_, _sex_, _nationality_, _expiry_differs."""
    return tuple(warning(field, _CODES[name]) for name in differing(zone, facts))


def _same_name(in_zone: str, full_name: str) -> bool:
    """Without case, diacritics and signs, and as far as the zone has room for it."""
    written = " ".join("".join(sign if sign.isalnum() else " " for sign in as_in_zone(full_name)).split())
    return written == in_zone or (len(in_zone) >= _CUT_FROM and written.startswith(in_zone))
