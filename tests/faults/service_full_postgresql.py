"""The database's disk fills up: ``python -m tests.faults.service_full_postgresql DISK SEED TIMES``.

PostgreSQL lies on DISK, a small one; each time all but a few bytes are taken and declarations are sent. It
then refuses to grow a table, or comes down for want of a log and recovers. Prints one line of JSON for each:
what the station was told, and the violation, "" for none.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import httpx
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from approval.service import Service
from approval.storage.rows import DeclarationRow, EventRow, RecordRow
from declaration.wire.changes import ChangeKind
from declaration.wire.records import Record
from tests.fakes.field_station import (
    FieldStation,
    SetClock,
    client_of,
    content,
    open_test_service,
    receipt_in,
)
from tests.fakes.postgresql import PostgreSQL
from tests.faults.store_full_disk import fill

ROOM, AT_ONCE, PIECES = 60_000, 4, 6
"""Bytes left at most: what some declarations need. As many come together. So many pieces has the log."""
_FILLER, _BUSY, _LONGEST = "filler", (503, "storage_unavailable", "5"), 60.0


class World:
    """A station, the service it speaks to, and the server below."""

    def __init__(self, disk: Path, server: PostgreSQL, service: Service, station: FieldStation) -> None:
        self.disk = disk
        self.server = server
        self.service = service
        self.station = station
        self.people = 0

    def declarations(self) -> list[Record]:
        """Of people nobody has seen before."""
        return [self.station.record(content=self._somebody()) for _ in range(AT_ONCE)]

    def _somebody(self) -> dict[str, object]:
        self.people += 1
        number = self.people
        return content(
            document={"kind": "citizen_id", "value": f"001090{number:06d}"},
            insurance_code=f"{number:010d}",
            phone=f"+849{number:08d}",
            email=None,
        )

    async def once(self, chance: random.Random) -> dict[str, str]:
        """Some declarations against one full disk, and again when there is room."""
        records = self.declarations()
        fill(self.disk, chance.randrange(0, ROOM))
        if self.people % (3 * AT_ONCE) == 0:
            self._use_up_the_log()
        told = await asyncio.gather(*(self.station.put(each) for each in records))
        met = " ".join(str(each.status_code) for each in told)
        for answer in told:
            if answer.status_code != 201 and _said(answer) != _BUSY:
                return {"met": met, "violation": f"told {answer.status_code} {answer.text}"}
        (self.disk / _FILLER).unlink()
        for record, answer in zip(records, told, strict=True):
            signed = await self._until_taken(record)
            if answer.status_code == 201 and receipt_in(answer) != receipt_in(signed):
                return {"met": met, "violation": "another receipt than the one given"}
        return {"met": met, "violation": self._amiss({each.id for each in records})}

    def _use_up_the_log(self) -> None:
        """Its next pieces are begun: when none can be made, PostgreSQL comes down to recover."""
        with suppress(DBAPIError), self.service.database.engine.connect() as connection:
            for _ in range(PIECES):
                connection.exec_driver_sql("SELECT pg_switch_wal()")
                connection.exec_driver_sql("SELECT pg_logical_emit_message(false, 'mau', 'mau')")

    async def _until_taken(self, record: Record) -> httpx.Response:
        """Asked until there is an answer, as a station does."""
        begun = time.monotonic()
        while True:
            answer = await self.station.put(record)
            if answer.status_code != 503 or time.monotonic() - begun > _LONGEST:
                return answer
            if not self.server.is_running():
                self.server.start()
            await asyncio.sleep(0.1)

    def _amiss(self, sent: set[UUID]) -> str:
        with self.service.database.reading() as session:
            records = session.exec(select(RecordRow.id, RecordRow.receipt)).all()
            rows = set(session.exec(select(DeclarationRow.id)).all())
            told = Counter(
                session.exec(select(EventRow.record_id).where(EventRow.kind == ChangeKind.RECEIVED)).all()
            )
        if any(receipt is None for _, receipt in records):
            return "a record without its receipt"
        if {key for key, _ in records} != rows or not sent <= rows:
            return "a record without its declaration"
        return "" if all(told[key] == 1 for key in rows) else "told twice, or never"


def _said(answer: httpx.Response) -> tuple[int, str, str]:
    return answer.status_code, answer.json()["code"], answer.headers.get("Retry-After", "")


async def run(disk: Path, seed: int, times: int) -> None:
    clock, chance, server = SetClock(), random.Random(seed), PostgreSQL(small_disk=disk)
    try:
        with tempfile.TemporaryDirectory() as folder:
            service = open_test_service(Path(folder), clock, database_url=server.fresh())
            async with client_of(service) as client:
                world = World(disk, server, service, await FieldStation.ready(service, client, clock))
                for number in range(times):
                    print(json.dumps({"what": number, **await world.once(chance)}), flush=True)
                    (disk / _FILLER).unlink(missing_ok=True)
            service.close()
    finally:
        server.stop()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
