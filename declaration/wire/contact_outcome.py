"""What came of telling a person (kết quả liên hệ): whether they were reached, and how far they are with
VssID. Nothing in it tells of the person."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from declaration.wire.model import Message

CONTACT_VERSION = "contact-1"


class Outcome(StrEnum):
    """What came of it; keys of the locales under ``calls.outcome``."""

    INFORMED = "informed"
    AGAIN = "again"
    UNREACHABLE = "unreachable"


class Step(StrEnum):
    """What a person does with the account, in this order; keys of the locales under ``calls.step``."""

    INSTALLED = "installed"
    SIGNED_IN = "signed_in"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # nosec B105  # a step
    CARD_SHOWN = "card_shown"


class ContactContent(Message):
    """``outcome``: an Outcome, ``steps``: Steps done so far, both kept as written, so that an older service
    takes a newer desk's."""

    declaration: UUID
    outcome: str = Field(pattern=r"^[a-z_]{1,40}$")
    steps: tuple[str, ...] = Field(default=(), max_length=20)
