"""What needs a person, as the frame around every screen says it: the most pressing, and how many more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desk.i18n import t
from desk.ports.standing import Concern
from desk.views.care.words import concern_tone
from desk.views.shell import Concerning

CARE: Final = "care"
"""The key of the screen that tells of it."""


def concerning(concerns: Sequence[Concern]) -> Concerning | None:
    """None while nothing does."""
    if not concerns:
        return None
    words = t(f"care.concern.{concerns[0]}")
    if len(concerns) > 1:
        words = t("shell.concern_more", first=words, count=len(concerns) - 1)
    return Concerning(concern_tone(concerns[0]), words, CARE)
