"""A reviewer decides: approve (duyệt), return (trả lại), reject (không duyệt).

Each decision is one transaction over status, account, answers, notices and audit. ``version`` is the referee
between two reviewers: whoever looked at something older is told so and decides again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from approval import accounts, adjusting, audit, contacts, notices, reasons
from approval.claims import is_held_by_other
from approval.clock import Clock, vietnam_date
from approval.contact_codes import ASKED, OVERRIDDEN
from approval.feed import Feed
from approval.identities import Person
from approval.storage import consents, declarations, greens
from approval.storage.database import AlreadyThereError, Database, Session, SharedClock
from approval.storage.rows import DeclarationRow
from declaration.draft import Purpose
from declaration.identity import read_insurance_code
from declaration.lifecycle import Event, Kind, Status, allowed
from declaration.problems import Problem
from declaration.wire.changes import ChangeKind
from declaration.wire.review import Decision, DecisionRequest

_EVENTS = {
    Decision.APPROVE: Event.APPROVE,
    Decision.RETURN: Event.RETURN,
    Decision.REJECT: Event.REJECT,
}


@dataclass(frozen=True)
class NotDecided:
    """Nothing was changed; ``code`` says why.

    not_found · version_changed · not_possible_now · held_by_other · not_green · reasons_missing ·
    reason_unknown · fields_missing · insurance_code_missing · insurance_code_not_10_digits ·
    insurance_code_differs · contact_in_use · already_has_account · account_missing ·
    account_stopped · older_open · guardian_account_missing · email_unconfirmed · consent_taken_back
    """

    code: str


@dataclass(frozen=True)
class Decided:
    """It is done, and the answer is on its way to the station."""


@dataclass(frozen=True)
class Reviewing:
    """Decisions on one declaration at a time."""

    database: Database
    feed: Feed
    notices: notices.Notices
    clock: Clock
    shared_clock: SharedClock

    def decide(
        self, reviewer: Person, record_id: UUID, request: DecisionRequest, *, only_green: bool = False
    ) -> Decided | NotDecided:
        """Decide as that reviewer; only declarations of the reviewer's agencies exist for them.

        ``only_green``: not unless it is in order in every way, seen at this moment.
        """
        try:
            return self._decide(reviewer, record_id, request, only_green)
        except AlreadyThereError:  # another account took the phone or code at the same moment: look again
            return self._decide(reviewer, record_id, request, only_green)

    def _decide(
        self, reviewer: Person, record_id: UUID, request: DecisionRequest, only_green: bool
    ) -> Decided | NotDecided:
        with self.database.writing() as session:
            row = declarations.for_update(session, record_id)
            if row is None or row.agency not in reviewer.agencies:
                return NotDecided("not_found")
            hindrance = _incomplete(session, reviewer, request) or self._hindrance(
                session, reviewer, row, request
            )
            if hindrance is not None:
                return NotDecided(hindrance)
            if only_green and not greens.is_green(session, row):
                return NotDecided("not_green")
            if request.decision is Decision.APPROVE and consents.is_taken_back(session, row, Purpose.ACCOUNT):
                return NotDecided("consent_taken_back")
            if request.decision is Decision.APPROVE and Kind(row.kind) is not Kind.REGISTER:
                return self._apply(session, reviewer, row, request)
            if request.decision is Decision.APPROVE:
                return self._approve(session, reviewer, row, request)
            return self._send_back(session, reviewer, row, request)

    def _hindrance(
        self, session: Session, reviewer: Person, row: DeclarationRow, request: DecisionRequest
    ) -> str | None:
        if (row.version, row.revision) != (request.version, request.revision):
            return "version_changed"
        if _EVENTS[request.decision] not in allowed(Status(row.status), Kind(row.kind)):
            return "not_possible_now"
        held = is_held_by_other(row, reviewer.name, self.shared_clock(session))
        return "held_by_other" if held else None

    def _approve(
        self, session: Session, reviewer: Person, row: DeclarationRow, request: DecisionRequest
    ) -> Decided | NotDecided:
        code = _code_to_use(row, request)
        if isinstance(code, NotDecided):
            return code
        clash = contacts.clash(session, row, code)
        if clash is not None:
            return NotDecided(clash)
        if _is_email_owed(row, request):
            return NotDecided("email_unconfirmed")
        now = self.clock()
        record = (row.id, row.revision)
        _take_email(session, reviewer, row, request, now)
        if row.insurance_code is None:
            row.insurance_code = code
            data = {"insurance_code": code}
            self.feed.append(session, row.station, ChangeKind.CODE_FOUND, record, data)
            audit.record(session, now, reviewer.name, "code_found", str(row.id), agency=row.agency)
        _move(session, row, Event.APPROVE, now)
        self.feed.append(session, row.station, ChangeKind.APPROVED, record)
        audit.record(session, now, reviewer.name, "approved", str(row.id), request.note, agency=row.agency)
        accounts.issue(session, self.feed, self.notices.announce, row, now)
        return Decided()

    def _apply(
        self, session: Session, reviewer: Person, row: DeclarationRow, request: DecisionRequest
    ) -> Decided | NotDecided:
        """Adjust or stop the account the person has."""
        if _is_email_owed(row, request):
            return NotDecided("email_unconfirmed")
        now = self.clock()
        trouble = adjusting.adjust(session, row, vietnam_date(now))
        if trouble is not None:
            return NotDecided(trouble)
        _take_email(session, reviewer, row, request, now)
        for event, told in ((Event.APPROVE, ChangeKind.APPROVED), (Event.APPLY, ChangeKind.APPLIED)):
            _move(session, row, event, now)
            self.feed.append(session, row.station, told, (row.id, row.revision))
        audit.record(session, now, reviewer.name, "approved", str(row.id), request.note, agency=row.agency)
        audit.record(session, now, "service", "applied", str(row.id), agency=row.agency)
        self.notices.announce(session, row, notices.APPLIED, {})
        return Decided()

    def _send_back(
        self, session: Session, reviewer: Person, row: DeclarationRow, request: DecisionRequest
    ) -> Decided:
        returned = request.decision is Decision.RETURN
        now = self.clock()
        _move(session, row, _EVENTS[request.decision], now)
        why = {"reasons": list(request.reasons), "note": request.note}
        data = {"fields": list(request.fields), **why} if returned else why
        kind = ChangeKind.RETURNED if returned else ChangeKind.REJECTED
        self.feed.append(session, row.station, kind, (row.id, row.revision), data)
        note = " ".join((*request.reasons, request.note)).strip()
        audit.record(session, now, reviewer.name, str(kind), str(row.id), note, agency=row.agency)
        purpose = notices.RETURNED if returned else notices.REJECTED
        self.notices.announce(session, row, purpose, why)
        return Decided()


def _move(session: Session, row: DeclarationRow, event: Event, now: datetime) -> None:
    """Where the decision leads, and how long the agency took for it."""
    accounts.move(session, row, event)
    row.decided_after = max(0, (vietnam_date(now) - vietnam_date(row.received_at)).days)


def _is_email_owed(row: DeclarationRow, request: DecisionRequest) -> bool:
    return row.email_state == ASKED and not request.email_reason.strip()


def _take_email(
    session: Session, reviewer: Person, row: DeclarationRow, request: DecisionRequest, now: datetime
) -> None:
    """An address that nobody confirmed is taken with the reviewer's reason."""
    if row.email_state == ASKED:
        row.email_state = OVERRIDDEN
        why = request.email_reason
        audit.record(session, now, reviewer.name, "email_overridden", str(row.id), why, agency=row.agency)


def _incomplete(session: Session, reviewer: Person, request: DecisionRequest) -> str | None:
    if request.decision is Decision.APPROVE:
        return None
    if not request.reasons:
        return "reasons_missing"
    if not reasons.are_known(session, reviewer.agency, request.decision, request.reasons):
        return "reason_unknown"
    if request.decision is Decision.RETURN and not request.fields:
        return "fields_missing"
    return None


def _code_to_use(row: DeclarationRow, request: DecisionRequest) -> str | NotDecided:
    """The declared code, or the one the reviewer looked up; they may not contradict one another."""
    if request.insurance_code is None:
        return row.insurance_code or NotDecided("insurance_code_missing")
    found = read_insurance_code(request.insurance_code)
    if isinstance(found, Problem):
        return NotDecided(found.code)
    if row.insurance_code not in (None, found.value):
        return NotDecided("insurance_code_differs")
    return found.value
