"""What picking the next item costs with so many waiting, in a real encrypted file."""

from __future__ import annotations

import secrets
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlmodel import Session

from desk.storage.rows import RevisionRow
from desk.storage.station import StationFile

_SEALED = 300  # bytes; what is sent later is not read for picking
_REPEATS = 15


def _rows(number: int, now: datetime) -> list[dict[str, object]]:
    """As after a long outage: tried, each on its own schedule, a few deadlines."""
    sealed = secrets.token_bytes(_SEALED)
    return [
        {
            "record_id": str(uuid4()),
            "revision": 1,
            "kind": "declaration",
            "digest": "0" * 64,
            "sealed": sealed,
            "deadline": (now + timedelta(days=each % 10)).date().isoformat(),
            "created_at": now - timedelta(seconds=number - each),
            "delivery": "pending",
            "urgent": False,
            "attempts": 3,
            "next_due": now + timedelta(minutes=5),
            "last_reason": "no_network",
            "receipt": "",
        }
        for each in range(number)
    ]


def picking_ms(folder: Path, number: int) -> dict[str, float]:
    """Median milliseconds for one item of so many: all due, and one alone due, the last in the order."""
    now = datetime.now(UTC)
    folder.mkdir(parents=True)
    file = StationFile.open(folder, secrets.token_bytes(32), lambda: now)
    rows = _rows(number, now)

    def keep(session: Session) -> None:
        session.connection().execute(insert(RevisionRow), rows)

    file._database.write(keep)
    late = UUID(str(max(rows, key=lambda row: (row["deadline"], row["created_at"]))["record_id"]))
    all_due = _median(file, now + timedelta(minutes=6))
    file.outbox.defer_all([(late, 1)], "photos_missing")
    entry = file.outbox.entry(late, 1)
    assert entry is not None
    file.outbox.defer(entry, "photos_missing", now)
    assert [each.record_id for each in file.outbox.due(now, 1)] == [late]
    one_due = _median(file, now)
    file.close()
    return {"all_due": all_due, "one_due": one_due}


def _median(file: StationFile, now: datetime) -> float:
    taken = []
    for _ in range(_REPEATS):
        began = time.perf_counter()
        assert len(file.outbox.due(now, 1)) == 1
        taken.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(taken), 2)
