"""How an engine says it would go about what was asked of it, on tables large enough to matter."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, insert

from approval import audit
from approval.identities import Person
from approval.service import Service
from approval.storage import prepared
from approval.storage.database import Database, Session
from approval.storage.prepared import Cursor, Ready
from approval.storage.rows import AccountRow, ComplaintRow, ContactCodeRow, HandoverRow, NoticeRow
from declaration.wire.review import ReviewQuery
from declaration.wire.sign_in import PersonRole
from tests.fakes.field_station import AGENCY, OTHER_AGENCY, SetClock, open_test_service

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

from approval_filled import add_declarations, add_stations, settle

ROWS = 20_000
OFTEN = 8
"""The most a test asks the same of its own accord."""
AGENCIES = (AGENCY, OTHER_AGENCY, *(f"MAU-{n:02}" for n in range(3, 23)))
BELOW = frozenset(AGENCIES[1:11])
LAN = Person("lan", "Lan Mẫu", AGENCY, frozenset(PersonRole))
ABOVE = Person("mai", "Mai Mẫu", AGENCY, frozenset(PersonRole), BELOW)
COUNTRY = Person("hai", "Hai Mẫu", AGENCY, frozenset(PersonRole), frozenset(AGENCIES))
LARGE = ("declaration", "record", "audit", "notice", "contact_code", "complaint", "account", "handover")
_FIRST = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Plans:
    """Every statement the block sent, as the engine says it would go about it."""

    service: Service
    statements: list[tuple[str, Any]]

    def told(self) -> list[str]:
        engine = self.service.database.engine
        say = "EXPLAIN" if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        found = []
        with engine.connect() as connection:
            for statement, values in self.statements:
                lines = connection.exec_driver_sql(f"{say} {statement}", values).all()
                found.append("; ".join(str(line[-1]) for line in lines))
        return found

    def page(self, person: Person, **asked: object) -> str:
        """How one page of the review queue is found, and how all of them are counted."""
        self.service.review_desk.page(person, ReviewQuery.model_validate(asked))
        return "\n".join(self.told())

    def repeated(self) -> list[str]:
        """What was asked again and again: once for each row, where once for all would do."""
        asked = Counter(statement for statement, _ in self.statements)
        return [statement for statement, times in asked.items() if times > OFTEN]

    def scans(self) -> list[str]:
        """Plans that go through a whole large table; SQLite says SCAN, and names the index when it uses
        one."""
        return [plan for plan in self.told() if any(_scans(plan, table) for table in LARGE)]


def _scans(plan: str, table: str) -> bool:
    words = plan.replace(";", " ;").split("; ")
    return any(
        f"Seq Scan on {table} " in f"{word} " or (word.startswith(f"SCAN {table}") and "USING" not in word)
        for word in words
    )


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Filled once: whoever asks it only looks, or takes work without doing it."""
    url = request.getfixturevalue("postgresql").fresh() if request.param == "postgresql" else ""
    folder = tmp_path_factory.mktemp("filled")
    service = open_test_service(folder, SetClock(datetime.now(UTC)), database_url=url)
    for code in AGENCIES:
        service.office.add_agency(code, code)
    stations = [name for code in AGENCIES for name, _ in add_stations(service.database, code, 10)]
    add_declarations(service.database, AGENCIES, stations, 0, ROWS)
    _add_what_follows(service.database, stations)
    settle(service.database)
    yield service
    service.close()


@pytest.fixture
def plans(filled: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plans]:
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        if statement.startswith(("SELECT", "DELETE", "WITH")):
            sent.append((statement, values))

    def noted(send: Callable[..., Cursor], session: Session, ready: Ready, values: Any) -> Cursor:
        note(None, None, ready.sql, values if isinstance(values, dict) else tuple(values), None, False)
        return send(session, ready, values)

    engine: Engine = filled.database.engine
    event.listen(engine, "before_cursor_execute", note)
    monkeypatch.setattr(prepared, "send", partial(noted, prepared.send))
    yield Plans(filled, sent)
    event.remove(engine, "before_cursor_execute", note)


