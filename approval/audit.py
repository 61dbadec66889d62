"""Who did what to what, when: written in the same transaction as the deed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from approval.storage.database import Session
from approval.storage.prepared import put
from approval.storage.sign_in_rows import AuditRow


def record(
    session: Session,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    note: str = "",
    *,
    agency: str = "",
) -> None:
    """Add one line. ``actor`` and ``subject`` are ids or sign-in names, never a declarant's data; ``agency``:
    the one whose declaration, station or person it is, "" where it is the whole service's."""
    record_all(session, [line(at, actor, action, subject, note, agency=agency)])


def line(
    at: datetime, actor: str, action: str, subject: str, note: str = "", *, agency: str = ""
) -> dict[str, Any]:
    """The same line, for ``record_all``."""
    return {"at": at, "actor": actor, "action": action, "subject": subject, "note": note, "agency": agency}


def record_all(session: Session, lines: Sequence[dict[str, Any]]) -> None:
    """Add several lines at once."""
    put(session, AuditRow, *lines)
