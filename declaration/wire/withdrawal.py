"""What a withdrawal (rút tờ khai) says: which declaration, and why. Nothing in it tells of the person."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from declaration.wire.model import Message

WITHDRAWAL_VERSION = "withdrawal-1"


class WithdrawalReason(StrEnum):
    """Why it is taken back; keys of the locales under ``withdrawal.reason``."""

    ASKED_BY_PERSON = "asked_by_person"
    REGISTERED_TWICE = "registered_twice"
    WRONG_PERSON = "wrong_person"
    HANDED_IN_ELSEWHERE = "handed_in_elsewhere"


class WithdrawalContent(Message):
    """``revision`` is the newest one when it was withdrawn. ``reason``: a WithdrawalReason, kept as written,
    so that an older service takes a newer desk's reason."""

    declaration: UUID
    revision: int = Field(ge=1)
    reason: str = Field(pattern=r"^[a-z_]{1,40}$")
