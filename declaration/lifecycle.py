"""The life of a declaration as one table, and the separate life of a delivery.

Business status and delivery status never share an enum: what the agency thinks of a declaration and
whether one of its revisions has arrived are two questions.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """The three declarations of Mẫu số 01: đăng ký, điều chỉnh, ngừng sử dụng."""

    REGISTER = "register"
    ADJUST = "adjust"
    STOP = "stop"


class Status(StrEnum):
    """Where a declaration stands between the desk and the agency."""

    DRAFT = "draft"
    FINISHED = "finished"
    RECEIVED = "received"
    RETURNED = "returned"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    ISSUED = "issued"
    ACTIVATED = "activated"
    APPLIED = "applied"


class Event(StrEnum):
    """What can happen to a declaration."""

    FINISH = "finish"
    RECEIVE = "receive"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    LAPSE = "lapse"
    RESTORE = "restore"
    ISSUE = "issue"
    ACTIVATE = "activate"
    APPLY = "apply"


_COMMON: dict[Status, dict[Event, Status]] = {
    Status.DRAFT: {Event.FINISH: Status.FINISHED},
    Status.FINISHED: {
        Event.RECEIVE: Status.RECEIVED,
        Event.REOPEN: Status.DRAFT,
        Event.WITHDRAW: Status.WITHDRAWN,
    },
    Status.RECEIVED: {
        Event.APPROVE: Status.APPROVED,
        Event.RETURN: Status.RETURNED,
        Event.REJECT: Status.REJECTED,
        Event.LAPSE: Status.LAPSED,
        Event.WITHDRAW: Status.WITHDRAWN,
    },
    Status.RETURNED: {
        Event.REOPEN: Status.DRAFT,
        Event.WITHDRAW: Status.WITHDRAWN,
        Event.LAPSE: Status.LAPSED,
    },
    Status.LAPSED: {Event.RESTORE: Status.RECEIVED},
    Status.APPROVED: {},
    Status.ISSUED: {Event.ACTIVATE: Status.ACTIVATED},
    Status.ACTIVATED: {},
    Status.APPLIED: {},
    Status.REJECTED: {},
    Status.WITHDRAWN: {},
}
_AFTER_APPROVAL: dict[Kind, dict[Event, Status]] = {
    Kind.REGISTER: {Event.ISSUE: Status.ISSUED},
    Kind.ADJUST: {Event.APPLY: Status.APPLIED},
    Kind.STOP: {Event.APPLY: Status.APPLIED},
}


def allowed(status: Status, kind: Kind = Kind.REGISTER) -> dict[Event, Status]:
    """The events possible now and where each leads; empty for a terminal status."""
    if status is Status.APPROVED:
        return dict(_AFTER_APPROVAL[kind])
    return dict(_COMMON[status])


def after(status: Status, event: Event, kind: Kind = Kind.REGISTER) -> Status | None:
    """The status that follows, or None when the event is not possible now."""
    return allowed(status, kind).get(event)


def is_terminal(status: Status, kind: Kind = Kind.REGISTER) -> bool:
    """Nothing more will happen by itself (a lapsed declaration can still be restored)."""
    return status is Status.LAPSED or not allowed(status, kind)


class Delivery(StrEnum):
    """Where one sealed revision stands on its way to the service. "Sending" is never stored:
    a power cut would make it a lie. SUPERSEDED: it was refused or set aside, and a later revision of it has
    its receipt, or a person gave it up for what the agency has."""

    PENDING = "pending"
    DELIVERED = "delivered"
    REFUSED = "refused"
    SET_ASIDE = "set_aside"
    SUPERSEDED = "superseded"


MAY_BE_DECLARED_ANEW: Final = frozenset({Status.REJECTED, Status.LAPSED, Status.WITHDRAWN})
"""Over without what was asked for: its person may declare again, which is another declaration."""
