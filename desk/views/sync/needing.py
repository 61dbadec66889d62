"""What needs a person, and which ways out there are for it: every kind of record has one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from declaration.lifecycle import Delivery
from declaration.privacy import Private
from declaration.wire.records import RecordKind
from desk.ports.outbox import OutboxLine

_GIVEN_UP = (
    RecordKind.WITHDRAWAL,
    RecordKind.HANDOVER,
    RecordKind.COMPLAINT,
    RecordKind.CONTACT_OUTCOME,
    RecordKind.CONSENT_WITHDRAWN,
)
CLOSING = "complaint_closing"


class Way(StrEnum):
    """What a person may do; CORRECT and SETTLE lead on, the others are asked about before they are done."""

    CORRECT = "correct"
    SETTLE = "settle"
    AGAIN = "again"
    GIVE_UP = "give_up"
    CLOSE_DAY = "close_day"


@dataclass(frozen=True, repr=False)
class Needing(Private):
    """A revision a person decides about; ``may_correct`` while its declaration may be reopened;
    ``is_withdrawn``: its person took the declaration back."""

    line: OutboxLine
    may_correct: bool
    is_withdrawn: bool = False

    @property
    def ways(self) -> tuple[Way, ...]:
        """As their buttons stand; the last is what helps most often."""
        line = self.line
        if line.kind == RecordKind.DAY:
            return Way.AGAIN, Way.CLOSE_DAY
        if line.kind in _GIVEN_UP or self.is_withdrawn:
            return Way.AGAIN, Way.GIVE_UP
        if line.kind == RecordKind.DECLARATION and line.delivery is Delivery.SET_ASIDE:
            return (Way.SETTLE,)
        return (Way.AGAIN, Way.CORRECT) if self.may_correct else (Way.AGAIN,)


@dataclass(frozen=True, repr=False)
class Asked(Private):
    """What a person is asked about before it is done."""

    line: OutboxLine
    way: Way


def given_up(line: OutboxLine) -> str:
    """What giving it up is called; keys of the locales under ``sync.give_up``."""
    return CLOSING if line.kind == RecordKind.COMPLAINT and line.revision > 1 else line.kind
