"""The agency's answers applied: events and cursor in one transaction, twice is the same as once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from declaration.lifecycle import Delivery, Event, Kind, Status, after
from declaration.wire.changes import Change, ChangeKind
from declaration.wire.complaint import Passed
from desk.storage.complaints import apply_answer, apply_passed
from desk.storage.epoch import take_its_place
from desk.storage.facts import Fact, read_fact, write_fact
from desk.storage.handouts import KINDS, announce
from desk.storage.handovers import apply_received
from desk.storage.rows import ChangeRow, DeclarationRow, RevisionRow
from desk.storage.strays import keep_stray


def apply_changes(
    session: Session, changes: Sequence[Change], cursor: int, now: datetime, asked_from: int | None = None
) -> int:
    """Take in a page of the feed; returns how many events were new. Unknown kinds are kept as written."""
    if asked_from is not None and asked_from > int(read_fact(session, Fact.CURSOR) or "0"):
        return 0  # the feed was set back since: what lies before this page has not been read
    fresh = [c for c in changes if session.get(ChangeRow, c.sequence) is None]
    for change in fresh:
        told = change if _is_of_ours(session, change) else _bare(change)
        row = _row(told, change.kind in _KNOWN)
        is_news = not take_its_place(session, row)
        if change.kind in KINDS and is_news:
            row.known = announce(session, change)
        session.add(row)
        if change.kind in _OTHERS and told is change:
            _OTHERS[change.kind](session, change)
        if told is not change and change.kind in _APPLY and is_news:
            keep_stray(session, change)
        declaration = session.get(DeclarationRow, str(change.record_id)) if change.record_id else None
        if declaration is not None and change.kind in _APPLY:
            _answer(session, declaration, change, now if is_news else None)
            session.add(declaration)
    if cursor > int(read_fact(session, Fact.CURSOR) or "0"):
        write_fact(session, Fact.CURSOR, str(cursor))
    return len(fresh)


def stand_as_answered(session: Session, declaration: DeclarationRow) -> None:
    """Where every answer ever heard puts it, also from before the service was restored: what counts when its
    old receipt is all there will be."""
    declaration.status = Status.RECEIVED
    _follow_heard(session, declaration, col(ChangeRow.sequence).is_not(None))


def stand_again(session: Session, declaration: DeclarationRow) -> None:
    """Where its receipt and the agency's answers put it, as if it had neither been reopened nor withdrawn.
    What was given up because it was withdrawn needs a person again."""
    sealed = session.get_one(RevisionRow, (declaration.id, declaration.revision))
    if sealed.delivery == Delivery.SUPERSEDED:
        sealed.delivery = Delivery.SET_ASIDE.value
        session.add(sealed)
    is_received = sealed.delivery == Delivery.DELIVERED
    declaration.status = Status.RECEIVED if is_received else Status.FINISHED
    _follow_heard(session, declaration, col(ChangeRow.sequence) > 0)


def _follow_heard(session: Session, declaration: DeclarationRow, which: ColumnElement[bool]) -> None:
    heard = select(ChangeRow).where(ChangeRow.record_id == declaration.id, which)
    for kept in session.exec(heard.order_by(col(ChangeRow.sequence))).all():
        if kept.kind in _APPLY and kept.revision in (None, declaration.revision):
            _follow(declaration, kept.kind, json.loads(kept.data))


def _answer(session: Session, declaration: DeclarationRow, change: Change, now: datetime | None) -> None:
    """An answer about an older revision is history, not news; one the table forbids changes no status.

    ``now`` is None for one that was heard before."""
    if change.revision is not None and change.revision != declaration.revision:
        return
    if now is not None:
        declaration.answered_at = declaration.changed_at = now
    if change.kind == ChangeKind.WITHDRAWAL_TOO_LATE and declaration.status == Status.WITHDRAWN:
        stand_again(session, declaration)
    _follow(declaration, change.kind, change.data)


def _follow(declaration: DeclarationRow, kind: str, data: dict[str, Any]) -> None:
    event = _APPLY[kind]
    if event is not None:
        status = after(Status(declaration.status), event, Kind(declaration.kind))
        if status is None and declaration.status == Status.FINISHED:
            # the receipt may still be on its way back when the decision arrives by the feed
            status = after(Status.RECEIVED, event, Kind(declaration.kind))
        if status is None:
            return
        declaration.status = status
    _DETAILS.get(kind, _nothing)(declaration, data)


def _received(declaration: DeclarationRow, data: dict[str, Any]) -> None:
    declaration.dossier_number = str(data.get("dossier_number", declaration.dossier_number))


def _no(declaration: DeclarationRow, data: dict[str, Any]) -> None:
    declaration.returned_fields = json.dumps(_texts(data.get("fields")))
    declaration.reasons = json.dumps(_texts(data.get("reasons")))
    declaration.note = str(data.get("note", ""))


def _texts(value: Any) -> list[str]:
    """The list's items as text; nothing for what a newer service may send instead: the feed goes on."""
    return [str(each) for each in value] if isinstance(value, list) else []


