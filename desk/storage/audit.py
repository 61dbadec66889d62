"""The audit trail: one line an act, written in the act's own transaction."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from desk.storage.rows import AuditRow


def note(session: Session, at: datetime, who: str, action: str, subject: str = "", detail: str = "") -> None:
    """``detail`` takes codes and numbers of revisions, never a person's data."""
    session.add(AuditRow(at=at, who=who, action=action, subject=subject, detail=detail))
