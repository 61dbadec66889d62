"""What people look at is found by index: the engines' own query plans, on tables large enough to matter."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from approval import audit
from approval.identities import Person
from approval.service import Service
from declaration.wire.audit import AuditQuery
from declaration.wire.review import ReviewQuery
from declaration.wire.sign_in import PersonRole
from tests.fakes.field_station import AGENCY, OTHER_AGENCY, SetClock, open_test_service

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

from approval_filled import add_declarations, add_stations, settle

ROWS = 20_000
pytestmark = pytest.mark.timeout(300)  # many rows, on a machine that may be busy
BOTH = frozenset(PersonRole)
LAN = Person("lan", "Lan Mẫu", AGENCY, BOTH)


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


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Filled once: the tests here only look."""
    url = request.getfixturevalue("postgresql").fresh() if request.param == "postgresql" else ""
    folder = tmp_path_factory.mktemp("filled")
    service = open_test_service(folder, SetClock(datetime.now(UTC)), database_url=url)
    agencies = (AGENCY, OTHER_AGENCY, *(f"MAU-{n:02}" for n in range(3, 23)))
    for code in agencies:
        service.office.add_agency(code, code)
    stations = [name for code in agencies for name, _ in add_stations(service.database, code, 10)]
    add_declarations(service.database, agencies, stations, 0, ROWS)
    settle(service.database)
    yield service
    service.close()


@pytest.fixture
def plans(filled: Service) -> Iterator[Plans]:
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        if statement.startswith("SELECT"):
            sent.append((statement, values))

    engine: Engine = filled.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield Plans(filled, sent)
    event.remove(engine, "before_cursor_execute", note)


def _scans(told: list[str], table: str) -> list[str]:
    """Plans that go through a whole table; SQLite says SCAN, and names the index when it uses one."""
    return [
        plan
        for plan in told
        if f"Seq Scan on {table}" in plan or (f"SCAN {table}" in plan and f"SCAN {table} USING" not in plan)
    ]


@pytest.mark.parametrize("status", ["received", ""])
def test_a_page_of_the_queue_is_found_by_index(plans: Plans, status: str) -> None:
    page = plans.service.review_desk.page(LAN, ReviewQuery(status=status))
    assert len(page.items) == 50
    told = plans.told()
    assert len(told) == 2
    assert _scans(told, "declaration") == []
    assert not [plan for plan in told if "TEMP B-TREE FOR ORDER BY" in plan], told


def test_the_overview_of_stations_is_counted_in_an_index(plans: Plans) -> None:
    overview = plans.service.supervision.stations(LAN)
    assert sum(each.received for each in overview.stations) > 100
    told = plans.told()
    assert _scans(told, "declaration") == []
    assert _scans(told, "record") == []


def test_the_agency_above_pages_its_queue_without_going_through_the_table(plans: Plans) -> None:
    below = frozenset(f"MAU-{n:02}" for n in range(2, 12))
    above = Person("mai", "Mai Mẫu", AGENCY, BOTH, below)
    page = plans.service.review_desk.page(above, ReviewQuery(status="received"))
    assert len(page.items) == 50
    assert _scans(plans.told(), "declaration") == []


def test_a_page_of_the_audit_is_found_by_index(plans: Plans) -> None:
    first, codes = datetime(2026, 3, 1, tzinfo=UTC), (AGENCY, *(f"MAU-{n:02}" for n in range(2, 23)))
    with plans.service.database.writing() as session:
        for n in range(ROWS):
            at, code = first + timedelta(minutes=n), codes[n % len(codes)]
            audit.record(session, at, "lan", "viewed", f"tk-{n}", agency=code)
    settle(plans.service.database)
    plans.statements.clear()
    days = {"first_day": "2026-03-01", "last_day": "2026-03-31"}
    plans.service.auditing.page(LAN, AuditQuery.model_validate(days))
    told = [plan for plan in plans.told() if "audit" in plan]
    assert told
    assert _scans(told, "audit") == []
