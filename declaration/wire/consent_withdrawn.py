"""What taking consent back (rút lại đồng ý) says: of which declaration, for which purposes, and which words
had been agreed to. When and by whom stands in the record itself. Nothing in it tells of the person."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, StringConstraints

from declaration.wire.model import Message

CONSENT_WITHDRAWN_VERSION: Final = "consent-withdrawn-1"

PurposeName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


class ConsentWithdrawnContent(Message):
    """``revision`` is the newest one sealed then: a later revision's consent is given anew. ``purposes``:
    draft.Purpose, kept as written, so that an older service takes a newer desk's. ``text_version``,
    ``language`` and ``text_sha256`` are those of the consent that is taken back."""

    declaration: UUID
    revision: int = Field(ge=1)
    purposes: tuple[PurposeName, ...] = Field(min_length=1, max_length=10)
    text_version: str = Field(max_length=40)
    language: str = Field(max_length=10)
    text_sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")


class ConsentTakenBack(Message):
    """One purpose taken back, as a reviewer sees it: when the person said so, and who took it down.
    ``is_given_anew``: by a later revision of the declaration."""

    purpose: str
    at: datetime
    by: str
    text_version: str
    language: str
    is_given_anew: bool = False
