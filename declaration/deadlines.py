"""The ten-day clock (domain: a declaration not handed in within ten days is deleted).

Source: the agencies' published procedure for declarations made online; one module, so that a newer
rule changes one place.
"""

from __future__ import annotations

from datetime import date, timedelta

DAYS_TO_HAND_IN = 10
DAYS_AT_RISK = 4
WARNED_AT_DAYS_LEFT = (1, 3)
"""The agency warns the desk twice; the nearer one first, so that a late pass says what is true."""


def hand_in_by(declared_on: date) -> date:
    """The last day on which the declaration must have reached the receiving agency."""
    return declared_on + timedelta(days=DAYS_TO_HAND_IN)


def days_left(declared_on: date, today: date) -> int:
    """Whole days until the deadline; 0 on the last day, negative once it has run out."""
    return (hand_in_by(declared_on) - today).days


def at_risk(declared_on: date, today: date) -> bool:
    """Fewer than four days left: shown on the desk and to supervisors."""
    return days_left(declared_on, today) < DAYS_AT_RISK
