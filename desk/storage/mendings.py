"""What was erased on request, erased once more after a restore, and salvaged: as the audit trail tells it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, func, select

from desk.ports.care import Salvaged
from desk.ports.standing import Mendings
from desk.storage.rows import AuditRow

ERASE, ERASE_AGAIN, SALVAGE = "erase", "erase_again", "salvage"


def read_mendings(session: Session) -> Mendings:
    last = {action: _last(session, action) for action in (ERASE, ERASE_AGAIN, SALVAGE)}
    erased, again, saved = last[ERASE], last[ERASE_AGAIN], last[SALVAGE]
    return Mendings(
        erasures=session.exec(select(func.count()).where(AuditRow.action == ERASE)).one(),
        erased_at=erased.at if erased else None,
        replayed_at=again.at if again else None,
        salvaged=_salvaged(saved.detail) if saved else None,
        salvaged_at=saved.at if saved else None,
    )


def begun_at(session: Session) -> datetime | None:
    """When the first thing was done at this station; None in a file nothing was done in yet."""
    return session.exec(select(AuditRow.at).order_by(col(AuditRow.id)).limit(1)).first()


def told_of(saved: Salvaged) -> str:
    """A salvage as its audit line has it; :func:`read_mendings` reads it back."""
    return f"kept {saved.kept} unreadable {saved.unreadable} set_aside {saved.set_aside}"


def _last(session: Session, action: str) -> AuditRow | None:
    newest = select(AuditRow).where(AuditRow.action == action).order_by(col(AuditRow.id).desc()).limit(1)
    return session.exec(newest).first()


def _salvaged(detail: str) -> Salvaged:
    words = detail.split()
    counts = dict(zip(words[::2], map(int, words[1::2]), strict=True))
    return Salvaged(counts["kept"], counts["unreadable"], counts["set_aside"])
