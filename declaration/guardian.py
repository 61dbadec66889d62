"""Children without a card: registered through a parent or guardian who has an account (người giám hộ).

The guardian's account is named by its BHXH code; telephone and e-mail of the declaration are the guardian's,
and notices go there. From fourteen, with a card of one's own, the ordinary way. Source: the procedure as the
agencies describe it; the ages of a card are those of Luật Căn cước 2023.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from declaration.draft import Draft, Field
from declaration.form_values import birth_in, insurance_code_in
from declaration.identity import InsuranceCode, read_insurance_code
from declaration.person import BirthDate, name_problems, tidy_name
from declaration.privacy import Private
from declaration.problems import Problem, blocking, warning

CARD_AGE: Final = 14
FULL_AGE: Final = 18


class Relation(StrEnum):
    """What the guardian is to the child."""

    FATHER = "father"
    MOTHER = "mother"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    GUARDIAN = "guardian"


class GuardianAccount(StrEnum):
    """What is known of the guardian's account: there is one · declared for here, not decided yet · none."""

    THERE = "there"
    DECLARED = "declared"
    NONE = "none"


@dataclass(frozen=True, repr=False)
class Guardian(Private):
    """Who answers for the child."""

    full_name: str
    insurance_code: InsuranceCode
    relation: Relation


def is_without_card(draft: Draft) -> bool:
    """The child shows a birth certificate."""
    return draft.value(Field.DOCUMENT_KIND) == "birth_certificate"


def needs_guardian(draft: Draft, today: date) -> bool:
    """A birth certificate, or anybody who is surely under the age of a card."""
    birth = birth_in(draft, today)
    return is_without_card(draft) or (isinstance(birth, BirthDate) and is_under_card_age(birth, today))


def is_under_card_age(birth: BirthDate, on: date) -> bool:
    """Surely too young for a card of one's own, whatever day of its month or year it was."""
    return _age(date(birth.year, birth.month or 1, birth.day or 1), on) < CARD_AGE


def is_of_full_age(birth: BirthDate, on: date) -> bool:
    """Surely eighteen or older."""
    return _youngest(birth, on) >= FULL_AGE


def guardian_in(draft: Draft, today: date) -> Guardian | None:
    """The guardian; None when none is needed, or what is filled in cannot be read."""
    code = read_insurance_code(draft.value(Field.GUARDIAN_CODE))
    relation = draft.value(Field.GUARDIAN_RELATION)
    if not needs_guardian(draft, today) or isinstance(code, Problem) or not relation:
        return None
    return Guardian(tidy_name(draft.value(Field.GUARDIAN_NAME)), code, Relation(relation))


def guardian_problems(draft: Draft, today: date) -> tuple[Problem, ...]:
    """What is missing or wrong about child and guardian; nothing for anybody else."""
    if not needs_guardian(draft, today):
        return ()
    found = [*_age_problems(draft, today)]
    if draft.insurance_unknown:
        found.append(blocking(Field.INSURANCE_CODE, "child_code_missing"))
    found += _code_problems(draft)
    found += name_problems(draft.value(Field.GUARDIAN_NAME), Field.GUARDIAN_NAME)
    if not draft.value(Field.GUARDIAN_RELATION):
        found.append(blocking(Field.GUARDIAN_RELATION, "guardian_relation_missing"))
    return tuple(found)


def _age_problems(draft: Draft, today: date) -> tuple[Problem, ...]:
    birth = birth_in(draft, today)
    if not is_without_card(draft) or not isinstance(birth, BirthDate):
        return ()
    if is_of_full_age(birth, today):
        return (blocking(Field.BIRTH, "minor_over_18"),)
    if _youngest(birth, today) >= CARD_AGE:
        return (warning(Field.BIRTH, "minor_of_card_age"),)
    return ()


def _code_problems(draft: Draft) -> tuple[Problem, ...]:
    code = read_insurance_code(draft.value(Field.GUARDIAN_CODE))
    if isinstance(code, Problem):
        missing = code.code == "insurance_code_missing"
        return (
            replace(code, field=Field.GUARDIAN_CODE, code="guardian_code_missing" if missing else code.code),
        )
    if code == insurance_code_in(draft):
        return (blocking(Field.GUARDIAN_CODE, "guardian_is_the_child"),)
    match draft.value(Field.GUARDIAN_ACCOUNT):
        case GuardianAccount.NONE:
            return (blocking(Field.GUARDIAN_CODE, "guardian_without_account"),)
        case GuardianAccount.THERE:
            return ()
        case GuardianAccount.DECLARED:
            return (warning(Field.GUARDIAN_CODE, "guardian_declared"),)
        case _:
            return (warning(Field.GUARDIAN_CODE, "guardian_not_looked_up"),)


def _youngest(birth: BirthDate, today: date) -> int:
    return _age(birth.latest(), today)


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
