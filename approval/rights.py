"""What each role may do at the service: one table, asked by every route.

Rights hold for the person's agency and those below it. A registrar speaks through their station, whose token
is asked instead, so that role opens nothing here. Who keeps people and stations sees no declaration, and who
audits changes nothing and is nothing else (docs/decisions/0056).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from declaration.wire.sign_in import PersonRole


class Act(StrEnum):
    """What may be done, each at one's own agencies."""

    REVIEW = "review"
    ANSWER_COMPLAINTS = "answer_complaints"
    SEE_STATIONS = "see_stations"
    SEE_FIGURES = "see_figures"
    ORDER_STATIONS = "order_stations"
    READ_RECOVERY_CODES = "read_recovery_codes"
    RESTORE_LAPSED = "restore_lapsed"
    RETRY_NOTICES = "retry_notices"
    READ_REASONS = "read_reasons"
    CHANGE_REASONS = "change_reasons"
    READ_PRACTICE_MESSAGES = "read_practice_messages"
    READ_AUDIT = "read_audit"
    KEEP_PEOPLE = "keep_people"
    KEEP_STATIONS = "keep_stations"
    KEEP_AGENCIES = "keep_agencies"


MAY: Final[Mapping[PersonRole, frozenset[Act]]] = {
    PersonRole.REGISTRAR: frozenset(),
    PersonRole.REVIEWER: frozenset(
        {Act.REVIEW, Act.ANSWER_COMPLAINTS, Act.RETRY_NOTICES, Act.READ_REASONS, Act.READ_PRACTICE_MESSAGES}
    ),
    PersonRole.SUPERVISOR: frozenset(
        {
            Act.SEE_STATIONS,
            Act.SEE_FIGURES,
            Act.ORDER_STATIONS,
            Act.READ_RECOVERY_CODES,
            Act.RESTORE_LAPSED,
            Act.RETRY_NOTICES,
            Act.ANSWER_COMPLAINTS,
            Act.READ_REASONS,
            Act.CHANGE_REASONS,
            Act.READ_PRACTICE_MESSAGES,
        }
    ),
    PersonRole.ADMINISTRATOR: frozenset(
        {Act.SEE_STATIONS, Act.KEEP_PEOPLE, Act.KEEP_STATIONS, Act.KEEP_AGENCIES}
    ),
    PersonRole.AUDITOR: frozenset({Act.SEE_STATIONS, Act.READ_AUDIT}),
}
_ALONE: Final = frozenset({PersonRole.ADMINISTRATOR, PersonRole.AUDITOR})


def may(roles: Iterable[PersonRole], act: Act) -> bool:
    """Whether one of those roles suffices."""
    return any(act in MAY[role] for role in roles)


def exclude_one_another(roles: frozenset[PersonRole]) -> bool:
    """Whether one person may not have all of those: keeping people, and auditing, go with nothing else."""
    return bool(roles & _ALONE) and len(roles) > 1
