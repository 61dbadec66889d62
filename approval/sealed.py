"""Opening a sealed record: is it this station's own, unchanged, and of a shape we know?"""

from __future__ import annotations

from dataclasses import dataclass

from approval.identities import Station
from approval.signatures import verified
from declaration.privacy import Private
from declaration.wire.records import Record, RefusalAnswer
from declaration.wire.signed import Purpose, Signed, digest

LARGEST_RECORD = 256_000  # bytes
_NUL = r"\u0000"
"""As JSON writes it. No form has it and PostgreSQL keeps it in no text: "later" would be said for ever."""


@dataclass(frozen=True, repr=False)
class Opened(Private):
    """A record whose seal holds, with the bytes it came in and their digest."""

    record: Record
    sealed: bytes
    digest: str


def open_sealed(station: Station, sealed: bytes) -> Opened | RefusalAnswer:
    """The record inside, or why these bytes are refused for good."""
    if len(sealed) > LARGEST_RECORD:
        return RefusalAnswer(code="record_too_large")
    message = Signed.from_bytes(sealed)
    if message is None:
        return RefusalAnswer(code="record_unreadable")
    if message.kid != station.id:
        return RefusalAnswer(code="station_mismatch")
    keys = (station.public_key, *station.former_keys)
    if not any(verified(key, Purpose.RECORD, message) for key in keys):
        return RefusalAnswer(code="signature_invalid")
    record = message.read(Record)
    if record is None:
        return RefusalAnswer(code="record_unreadable")
    if record.station != station.id:
        return RefusalAnswer(code="station_mismatch")
    if _NUL in message.body:
        return RefusalAnswer(code="content_invalid", detail="content_shape")
    return Opened(record, sealed, digest(sealed))


def record_in(sealed: bytes) -> Record:
    """The record inside bytes that were opened before. Raises ValueError when the store is damaged."""
    message = Signed.from_bytes(sealed)
    record = message.read(Record) if message else None
    if record is None:
        raise ValueError("a stored record cannot be read")
    return record
