"""A record sealed by this station: the bytes are made once and sent as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from declaration.wire.model import Message
from declaration.wire.records import BlobRef, Record, RecordKind
from declaration.wire.signed import Purpose, digest
from desk.ports.clock import Clock
from desk.ports.keys import StationKeys
from desk.ports.store import SealedAbout


@dataclass(frozen=True)
class Sealer:
    """Seals for one signed-in registrar; ``on_sealed`` tells the engine that something waits."""

    keys: StationKeys
    clock: Clock
    registrar: str
    on_sealed: Callable[[], None]

    def seal(
        self,
        kind: RecordKind,
        content: Message,
        form_version: str,
        *,
        about: tuple[UUID, int] | None = None,
        address: tuple[UUID, int] | None = None,
    ) -> SealedAbout:
        """A record besides declarations. ``about``: a declaration and its revision; ``address``: the record's
        own, where it has one already."""
        now, (record_id, revision) = self.clock.now(), address or (uuid7(), 1)
        sealed = sealed_record(
            self.keys,
            kind,
            (record_id, revision),
            content,
            form_version=form_version,
            registrar=self.registrar,
            at=now,
        )
        of, of_revision = about or (None, 0)
        return SealedAbout(
            record_id, kind, of, of_revision, sealed, digest(sealed), now, self.registrar, revision
        )


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
