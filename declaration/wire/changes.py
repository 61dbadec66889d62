"""The change feed: how the agency's answers come back, whichever way a record went in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from declaration.wire.model import Message


class ChangeKind(StrEnum):
    """The kinds this version knows. An unknown one is kept as written: "needs a newer version"."""

    RECEIVED = "received"
    POSSIBLE_DUPLICATE = "possible_duplicate"
    CONTACT_CONFIRMED = "contact_confirmed"
    RETURNED = "returned"
    REJECTED = "rejected"
    APPROVED = "approved"
    ACCOUNT_ISSUED = "account_issued"
    ACCOUNT_ACTIVATED = "account_activated"
    NOTICE_SENT = "notice_sent"
    NOTICE_FAILED = "notice_failed"
    CODE_FOUND = "code_found"
    DEADLINE_NEAR = "deadline_near"
    APPLIED = "applied"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    WITHDRAWAL_TOO_LATE = "withdrawal_too_late"
    RESTORED = "restored"
    PAPER_RECEIVED = "paper_received"
    COMPLAINT_ANSWERED = "complaint_answered"
    COMPLAINT_PASSED = "complaint_passed"
    STATE_CHANGED = "state_changed"
    KEYS_CHANGED = "keys_changed"
    ROSTER_UPDATED = "roster_updated"
    AGENCIES_UPDATED = "agencies_updated"
    SETTINGS_CHANGED = "settings_changed"


class Change(Message):
    """One event. ``sequence`` grows along the feed of one station; ``kind`` stays a plain string on purpose.

    ``data`` by kind: received {dossier_number} · possible_duplicate {on, dossier_number}:
    ``on`` as in wire.review, or same_kind ·
    contact_confirmed {}: its e-mail address is the person's own ·
    returned {fields: [name], reasons: [code], note} ·
    rejected {reasons, note} · approved {} · account_issued {user_name} · account_activated {} ·
    applied {}: an adjusted or stopped account ·
    notice_sent/notice_failed {channel: "sms"|"email", purpose} · code_found {insurance_code} ·
    withdrawn {} · withdrawal_too_late {}: it was decided before, and stands as decided ·
    paper_received {missing: [id], note}: a hand-over batch · complaint_answered {answer, by, name} ·
    complaint_passed {agency, agency_name, office, reason, by}: as wire.complaint.Passed ·
    deadline_near {days_left} · restored {hand_in_by, note} · state_changed {state} ·
    keys_changed {keys: [Signed]} · roster_updated, agencies_updated,
    settings_changed {sha256, size, media_type}: a blob to fetch (wire.handouts). Never a password.
    """

    sequence: int
    kind: str
    record_id: UUID | None = None
    revision: int | None = None
    at: datetime
    data: dict[str, Any] = Field(default_factory=dict)


class Changes(Message):
    """A page of the feed in order; ``cursor``, to ask with next, never passes an uncommitted event."""

    events: tuple[Change, ...]
    cursor: int
