"""What auditors ask of the service's audit trail, and what they are shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pydantic import Field, model_validator

from declaration.wire.model import Message

LONGEST_SPAN = 92
"""Days that may be asked about at once."""
_EARLIEST, _LATEST = date(2000, 1, 1), date(3000, 1, 1)


class AuditQuery(Message):
    """Both days included, in Vietnam's calendar. Empty: everybody, every act, all of one's agencies.
    ``after``: the last page's ``next_after``."""

    first_day: date = Field(ge=_EARLIEST)
    last_day: date = Field(lt=_LATEST)
    agency: str = Field(default="", max_length=64)
    actor: str = Field(default="", max_length=64)
    action: str = Field(default="", max_length=64)
    subject: str = Field(default="", max_length=64)
    after: str | None = Field(default=None, max_length=64)
    limit: int = Field(default=50, ge=1, le=200)

    @model_validator(mode="after")
    def _is_a_span(self) -> AuditQuery:
        if not timedelta(0) <= self.last_day - self.first_day < timedelta(days=LONGEST_SPAN):
            raise ValueError("not a span of days, or too long a one")
        return self


class AuditEntry(Message):
    """One line. ``subject``: the id of a declaration or station, or a sign-in name. ``note`` is left out
    where the line is about a declaration: it may hold words about the declarant. ``name``: the actor's full
    name, or what the station is called; "" where nobody has told it. ``about``: what the subject is called, a
    declaration by its dossier number, never by a declarant's data; "" where it is of none of the auditor's
    agencies, or has no name. ``about_kind``: declaration, papers, complaint, station, person."""

    at: datetime
    actor: str
    action: str
    subject: str
    agency: str
    note: str = ""
    name: str = ""
    about: str = ""
    about_kind: str = ""


class AuditPage(Message):
    """Newest first; ``next_after`` pages by key, None at the end. ``agencies``: one's own, names by code."""

    entries: tuple[AuditEntry, ...]
    agencies: dict[str, str] = Field(default_factory=dict)
    next_after: str | None = None
