"""What a card says in its several places, compared: code, zone, print, and the form they filled.

Nothing here is a wall. A card may be worn, a rule may change, a camera may misread: each difference is a
warning for a person who holds the card in the hand. No problem carries details, so that its code alone may
be kept with a draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from declaration.cards.card import CardKind
from declaration.cards.identity_card import CAN_CUOC_SINCE
from declaration.cards.mrz import Mrz, as_in_zone
from declaration.identity import CitizenId, card_expiry, citizen_id_problems, expiry_problems
from declaration.person import BirthDate, Sex
from declaration.privacy import Private
from declaration.problems import Problem, warning

_CUT_FROM = 28  # letters of a name that fill a zone's line of thirty with its two fillers, or all but one
_MISREAD = 1  # digits: one wrong digit in a printed number is no news


@dataclass(frozen=True, repr=False)
class CardFacts(Private):
    """What a form or a code states about one identity card; None or ``""`` where it states nothing."""

    number: CitizenId | None = None
    full_name: str = ""
    birth: BirthDate | None = None
    sex: Sex | None = None
    kind: CardKind | None = None
    issued: date | None = None

    @property
    def day_of_birth(self) -> date | None:
        return None if self.birth is None else self.birth.exact


def facts_problems(facts: CardFacts, today: date) -> tuple[Problem, ...]:
    """Warnings where one statement contradicts itself, or the card has ended by ``today``.

    citizen_id_* (number against birth and sex), card_expired, card_kind_differs_from_issue_date,
    issued_in_future, issued_before_birth. None for a form without a citizen id.
    """
    if facts.number is None:
        return ()
    problems = citizen_id_problems(facts.number, facts.birth, facts.sex)
    if facts.issued is None:
        return problems
    if facts.day_of_birth is not None:
        problems += expiry_problems(facts.day_of_birth, facts.issued, today)
    return problems + _issue_problems(facts, facts.issued, today)


def _issue_problems(facts: CardFacts, issued: date, today: date) -> tuple[Problem, ...]:
    newer = issued >= CAN_CUOC_SINCE
    doubts = {
        ("document_number", "card_kind_differs_from_issue_date"): facts.kind
        is (CardKind.CCCD if newer else CardKind.CAN_CUOC),
        ("issued", "issued_in_future"): issued > today,
        ("issued", "issued_before_birth"): facts.birth is not None and issued < _first_day(facts.birth),
    }
    return tuple(warning(*which) for which, doubtful in doubts.items() if doubtful)


def mrz_problems(zone: Mrz, facts: CardFacts, field: str = "card_back") -> tuple[Problem, ...]:
    """Warnings where the zone on the back and what is known of the card differ.

    mrz_number_differs, mrz_birth_differs, mrz_sex_differs, mrz_expiry_differs (against the end computed from
    birth and issue date), mrz_name_differs. What the form does not know differs from nothing.
    """
    differs = {
        "mrz_number_differs": facts.number not in (None, zone.number),
        "mrz_birth_differs": facts.birth is not None and not same_birth(facts.birth, zone.birth),
        "mrz_sex_differs": facts.sex not in (None, zone.sex),
        "mrz_expiry_differs": not _same_end(zone, facts),
        "mrz_name_differs": bool(facts.full_name) and not _same_name(zone.full_name, facts.full_name),
    }
    return tuple(warning(field, code) for code, doubtful in differs.items() if doubtful)


def end_problems(zone: Mrz, today: date) -> tuple[Problem, ...]:
    """Warns card_expired from the day after the end the zone states; for a form without an issue date."""
    if zone.expiry is None or today <= zone.expiry:
        return ()
    return (warning("document_number", "card_expired", date=f"{zone.expiry:%d/%m/%Y}"),)


def side_problems(stated: CardKind | None, seen: CardKind | None, field: str) -> tuple[Problem, ...]:
    """Warns card_sides_differ when a side's code is of another generation than the form's card."""
    differ = stated is not None and seen is not None and stated is not seen
    return (warning(field, "card_sides_differ"),) if differ else ()


def printed_number_problems(
    printed: tuple[str, ...], number: CitizenId | None, field: str = "card_front"
) -> tuple[Problem, ...]:
    """Warns printed_number_differs when the one number read on a side is surely another one."""
    if number is None or len(printed) != 1:
        return ()
    wrong = sum(read != known for read, known in zip(printed[0], number.value, strict=True))
    return (warning(field, "printed_number_differs"),) if wrong > _MISREAD else ()


def _first_day(birth: BirthDate) -> date:
    return date(birth.year, birth.month or 1, birth.day or 1)


def same_birth(one: BirthDate, other: BirthDate) -> bool:
    """As far as both know it: many older cards know only the year."""
    parts = zip((one.year, one.month, one.day), (other.year, other.month, other.day), strict=True)
    return all(a == b for a, b in parts if a is not None and b is not None)


def _same_end(zone: Mrz, facts: CardFacts) -> bool:
    if facts.day_of_birth is None or facts.issued is None:
        return True
    computed = card_expiry(facts.day_of_birth, facts.issued)
    if computed is None or zone.expiry is None:
        return computed is zone.expiry
    return abs((computed - zone.expiry).days) <= 1  # somebody born on 29/02 may have it either way


def _same_name(in_zone: str, full_name: str) -> bool:
    """Without case and diacritics, and as far as the zone has room for it."""
    written = as_in_zone(full_name)
    return written == in_zone or (len(in_zone) >= _CUT_FROM and written.startswith(in_zone))
