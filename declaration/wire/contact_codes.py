"""Is this e-mail address the person's own? A code sent there is said back at the desk, or to a reviewer.

Questions that need an answer now: they are asked while there is a network, and never queued.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from declaration.wire.model import Message

CODE_DIGITS = 6


class CodeRequest(Message):
    """Send a code to ``email`` for the declaration with this id, which need not have been sent yet."""

    record_id: UUID
    email: str = Field(min_length=3, max_length=254)


class CodeAsked(Message):
    """A code is on its way. ``next_after``: seconds before another may be asked for; ``expires_at``: until
    when it is good."""

    next_after: int
    expires_at: datetime


class CodeTry(Message):
    """What the person read out of the letter."""

    record_id: UUID
    email: str = Field(min_length=3, max_length=254)
    code: str = Field(max_length=20)


class CodeSaid(Message):
    """The same to a reviewer, who has the declaration open."""

    code: str = Field(max_length=20)


class EmailConfirmed(Message):
    """The address is the person's own, since then."""

    at: datetime
