"""Databases filled quickly for the benchmark and for the tests of query plans: invented rows, no photos."""

from __future__ import annotations

import json
import random
import secrets
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, text

from approval.storage import tally
from approval.storage.database import Database
from approval.storage.rows import DeclarationRow, EventRow, RecordRow
from approval.storage.sign_in_rows import StationRow, TokenRow

_STATUSES = ("received",) * 10 + ("returned",) * 3 + ("rejected",) * 2 + ("activated",) * 85
_OPEN = ("received", "returned")
_AT_ONCE = 5_000
_SYLLABLES = ("mau", "thu", "vi", "du", "hoa", "lan", "minh", "anh", "binh", "chi")


def add_stations(database: Database, agency: str, count: int) -> list[tuple[str, str]]:
    """That many stations with a token each; returns (id, token)."""
    now = datetime.now(UTC)
    made = [(f"station-{secrets.token_hex(8)}", secrets.token_urlsafe(16)) for _ in range(count)]
    stations = [
        {
            "id": name,
            "name": "Bàn",
            "unit_name": "Khu công nghiệp Mẫu",
            "agency": agency,
            "public_key": "",
            "certificate": "",
            "app_version": "1",
            "enrolled_at": now,
            "active": True,
            "last_contact": now + timedelta(hours=1),
            "feed_end": 0,
        }
        for name, _ in made
    ]
    tokens = [
        {
            "token_hash": sha256(token.encode()).hexdigest(),
            "station": name,
            "person": None,
            "expires_at": now + timedelta(days=1),
        }
        for name, token in made
    ]
    _add(database, StationRow, stations)
    _add(database, TokenRow, tokens)
    return made


def add_events(database: Database, station: str, count: int) -> None:
    """That many answers for one station."""
    now = datetime.now(UTC)
    rows = [
        {
            "station": station,
            "sequence": number,
            "kind": "received",
            "record_id": uuid.uuid4(),
            "revision": 1,
            "at": now,
            "data": {"dossier_number": f"TK-2026-{number:06d}"},
        }
        for number in range(1, count + 1)
    ]
    _add(database, EventRow, rows)
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE station SET feed_end = :end WHERE id = :id"), {"end": count, "id": station}
        )


def add_declarations(
    database: Database,
    agencies: tuple[str, ...],
    stations: list[str],
    first: int,
    count: int,
    today: date | None = None,
    seed: int = 0,
) -> None:
    """Declarations numbered from ``first``, spread over agencies and stations, with their records. ``today``:
    what is open was declared in the days before it, and whoever is to be warned was; else a service that
    starts has all of it to end first."""
    chance = random.Random(seed * 1_000_000_007 + first)
    for start in range(first, first + count, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, first + count))
        rows = [_declaration(chance, number, agencies, stations) for number in numbers]
        if today is not None:
            for row in rows:
                if row["status"] in _OPEN:
                    row |= _open_on(today, row["declared_on"].day % 10)
        _add(database, RecordRow, [_record(row) for row in rows])
        _add(database, DeclarationRow, rows)


def settle(database: Database) -> None:
    """As in a service that has run for a time: what came is added up, PostgreSQL has looked at its tables."""
    while tally.add_up(database):
        pass
    if database.engine.dialect.name != "postgresql":
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SET synchronous_commit = on")  # a row counts as settled once flushed
        connection.exec_driver_sql("VACUUM ANALYZE")


def _declaration(
    chance: random.Random, number: int, agencies: tuple[str, ...], stations: list[str]
) -> dict[str, Any]:
    words = [chance.choice(_SYLLABLES) for _ in range(4)]
    declared = date(2026, 1, 1) + timedelta(days=chance.randrange(300))
    return {
        "id": uuid.UUID(int=(number << 64) | chance.getrandbits(62)),
        "revision": 1,
        "version": 1,
        "station": chance.choice(stations),
        "agency": chance.choice(agencies),
        "kind": "register",
        "status": chance.choice(_STATUSES),
        "dossier_number": f"TK-2026-{number:07d}",
        "full_name": " ".join(words).title(),
        "search_name": " ".join(words),
        "birth": f"{1950 + number % 60}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        "document_number": f"{number:012d}",
        "insurance_code": f"{number:010d}",
        "phone": f"+849{number:08d}",
        "email": None,
        "declared_on": declared,
        "hand_in_by": declared + timedelta(days=10),
        "received_at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number),
        "registry_answer": "matched",
        "sound": True,
        "photo_state": "due" if number % 500 == 0 else "sound",
        "registrar": f"mau{number % 3}",
        "decided_after": number % 9,
        "warned_at_days": None,
    }


def _open_on(today: date, days_ago: int) -> dict[str, Any]:
    declared = today - timedelta(days=days_ago)
    return {"declared_on": declared, "hand_in_by": declared + timedelta(days=10), "warned_at_days": 0}


def _record(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "revision": 1,
        "kind": "declaration",
        "station": row["station"],
        "digest": "0" * 64,
        "sealed": json.dumps({"filling": "x" * 1500}).encode(),
        "arrived_at": row["received_at"],
        "receipt": b"{}",
        "day": row["declared_on"].isoformat(),
    }


def _add(database: Database, table: Any, rows: list[dict[str, Any]]) -> None:
    for part in _parts(rows):
        with database.writing() as session:
            session.connection().execute(insert(table), part)


def _parts(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]
