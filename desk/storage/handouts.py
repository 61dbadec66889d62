"""What the agency hands out, in the station's file: announced by an event, come in pieces, applied once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlmodel import Session, col, delete, select, update

from declaration.wire.changes import Change, ChangeKind
from declaration.wire.handouts import (
    AGENCIES,
    ROSTER,
    SETTINGS,
    AgencyList,
    Handout,
    HandoutUnreadableError,
    StationSettings,
)
from desk.ports.handouts import Coming, HandoutState
from desk.storage.agency_wishes import take_agencies, take_settings
from desk.storage.audit import note
from desk.storage.database import Transactions
from desk.storage.handout_rosters import RosterParts
from desk.storage.rows import HandoutPieceRow, HandoutRow

KINDS = {
    ChangeKind.ROSTER_UPDATED: ROSTER,
    ChangeKind.AGENCIES_UPDATED: AGENCIES,
    ChangeKind.SETTINGS_CHANGED: SETTINGS,
}
M = TypeVar("M", AgencyList, StationSettings)
Part = Callable[[Session, HandoutRow], bool]
_LATEST_WINS = (ChangeKind.AGENCIES_UPDATED, ChangeKind.SETTINGS_CHANGED)
_DAMAGED_AT_MOST = 3


def announce(session: Session, change: Change) -> bool:
    """Remember what an event names; False when it names nothing this program could fetch."""
    try:
        named = Handout.model_validate(change.data)
    except ValidationError:
        return False
    if change.kind in _LATEST_WINS:
        waiting = select(HandoutRow).where(HandoutRow.kind == change.kind)
        for older in session.exec(waiting.where(HandoutRow.state != HandoutState.APPLIED)).all():
            _drop_pieces(session, older)
            session.delete(older)
    session.add(
        HandoutRow(
            kind=change.kind,
            sha256=named.sha256,
            size=named.size,
            media_type=named.media_type,
            announced_at=change.at,
        )
    )
    return True


class StationHandouts:
    """Implements ports.handouts.HandoutStore."""

    def __init__(self, database: Transactions, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._rosters = RosterParts(now)

    def coming(self) -> Sequence[Coming]:
        query = (
            select(HandoutRow).where(HandoutRow.state != HandoutState.APPLIED).order_by(col(HandoutRow.id))
        )
        return self._database.read(lambda session: [_coming(row) for row in session.exec(query).all()])

    def keep(self, handout: int, at: int, data: bytes) -> int:
        def act(session: Session) -> int:
            row = session.get(HandoutRow, handout)
            if row is None:
                return at + len(data)  # a newer one took its place meanwhile
            if row.fetched == at and data:
                session.add(HandoutPieceRow(handout=handout, start=at, data=data))
                row.fetched += len(data)
                session.add(row)
            return row.fetched

        return self._database.write(act)

    def start_again(self, handout: int) -> None:
        self._database.write(lambda session: _start_again(session, session.get_one(HandoutRow, handout)))

    def try_again(self, handout: int) -> None:
        def act(session: Session) -> None:
            row = session.get(HandoutRow, handout)
            if row is not None and row.state != HandoutState.APPLIED:
                row.damaged, row.state = 0, HandoutState.WAITING
                session.add(row)

        self._database.write(act)

    def is_gone(self, handout: int) -> None:
        self._leave(handout, HandoutState.GONE)

    def dismiss(self, handout: int) -> None:
        def act(session: Session) -> None:
            row = session.get(HandoutRow, handout)
            if row is not None and row.state == HandoutState.GONE:
                _drop_pieces(session, row)
                session.delete(row)

        self._database.write(act)

    def apply(self, handout: int) -> Coming | None:
        row, content = self._database.read(lambda session: _arrived(session, handout))
        if row is None or row.state != HandoutState.WAITING:
            return None if row is None or row.state == HandoutState.APPLIED else _coming(row)
        if sha256(content).hexdigest() != row.sha256:
            self.start_again(handout)
            return self._now_of(handout)
        try:
            part = self._part(row, content)
        except HandoutUnreadableError:
            self._leave(handout, HandoutState.UNREADABLE)
            return self._now_of(handout)
        is_done = self._database.write(lambda session: self._apply(session, handout, part))
        if is_done:
            self._rosters.put_away()
        return None if is_done else self._now_of(handout)

    def _part(self, row: HandoutRow, content: bytes) -> Part:
        """What one transaction does for it; all that can be read before is read before."""
        if row.media_type != KINDS.get(ChangeKind(row.kind)):
            raise HandoutUnreadableError("of a kind that a newer program reads")
        match row.kind:
            case ChangeKind.ROSTER_UPDATED:
                self._rosters.unpack(row.sha256, content)
                return self._rosters.apply_part
            case ChangeKind.AGENCIES_UPDATED:
                agencies = _read(AgencyList, content)
                return lambda session, _row: take_agencies(session, agencies)
            case _:
                settings = _read(StationSettings, content)
                return lambda session, _row: take_settings(session, settings)

    def _apply(self, session: Session, handout: int, part: Part) -> bool:
        """One part and its mark in one transaction; whether it was the last."""
        row = session.get(HandoutRow, handout)
        if row is None or row.state != HandoutState.WAITING:
            return True
        if not part(session, row):
            session.add(row)
            return False
        row.state = HandoutState.APPLIED
        session.add(row)
        _drop_pieces(session, row)
        note(session, self._now(), "", row.kind, "", f"people {row.people}" if row.people else "")
        return True

    def _leave(self, handout: int, state: HandoutState) -> None:
        def act(session: Session) -> None:
            row = session.get(HandoutRow, handout)
            if row is not None:
                row.state = state
                session.add(row)

        self._database.write(act)

    def _now_of(self, handout: int) -> Coming | None:
        row = self._database.read(lambda session: session.get(HandoutRow, handout))
        return _coming(row) if row is not None else None


def _arrived(session: Session, handout: int) -> tuple[HandoutRow | None, bytes]:
    pieces = select(HandoutPieceRow.data).where(HandoutPieceRow.handout == handout)
    found = session.exec(pieces.order_by(col(HandoutPieceRow.start))).all()
    return session.get(HandoutRow, handout), b"".join(found)


def _read(kind: type[M], content: bytes) -> M:
    try:
        return kind.model_validate_json(content)
    except ValidationError:
        raise HandoutUnreadableError("not what its event says") from None


def _start_again(session: Session, row: HandoutRow) -> None:
    _drop_pieces(session, row)
    row.damaged += 1
    if row.damaged >= _DAMAGED_AT_MOST:
        row.state = HandoutState.DAMAGED
    session.add(row)


def forget_pieces(session: Session) -> None:
    """A list on its way may name somebody who is erased: it comes again, and its pieces with it."""
    session.exec(delete(HandoutPieceRow))
    session.exec(update(HandoutRow).where(col(HandoutRow.state) != HandoutState.APPLIED).values(fetched=0))


def _drop_pieces(session: Session, row: HandoutRow) -> None:
    session.exec(delete(HandoutPieceRow).where(col(HandoutPieceRow.handout) == row.id))
    row.fetched = 0 if row.state != HandoutState.APPLIED else row.fetched


def _coming(row: HandoutRow) -> Coming:
    fields: dict[str, Any] = {name: getattr(row, name) for name in _SHOWN}
    return Coming(**fields | {"id": row.id or 0, "state": HandoutState(row.state)})


_SHOWN = tuple(asdict(Coming(0, "", "", 0, 0, HandoutState.WAITING)).keys() - {"is_held"})