def _issued(declaration: DeclarationRow, data: dict[str, Any]) -> None:
    declaration.user_name = str(data.get("user_name", ""))


def _code_found(declaration: DeclarationRow, data: dict[str, Any]) -> None:
    declaration.insurance_code = str(data.get("insurance_code", declaration.insurance_code))


def _papers(session: Session, change: Change) -> None:
    missing, said = _texts(change.data.get("missing")), str(change.data.get("note", ""))
    apply_received(session, str(change.record_id), change.at, missing, said)


def _answer_to_complaint(session: Session, change: Change) -> None:
    answer, by = str(change.data.get("answer", "")), change.data.get("name") or change.data.get("by", "")
    apply_answer(session, str(change.record_id), change.at, answer, str(by))


def _passing_of_complaint(session: Session, change: Change) -> None:
    """Left as it was where a newer service says it in another shape: the feed goes on."""
    with suppress(ValidationError):
        passed = Passed.model_validate({**change.data, "at": change.at})
        apply_passed(session, str(change.record_id), passed)


def _nothing(_declaration: DeclarationRow, _data: dict[str, Any]) -> None:
    """Only the status changes."""


_APPLY: dict[str, Event | None] = {
    ChangeKind.RECEIVED: Event.RECEIVE,
    ChangeKind.RETURNED: Event.RETURN,
    ChangeKind.REJECTED: Event.REJECT,
    ChangeKind.APPROVED: Event.APPROVE,
    ChangeKind.ACCOUNT_ISSUED: Event.ISSUE,
    ChangeKind.ACCOUNT_ACTIVATED: Event.ACTIVATE,
    ChangeKind.APPLIED: Event.APPLY,
    ChangeKind.LAPSED: Event.LAPSE,
    ChangeKind.WITHDRAWN: Event.WITHDRAW,
    ChangeKind.WITHDRAWAL_TOO_LATE: None,
    ChangeKind.RESTORED: Event.RESTORE,
    ChangeKind.CODE_FOUND: None,
    ChangeKind.POSSIBLE_DUPLICATE: None,
}
_KEPT = {
    ChangeKind.DEADLINE_NEAR,
    ChangeKind.NOTICE_SENT,
    ChangeKind.NOTICE_FAILED,
    ChangeKind.CONTACT_CONFIRMED,
    ChangeKind.STATE_CHANGED,
    ChangeKind.KEYS_CHANGED,
}
_OTHERS: dict[str, Callable[[Session, Change], None]] = {
    ChangeKind.PAPER_RECEIVED: _papers,
    ChangeKind.COMPLAINT_ANSWERED: _answer_to_complaint,
    ChangeKind.COMPLAINT_PASSED: _passing_of_complaint,
}
_KNOWN = {*_APPLY, *_KEPT, *KINDS, *_OTHERS}
_DETAILS: dict[str, Callable[[DeclarationRow, dict[str, Any]], None]] = {
    ChangeKind.RECEIVED: _received,
    ChangeKind.RETURNED: _no,
    ChangeKind.REJECTED: _no,
    ChangeKind.ACCOUNT_ISSUED: _issued,
    ChangeKind.CODE_FOUND: _code_found,
}


def _is_of_ours(session: Session, change: Change) -> bool:
    """About the station itself, or about something that was sealed here and not erased since."""
    if change.record_id is None:
        return True
    sealed = select(RevisionRow.revision).where(RevisionRow.record_id == str(change.record_id)).limit(1)
    return session.exec(sealed).first() is not None


def _bare(change: Change) -> Change:
    """An answer about somebody who was erased must not bring their data back."""
    return change.model_copy(update={"data": {}})


def _row(change: Change, known: bool) -> ChangeRow:
    return ChangeRow(
        sequence=change.sequence,
        kind=change.kind,
        record_id=str(change.record_id) if change.record_id else "",
        revision=change.revision,
        at=change.at,
        data=json.dumps(change.data, ensure_ascii=False),
        known=known,
    )
