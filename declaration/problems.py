"""Problems: what is wrong with something a person gave us, as stable codes.

A person's mistake is a Problem, never an exception. The words live in the locales under
``problem.<code>``; the code is what is stored, sent and tested.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from enum import StrEnum


class Severity(StrEnum):
    """How far a problem goes: ``BLOCKS`` stops finishing, ``WARNS`` only asks for a second look."""

    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one field.

    ``field`` is the field's name in the draft (``"phone"``) or ``""`` when it concerns the whole;
    ``code`` is snake_case, stable for ever, and a key of the locales; ``details`` are values
    for the message that are never personal data (a limit, a province, an expiry date).
    """

    field: str
    code: str
    severity: Severity = Severity.BLOCKS
    details: dict[str, str] = attribute(default_factory=dict, hash=False)

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.BLOCKS


def warning(field_name: str, code: str, **details: str) -> Problem:
    return Problem(field_name, code, Severity.WARNS, details)


def blocking(field_name: str, code: str, **details: str) -> Problem:
    return Problem(field_name, code, Severity.BLOCKS, details)
