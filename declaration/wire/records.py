"""Sealed records: everything a station must not lose travels in this one shape."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, ValidationError, field_validator

from declaration.wire.model import Message, Sha256
from declaration.wire.signed import Signed


class RecordKind(StrEnum):
    DECLARATION = "declaration"
    WITHDRAWAL = "withdrawal"
    HANDOVER = "handover"
    CONTACT_OUTCOME = "contact_outcome"
    COMPLAINT = "complaint"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    DAY = "day"


class BlobRef(Message):
    """A photo the record needs, named by its content. ``size`` in bytes; ``role``: a draft.PhotoRole."""

    sha256: Sha256
    size: int = Field(gt=0, le=20_000_000)
    media_type: Literal["image/jpeg", "image/png", "image/webp", "image/avif"]
    role: str


class Record(Message):
    """The body of a sealed record. ``id`` is a UUIDv7 made on the station; a correction is revision n + 1.

    ``content`` depends on the kind (declaration: declaration_content.DeclarationContent) and is kept by
    the service as it came, so that a newer form never loses a field on an older service.
    """

    kind: str
    id: UUID
    revision: int = Field(ge=1)
    form_version: str
    sealed_at: datetime
    station: str
    registrar: str
    blobs: tuple[BlobRef, ...] = ()
    content: dict[str, Any]


class Receipt(Message):
    """What the service signs once the row is committed and every photo is durable.

    ``sequence`` counts receipts of one service epoch upward; ``dossier_number`` (số hồ sơ) names the
    declaration for people.
    """

    id: UUID
    revision: int
    digest: Sha256
    station: str
    received_at: datetime
    sequence: int
    epoch: str
    dossier_number: str | None = None


class ReceiptAnswer(Message):
    outcome: Literal["receipt"] = "receipt"
    receipt: Signed


class MissingAnswer(Message):
    """The record is kept; the receipt waits for these photos. Of those in ``begun`` a part is there."""

    outcome: Literal["missing"] = "missing"
    blobs: tuple[Sha256, ...]
    begun: tuple[Sha256, ...] = ()


class ConflictAnswer(Message):
    """Same id and revision with other bytes, or a revision that comes after a decision: for a person."""

    outcome: Literal["conflict"] = "conflict"
    code: str
    detail: str = ""


class RefusalAnswer(Message):
    """The service will not take this revision, ever; ``code`` is one of REFUSALS."""

    outcome: Literal["refused"] = "refused"
    code: str
    detail: str = ""


RecordAnswer = Annotated[
    ReceiptAnswer | MissingAnswer | ConflictAnswer | RefusalAnswer, Field(discriminator="outcome")
]


class BatchItem(Message):
    """The answer to one line of a batch: ``digest`` names the sealed bytes it is about."""

    digest: Sha256
    answer: RecordAnswer


class BatchAnswer(Message):
    """An item whose answer only a newer version would understand is left out, and costs no other its own."""

    items: tuple[BatchItem, ...]

    @field_validator("items", mode="before")
    @classmethod
    def _understood(cls, items: Any) -> Any:
        return [each for each in items if _is_understood(each)] if isinstance(items, list) else items


def _is_understood(item: Any) -> bool:
    try:
        BatchItem.model_validate(item)
    except ValidationError:
        return False
    return True


REFUSALS = frozenset(
    {
        "record_unreadable",
        "record_too_large",
        "signature_invalid",
        "station_mismatch",
        "content_invalid",
        "form_version_unknown",
        "blob_not_a_picture",
        "revision_gap",
    }
)
"""Codes with which a revision is refused for good. Anything else a service says means: later."""
