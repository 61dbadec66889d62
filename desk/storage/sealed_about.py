"""Sealed records besides declarations enter the outbox."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from declaration.deadlines import hand_in_by
from desk.ports.clock import VIETNAM
from desk.ports.store import SealedAbout
from desk.storage.finishing import waiting_revision
from desk.storage.putting import put_values
from desk.storage.rows import RevisionRow


def queue(session: Session, sealed: SealedAbout, deadline: date | None = None) -> None:
    """To be sent; without a ``deadline`` of its own it should be there within the ten days of everything."""
    last_day = deadline or hand_in_by(sealed.at.astimezone(VIETNAM).date())
    values = waiting_revision(
        record_id=str(sealed.id),
        revision=sealed.revision,
        kind=sealed.kind,
        digest=sealed.digest,
        sealed=sealed.sealed,
        deadline=last_day.isoformat(),
        at=sealed.at,
        about=str(sealed.about) if sealed.about else "",
    )
    put_values(session, RevisionRow, values)
