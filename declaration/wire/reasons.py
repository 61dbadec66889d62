"""The reasons a reviewer chooses from; each agency keeps its own lists."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from declaration.wire.model import Message
from declaration.wire.review import REJECT_REASONS, RETURN_REASONS

MOST_REASONS = 40
LONGEST_REASON = 120
_ONE_LINE = r"^[^\x00-\x1f\x7f]*\w[^\x00-\x1f\x7f]*$"
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=LONGEST_REASON, pattern=_ONE_LINE)
]
"""A code that programs have words for (RETURN_REASONS, REJECT_REASONS), or a text of the agency's own, which
is said as it is written, to the desk and to the person."""


class ReasonLists(Message):
    """In the order they are offered. ``version`` goes back with a change (optimistic locking); 0 while an
    agency has changed nothing."""

    to_return: tuple[Reason, ...] = Field(default=RETURN_REASONS, min_length=1, max_length=MOST_REASONS)
    to_reject: tuple[Reason, ...] = Field(default=REJECT_REASONS, min_length=1, max_length=MOST_REASONS)
    version: int = 0
