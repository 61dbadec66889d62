"""What an audit line notes beside the act: the service writes it short and in English, here it is read."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from declaration.wire.audit import AuditEntry
from desk.i18n import has, t
from desk.views import shown

_SPAN: Final = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)(?: |$)")
_OF_PHOTOS: Final = ("photo_viewed", "photos_unreadable")
_COUNT: Final = re.compile(r"(shown|failures) (\d+)")


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
    roles = [f"field.{role}" for role in note.split()] if action in _OF_PHOTOS else []
    return ", ".join(t(key) for key in roles) if roles and all(map(has, roles)) else note
