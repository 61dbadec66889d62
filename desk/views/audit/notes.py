"""What an audit line is about and notes beside the act: the service writes it short, here it is read."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from declaration.wire.audit import AuditEntry
from desk.i18n import has, t
from desk.views import shown

_SPAN: Final = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)(?: |$)")
_WORDS: Final = {
    "photo_viewed": "field",
    "photos_unreadable": "field",
    "person_set": "administration.role",
    "handout_read": "audit.handout",
}
"""Acts whose notes are codes, and where their words stand."""
_COUNT: Final = re.compile(r"(shown|failures|people|stations) (\d+)")
_HANDED_OUT: Final = re.compile(r"([a-z_]+) from \d+")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def subject_words(entry: AuditEntry) -> str:
    """What it was done to, as it is called; "" where that says no more than agency and doer do."""
    if entry.subject in (entry.agency, entry.actor) or _DIGEST.fullmatch(entry.subject):
        return ""
    key = f"audit.about.{entry.about_kind}"
    return t(key, what=entry.about) if has(key) else entry.about or entry.subject


def note_words(entry: AuditEntry) -> str:
    """The note in words; one this program does not know is shown as it is."""
    said, note = [], entry.note
    days = _SPAN.match(note)
    if days is not None:
        first, last = (shown.day(date.fromisoformat(each)) for each in days.groups())
        said.append(first if first == last else f"{first}–{last}")
        note = note[days.end() :]
    return " · ".join([*said, *([_part(entry.action, note)] if note else [])])


def _part(action: str, note: str) -> str:
    counted = _COUNT.fullmatch("shown " + note if action == "people_listed" else note)
    if counted is not None:
        return t(f"audit.note.{counted[1]}", count=int(counted[2]))
    if action == "agency_set":
        return t("audit.note.below", agency=note)
    handed_out = _HANDED_OUT.fullmatch(note)
    listed = [handed_out[1]] if handed_out else note.split()
    keys = [f"{_WORDS[action]}.{each}" for each in listed] if action in _WORDS else []
    return ", ".join(t(key) for key in keys) if keys and all(map(has, keys)) else note
