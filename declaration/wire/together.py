"""Many declarations approved with one confirmation, each still decided by itself."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from declaration.wire.model import Message

MOST_TOGETHER = 100


class ToApprove(Message):
    """One of them, as it was looked at."""

    id: UUID
    revision: int
    version: int


class TogetherRequest(Message):
    """What is to be approved. Only what is green is; nothing is approved twice."""

    items: tuple[ToApprove, ...] = Field(min_length=1, max_length=MOST_TOGETHER)


class OneOutcome(Message):
    """``code`` "" when it is approved, else why not: not_green, held_by_other, version_changed,
    not_possible_now, not_found, contact_in_use, already_has_account, guardian_account_missing,
    storage_unavailable."""

    id: UUID
    code: str = ""


class TogetherAnswer(Message):
    """What became of each, in the order asked."""

    outcomes: tuple[OneOutcome, ...]