def _add_what_follows(database: Database, stations: list[str]) -> None:
    """Notices, codes, complaints, accounts, batches and lines of the audit: as many as declarations."""
    with database.reading() as session:
        ids = [row[0] for row in session.connection().exec_driver_sql("SELECT id FROM declaration")]
    chance = random.Random(7)
    made: list[tuple[Any, Callable[[int, UUID], dict[str, Any]]]] = [
        (NoticeRow, _notice),
        (ContactCodeRow, lambda n, key: _code(n, key, chance.choice(stations))),
        (ComplaintRow, lambda n, key: _complaint(n, key, chance.choice(stations))),
        (AccountRow, _account),
        (HandoverRow, lambda n, key: _handover(n, key, chance.choice(stations))),
    ]
    keys = [each if isinstance(each, UUID) else UUID(str(each)) for each in ids]
    for table, row in made:
        with database.writing() as session:
            session.connection().execute(insert(table), [row(n, key) for n, key in enumerate(keys)])
    with database.writing() as session:
        for n, key in enumerate(keys):
            at, code = _FIRST + timedelta(minutes=n), AGENCIES[n % len(AGENCIES)]
            actor, act = ("lan", "viewed") if n // len(AGENCIES) % 4 else ("hoa", "received")
            audit.record(session, at, actor, act, str(key), agency=code)


def _notice(n: int, key: UUID) -> dict[str, Any]:
    state = "pending" if n % 400 == 0 else "failed" if n % 500 == 1 else "sent"
    about = {"declaration_id": key, "revision": 1, "channel": "sms", "purpose": "account_issued"}
    at = _FIRST + timedelta(minutes=n)
    return {**about, "data": {}, "state": state, "attempts": 1, "due_at": at, "key": str(n)}


def _code(n: int, key: UUID, station: str) -> dict[str, Any]:
    at = datetime.now(UTC) - timedelta(minutes=n)
    return {
        "record_id": key,
        "email": f"mau{n}@example.com",
        "station": station,
        "state": "pending" if n % 400 == 0 else "sent",
        "asked_at": at,
        "asked": 1,
        "due_at": at,
        "attempts": 1,
        "expires_at": at,
        "tries": 0,
        "confirmed_at": None if n % 400 == 0 else at,
    }


def _complaint(n: int, key: UUID, station: str) -> dict[str, Any]:
    at = _FIRST + timedelta(minutes=n)
    return {
        "id": key,
        "station": station,
        "registrar": "hoa",
        "taken_at": at,
        "subject": "account",
        "words": "mẫu",
        "full_name": "Nguyễn Văn Mẫu",
        "phone": "+84912345678",
        "document_number": f"{n:012d}",
        "told": "",
        "answer": "" if n % 100 == 0 else "mẫu",
        "answered_by": "" if n % 100 == 0 else "lan",
        "answered_at": None if n % 100 == 0 else at,
        "agency": AGENCIES[n % len(AGENCIES)],
        "office": "counter",
        "passed": [],
    }


def _account(n: int, key: UUID) -> dict[str, Any]:
    return {
        "user_name": f"{n:010d}",
        "declaration_id": key,
        "document_number": f"{n:012d}",
        "phone": f"+849{n:08d}",
        "email": None,
        "issued_at": _FIRST,
        "remind_on": date(2027, 1, 1) + timedelta(days=n % 180),
    }


def _handover(n: int, key: UUID, station: str) -> dict[str, Any]:
    at = _FIRST + timedelta(minutes=n)
    return {
        "id": key,
        "station": station,
        "agency": AGENCIES[n % len(AGENCIES)],
        "number": n,
        "registrar": "hoa",
        "handed_at": at,
        "declarations": [str(key)],
        "received_at": None if n % 100 == 0 else at,
        "received_by": "",
        "missing": [],
        "note": "",
    }
