"""Messages owed to people, as reviewers and supervisors see them: where each stands, never what it says."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from declaration.wire.model import Message


class NoticeLine(Message):
    """One notice of a declaration. ``state``: pending, sent, failed or stopped; ``code``: what its
    carrier said last; ``at``: when it is due, or was tried last."""

    id: int
    channel: str
    purpose: str
    state: str
    attempts: int
    code: str = ""
    at: datetime


class FailedNotice(Message):
    """One that was given up, with whose it is."""

    id: int
    record_id: UUID
    dossier_number: str
    full_name: str
    channel: str
    purpose: str
    code: str = ""
    at: datetime


class FailedNotices(Message):
    """The newest first, at most two hundred."""

    items: tuple[FailedNotice, ...]


class PasswordRequest(Message):
    """Why somebody is to be sent a new password; audited."""

    reason: str = Field(pattern=r"\S", max_length=300)
