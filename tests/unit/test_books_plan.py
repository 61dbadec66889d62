"""The books are asked for at every change on the screen: they are counted from indexes alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.builders import BuiltStation, built_station


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    built = built_station(tmp_path / "station")
    yield built
    built.file.close()


def _plans(station: BuiltStation) -> list[str]:
    """How SQLite goes about each statement of the books that counts all revisions, or all of a delivery."""
    plans: list[str] = []
    asked: list[tuple[Any, str, Any]] = []

    def note(_connection: Any, cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        asked.append((cursor.connection, statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        station.file.outbox.books(station.clock.today())
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    for connection, statement, values in asked:
        told = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
        plans += [f"{line[3]} <- {statement}" for line in told]
    return plans


def test_no_record_is_read_to_count_those_delivered(station: BuiltStation) -> None:
    plans = [plan for plan in _plans(station) if " revision " in plan]
    assert any("COVERING INDEX revision_unsigned" in plan for plan in plans)
    whole = [plan for plan in plans if plan.startswith("SCAN revision") and "COVERING INDEX" not in plan]
    assert not whole, "every record of the station would be read"
