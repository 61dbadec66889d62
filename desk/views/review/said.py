"""What the service and the desk said about a declaration, each with its tone: registry, clock, checks, past.

A code that this program does not know yet is shown as it came, never as something better than it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from declaration.deadlines import DAYS_AT_RISK
from declaration.identity import card_expiry
from declaration.lifecycle import Status
from declaration.person import BirthDate
from declaration.problems import warning
from declaration.wire.declaration_content import DeclarationContent
from declaration.wire.review import HistoryLine
from desk.i18n import has, t
from desk.ports.clock import VIETNAM
from desk.views.review.trouble import problem_words
from desk.views.theme import Tone

MATCHED: Final = "matched"
MISMATCHED: Final = "mismatched"
_ANSWERS: Final = (MATCHED, MISMATCHED)
_REGISTRY_TONES: Final[Mapping[str, Tone]] = {
    MATCHED: Tone.SUCCESS,
    MISMATCHED: Tone.ERROR,
    "unreachable": Tone.OFFLINE,
    "not_connected": Tone.NEUTRAL,
    "not_asked": Tone.NEUTRAL,
}
_STATUS_TONES: Final[Mapping[str, Tone]] = {
    Status.RETURNED: Tone.WARNING,
    Status.REJECTED: Tone.ERROR,
    Status.LAPSED: Tone.ERROR,
    Status.ISSUED: Tone.SUCCESS,
    Status.ACTIVATED: Tone.SUCCESS,
}
_WITH_REASONS: Final = {
    "returned": "return_reason",
    "rejected": "reject_reason",
    "contact": "calls.said",
    "photos_unreadable": "field",
}


def registry_words(answer: str, source: str) -> tuple[Tone, str]:
    """What the population registry said, as the server has it, and whether that is a file's or practice's
    word only; an answer not known here is no match."""
    if answer not in _REGISTRY_TONES:
        return Tone.NEUTRAL, t("review.registry.unknown")
    tone, said = _REGISTRY_TONES[answer], t(f"review.registry.{answer}")
    by = f"review.registry_source.{source}"
    return tone, t(by, said=said) if answer in _ANSWERS and has(by) else said


def differing_words(answer: str, fields: Sequence[str]) -> str:
    """Which fields differ from the registry's, in words; "" when it named none."""
    named = [t(f"field.{name}") for name in fields if has(f"field.{name}")]
    return t("review.registry.differing", fields=", ".join(named)) if answer == MISMATCHED and named else ""


def moment(at: datetime) -> str:
    """A moment as people read it, on Vietnam's clock."""
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def moment_this_year(at: datetime) -> str:
    """The same where the year goes without saying."""
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m}"


def moment_today(at: datetime) -> str:
    """Its time of day alone."""
    return f"{at.astimezone(VIETNAM):%H:%M}"


def days_words(hand_in_by: date, today: date) -> tuple[Tone, str]:
    """The ten-day clock in words; under four days in red."""
    left = (hand_in_by - today).days
    if left < 0:
        return Tone.ERROR, t("review.overdue", days=-left)
    if left == 0:
        return Tone.ERROR, t("review.last_day")
    return Tone.ERROR if left < DAYS_AT_RISK else Tone.NEUTRAL, t("review.days_left", days=left)


def status_words(status: str) -> tuple[Tone, str]:
    """A status of the lifecycle."""
    words = t(f"status.{status}") if has(f"status.{status}") else status
    return _STATUS_TONES.get(status, Tone.NEUTRAL), words


def history_words(line: HistoryLine) -> tuple[str, str]:
    """What happened, and the note with its reasons in words (a note begins with their codes)."""
    event = t(f"history.{line.event}") if has(f"history.{line.event}") else line.event
    table = _WITH_REASONS.get(line.event)
    if table is None:
        return event, line.note
    words = line.note.split(" ")
    codes = next((at for at, word in enumerate(words) if not has(f"{table}.{word}")), len(words))
    said = [t(f"{table}.{word}") for word in words[:codes]]
    rest = " ".join(words[codes:])
    return event, " · ".join([*said, rest] if rest else said)


def coded_words(table: str, code: str) -> str:
    """A code in words; an agency's own text, or a code this program does not know, as it came."""
    return t(f"{table}.{code}") if has(f"{table}.{code}") else code


def notice_why(code: str) -> str:
    """Why a notice could not be sent; "" where nothing was said. A mail server's own number stays one."""
    if code.startswith("smtp_"):
        return t("notice_code.smtp", number=code.removeprefix("smtp_"))
    return coded_words("notice_code", code) if code else ""


def check_words(code: str, content: DeclarationContent) -> str:
    """A warning the desk noted, with the photo it is about. Its details did not travel: what can be worked
    out is, the rest stays out."""
    photo, _, about = code.rpartition(":")
    words = problem_words(warning("", about, **_expiry(content)))
    return f"{t(f'field.{photo}')}: {words}" if has(f"field.{photo}") else words


def _expiry(content: DeclarationContent) -> dict[str, str]:
    try:
        birth = BirthDate.from_iso(content.birth).exact
    except ValueError:
        return {}
    issued = content.document.issued
    ends = card_expiry(birth, issued) if birth and issued else None
    return {"date": f"{ends:%d/%m/%Y}"} if ends else {}
