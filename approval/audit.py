"""Who did what to what, when: written in the same transaction as the deed."""

from __future__ import annotations

from datetime import datetime

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
    line = {"at": at, "actor": actor, "action": action, "subject": subject, "note": note, "agency": agency}
    put(session, AuditRow, line)
