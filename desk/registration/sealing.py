"""A record sealed by this station: the bytes are made once and sent as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from declaration.wire.model import Message
from declaration.wire.records import BlobRef, Record, RecordKind
from declaration.wire.signed import Purpose
from desk.ports.keys import StationKeys


def sealed_record(
    keys: StationKeys,
    kind: RecordKind,
    address: tuple[UUID, int],
    content: Message,
    *,
    form_version: str,
    registrar: str,
    at: datetime,
    blobs: Sequence[BlobRef] = (),
) -> bytes:
    """``address`` is the record's id and revision."""
    record = Record(
        kind=kind,
        id=address[0],
        revision=address[1],
        form_version=form_version,
        sealed_at=at,
        station=keys.station,
        registrar=registrar,
        blobs=tuple(blobs),
        content=content.model_dump(mode="json"),
    )
    return keys.sign(Purpose.RECORD, record.model_dump_json()).to_bytes()
