"""Keeping no longer than needed: what is over, settled and old enough leaves the file, a little at a time.

Nothing without a receipt ever leaves this way, and nothing while it is not sure what day it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, or_, tuple_
from sqlmodel import Session, col, delete, select

from declaration.lifecycle import Delivery, Kind, Status, is_terminal
from desk.ports.clock import VIETNAM
from desk.settings import RetentionSettings
from desk.storage.agency_wishes import kept_days
from desk.storage.audit import note
from desk.storage.comparing import doubtful_days
from desk.storage.database import Database
from desk.storage.marks import is_of_days
from desk.storage.removing import remove_declaration, remove_photos
from desk.storage.rows import (
    ComplaintRow,
    DeclarationRow,
    DraftRow,
    PhotoUseRow,
    RevisionRow,
    RosterRow,
    UnitRow,
)

AT_ONCE = 20
"""Declarations in one transaction: a registrar who finishes meanwhile waits for no more than these."""
_SETTLED = (Delivery.DELIVERED.value, Delivery.SUPERSEDED.value)
_ENDS = [(kind.value, status.value) for kind in Kind for status in Status if is_terminal(status, kind)]


class Purging:
    """Applies the settings to one file, the agency's above its own. Every step is one short transaction with
    its audit line."""

    def __init__(self, database: Database, keep: RetentionSettings, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keep = keep
        self._now = now

    def step(self, today: date) -> int:
        """What is due now, at most AT_ONCE of one kind; how many went, 0 when nothing is left to do."""
        keep = self._database.read(lambda session: kept_days(session, self._keep))
        kinds = (
            (keep.photos_days, "photos", _purge_photos),
            (keep.declarations_days, "declarations", _purge_declarations),
            (keep.declarations_days, "complaints", _purge_complaints),
            (keep.drafts_days, "drafts", _purge_drafts),
            (keep.rosters_days, "rosters", _purge_rosters),
        )
        for days, kind, purge in kinds:
            if days and (gone := self._database.write(self._act(kind, purge, _edge(today, days)))):
                return gone
        return 0

    def _act(
        self, kind: str, purge: Callable[[Session, datetime], int], edge: datetime
    ) -> Callable[[Session], int]:
        def act(session: Session) -> int:
            gone = purge(session, edge)
            if gone:
                note(session, self._now(), "", "purge", "", f"{kind} {gone}")
            return gone

        return act


def _edge(today: date, days: int) -> datetime:
    """Older than this is old enough: the days are whole ones, in Vietnam."""
    return datetime.combine(today - timedelta(days=days), time(), VIETNAM).astimezone(UTC)


def _purge_photos(session: Session, edge: datetime) -> int:
    has_photos = select(PhotoUseRow.sha256).where(PhotoUseRow.declaration_id == DeclarationRow.id).exists()
    over = session.exec(
        select(DeclarationRow.id).where(*_is_over(session, edge), has_photos).limit(AT_ONCE)
    ).all()
    for record_id in over:
        remove_photos(session, record_id)
    return len(over)


def _purge_declarations(session: Session, edge: datetime) -> int:
    over = session.exec(select(DeclarationRow.id).where(*_is_over(session, edge)).limit(AT_ONCE)).all()
    for record_id in over:
        remove_declaration(session, record_id)
    return len(over)


def _purge_complaints(session: Session, edge: datetime) -> int:
    """Those whose end the service has signed for, or that were dropped."""
    unsigned = select(RevisionRow.record_id).where(
        RevisionRow.record_id == ComplaintRow.id, col(RevisionRow.delivery).not_in(_SETTLED)
    )
    over = select(ComplaintRow.id).where(col(ComplaintRow.closed_at) < edge, ~unsigned.exists())
    gone = session.exec(over.limit(AT_ONCE)).all()
    for record_id in gone:
        remove_declaration(session, record_id)
    return len(gone)


def _purge_drafts(session: Session, edge: datetime) -> int:
    """Drafts nobody has touched; a correction of something declared is never one of them."""
    declared = select(DeclarationRow.id).where(DeclarationRow.id == DraftRow.id).exists()
    old = select(DraftRow.id).where(col(DraftRow.saved_at) < edge, ~declared).limit(AT_ONCE)
    left = session.exec(old).all()
    for draft_id in left:
        remove_declaration(session, draft_id)
    return len(left)


def _purge_rosters(session: Session, edge: datetime) -> int:
    old = col(RosterRow.added_at) < edge
    gone = session.exec(select(func.count()).select_from(RosterRow).where(old)).one()
    session.exec(delete(RosterRow).where(old))
    session.exec(delete(UnitRow).where(col(UnitRow.name).not_in(select(RosterRow.unit))))
    return gone


def _is_over(session: Session, edge: datetime) -> list[ColumnElement[bool]]:
    """Of declarations: nothing more is to come of it, the service has signed for every revision
    that did not give way, and no day
    of it is closed without having been compared: what is asked for again must still be here."""
    unsigned = (
        select(RevisionRow.record_id)
        .where(
            or_(col(RevisionRow.record_id) == DeclarationRow.id, col(RevisionRow.about) == DeclarationRow.id),
            col(RevisionRow.delivery).not_in(_SETTLED),
        )
        .exists()
    )
    end = tuple_(col(DeclarationRow.kind), col(DeclarationRow.status)).in_(_ENDS)
    in_doubt = select(RevisionRow.record_id).where(
        RevisionRow.record_id == DeclarationRow.id, is_of_days(doubtful_days(session))
    )
    return [end, col(DeclarationRow.changed_at) < edge, ~unsigned, ~in_doubt.exists()]
