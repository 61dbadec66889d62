"""Who did what to what, when: written in the same transaction as the deed."""

from __future__ import annotations

from datetime import datetime

from approval.storage.database import Session, put
from approval.storage.sign_in_rows import AuditRow


def record(session: Session, at: datetime, actor: str, action: str, subject: str, note: str = "") -> None:
    """Add one line. ``actor`` and ``subject`` are ids or sign-in names, never a declarant's data."""
    line = {"at": at, "actor": actor, "action": action, "subject": subject, "note": note}
    put(session, AuditRow, line)
