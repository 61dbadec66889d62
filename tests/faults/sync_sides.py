"""Both sides as they are on the disk: rows and files, not what the engine says of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlmodel import col, select

from approval.clock import system_clock
from approval.keys import Keys
from approval.storage.database import Database
from approval.storage.days import ClosingRow
from approval.storage.engines import sqlite_engine
from approval.storage.rows import ComplaintRow, DeclarationRow, EventRow, HandoverRow, RecordRow
from approval.storage.sign_in_rows import StationRow
from declaration.wire.sign_in import KeyUse, ServiceKey
from desk.storage import rows
from desk.storage.station import StationFile


@dataclass(frozen=True)
class ServiceSide:
    """What the service holds, read from its folder."""

    records: dict[tuple[str, int], RecordRow]
    dossiers: dict[str, DeclarationRow]
    events: list[EventRow]
    stations: dict[str, StationRow]
    signing_keys: dict[str, str]
    closings: list[ClosingRow]
    complaints: dict[str, ComplaintRow]
    handovers: dict[str, HandoverRow]
    blobs: Path

    @staticmethod
    def read(folder: Path) -> ServiceSide:
        database = Database(sqlite_engine(folder / "approval.sqlite3"))
        with database.reading() as session:
            records = session.exec(select(RecordRow)).all()
            dossiers = session.exec(select(DeclarationRow)).all()
            events = session.exec(select(EventRow).order_by(col(EventRow.sequence))).all()
            stations = session.exec(select(StationRow)).all()
            closings = session.exec(select(ClosingRow)).all()
            complaints = session.exec(select(ComplaintRow)).all()
            handovers = session.exec(select(HandoverRow)).all()
        database.close()
        certified = [each.read(ServiceKey) for each in Keys(folder / "keys", system_clock).certificates]
        return ServiceSide(
            {(str(row.id), row.revision): row for row in records},
            {str(row.id): row for row in dossiers},
            list(events),
            {row.id: row for row in stations},
            {key.kid: key.public_key for key in certified if key and key.use is KeyUse.SIGNING},
            list(closings),
            {str(row.id): row for row in complaints},
            {str(row.id): row for row in handovers},
            folder / "blobs" / "whole",
        )

    def blob(self, name: str) -> bytes | None:
        path = self.blobs / name[:2] / name
        return path.read_bytes() if path.exists() else None

    def damaged_blobs(self) -> Iterator[str]:
        for path in self.blobs.glob("*/*"):
            if sha256(path.read_bytes()).hexdigest() != path.name:
                yield "a photo at the service is not what its name says"


@dataclass(frozen=True)
class StationSide:
    """What one station holds, read from its file."""

    file: StationFile
    revisions: list[rows.RevisionRow]
    declarations: dict[str, rows.DeclarationRow]
    changes: list[rows.ChangeRow]
    complaints: dict[str, rows.ComplaintRow]
    handovers: dict[str, rows.HandoverRow]
    listed: frozenset[str]

    @staticmethod
    def read(file: StationFile) -> StationSide:
        look = file._database.read
        return StationSide(
            file,
            look(lambda s: list(s.exec(select(rows.RevisionRow)).all())),
            look(lambda s: {row.id: row for row in s.exec(select(rows.DeclarationRow)).all()}),
            look(lambda s: list(s.exec(select(rows.ChangeRow)).all())),
            look(lambda s: {row.id: row for row in s.exec(select(rows.ComplaintRow)).all()}),
            look(lambda s: {row.id: row for row in s.exec(select(rows.HandoverRow)).all()}),
            look(lambda s: frozenset(s.exec(select(rows.RosterRow.document_number)).all())),
        )

    @property
    def name(self) -> str:
        return self.file.station_key().station

    @property
    def keys(self) -> dict[tuple[str, int], rows.RevisionRow]:
        return {(row.record_id, row.revision): row for row in self.revisions}
