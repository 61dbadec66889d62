"""Erasure on request: all of one person's rows, pictures, index terms, log and slack; an audit line stays."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from declaration.lifecycle import Delivery, Kind, Status, is_terminal
from desk.ports.care import Erased, ErasureReason, Holdings, NotErasable
from desk.storage.audit import forget_subject, note
from desk.storage.database import Database
from desk.storage.erasure_list import ErasureList
from desk.storage.handouts import forget_pieces
from desk.storage.last_backup import read_last_backup
from desk.storage.mendings import ERASE, ERASE_AGAIN
from desk.storage.opening import copies_before_upgrades, copies_put_aside
from desk.storage.persons import Held, held_of, numbers_held, numbers_listed, numbers_online
from desk.storage.removing import remove_declaration, remove_listed, remove_online
from desk.storage.rows import DeclarationRow, ErasureRow, RevisionRow
from desk.storage.scrubbing import is_scrub_owed, owe_scrub, scrub

_LOG_TRIES = 20
_BETWEEN_TRIES = 0.25


class StationErasing:
    """Implements ports.care.Erasing on the encrypted file at ``path``."""

    def __init__(
        self, database: Database, path: Path, erased: ErasureList, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._path = path
        self._list = erased
        self._now = now

    def holdings(self, declaration_id: UUID) -> Holdings | NotErasable:
        def look(session: Session) -> Holdings | NotErasable:
            held = _erasable(session, declaration_id)
            return held if isinstance(held, NotErasable) else held.counted(session)

        return self._database.read(look)

    def erase(
        self, declaration_id: UUID, by: str, reason: ErasureReason = ErasureReason.ASKED_FOR
    ) -> Erased | NotErasable:
        """Everything at once, in this order, so that a crash in between leaves nothing half erased for long:
        the rows, the list of erasures, every trace, the copies an upgrade left."""

        def act(session: Session) -> Holdings | NotErasable:
            held = _erasable(session, declaration_id)
            return held if isinstance(held, NotErasable) else self._remove(session, held, by, reason)

        gone = self._database.write(act)
        if isinstance(gone, NotErasable):
            return gone
        self.settle()
        last = self._database.read(read_last_backup)
        return Erased(gone, last.expires_on if last else None, copies_put_aside(self._path))

    def settle(self) -> None:
        """Bring list and file together and remove every trace that is owed; does nothing when all is done."""
        self._agree_with_list()
        if self._database.read(is_scrub_owed):
            self._database.write(scrub)
            for copy in copies_before_upgrades(self._path):
                copy.unlink(missing_ok=True)
            if not self._empty_log():
                self._database.write(owe_scrub)

    def _remove(self, session: Session, held: Held, by: str, reason: ErasureReason) -> Holdings:
        now, counted = self._now(), held.counted(session)
        subjects = [*held.records, *([self._list.person(held.number)] if held.number else [])]
        for record_id in held.records:
            remove_declaration(session, record_id)
            forget_subject(session, record_id)
        remove_listed(session, held.listed)
        remove_online(session, [held.number])
        forget_pieces(session)
        for subject in subjects:
            session.merge(ErasureRow(subject=subject, at=now))
        told = f"declarations {counted.declarations} photos {counted.photos} listed {counted.listed}"
        note(session, now, by, ERASE, "", f"{told} reason {reason}")
        owe_scrub(session)
        return counted

    def _agree_with_list(self) -> None:
        """A file from before an erasure loses again what was erased; a list that lags behind is made good."""
        listed = dict(self._list.read())
        rows = self._database.read(lambda session: list(session.exec(select(ErasureRow)).all()))
        known = {row.subject: row.at for row in rows}
        again = {subject: at for subject, at in listed.items() if subject not in known}
        if again:
            self._database.write(lambda session: self._erase_again(session, again))
        if known.keys() - listed.keys():
            self._list.write(listed | known)

    def _erase_again(self, session: Session, again: dict[str, datetime]) -> None:
        person = self._list.person
        for record_id, number in numbers_held(session):
            if record_id in again or (number and person(number) in again):
                remove_declaration(session, record_id)
                forget_subject(session, record_id)
        remove_listed(session, [row for row, number in numbers_listed(session) if person(number) in again])
        remove_online(session, [each for each in numbers_online(session) if person(each) in again])
        forget_pieces(session)
        for subject, at in again.items():
            forget_subject(session, subject)  # also where its declaration is gone already
            session.merge(ErasureRow(subject=subject, at=at))
        note(session, self._now(), "", ERASE_AGAIN, "", f"subjects {len(again)}")
        owe_scrub(session)

    def _empty_log(self) -> bool:
        """Whoever reads an older state of the file keeps the log; nobody reads for long."""
        for _ in range(_LOG_TRIES):
            if self._database.checkpoint():
                return True
            time.sleep(_BETWEEN_TRIES)
        return False


def _erasable(session: Session, declaration_id: UUID) -> Held | NotErasable:
    held = held_of(session, declaration_id)
    if held is None:
        return NotErasable.UNKNOWN
    of_them = or_(col(RevisionRow.record_id).in_(held.records), col(RevisionRow.about).in_(held.records))
    revisions = select(RevisionRow).where(of_them)
    states = {(row.record_id, row.delivery) for row in session.exec(revisions).all()}
    if any(delivery == Delivery.PENDING for _, delivery in states):
        return NotErasable.NOT_SENT
    declarations = select(DeclarationRow).where(col(DeclarationRow.id).in_(held.records))
    for row in session.exec(declarations).all():
        deliveries = {delivery for record, delivery in states if record == row.id}
        is_nowhere_else = deliveries == {Delivery.REFUSED.value}
        if not is_nowhere_else and not is_terminal(Status(row.status), Kind(row.kind)):
            return NotErasable.NOT_SETTLED
    return held
