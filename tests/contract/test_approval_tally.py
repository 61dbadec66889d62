"""What supervisors are told of every station is kept up as declarations change, and comes out right."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from approval.service import Service
from approval.storage import tally
from approval.storage.database import AlreadyThereError, Database
from tests.fakes.field_station import AGENCY, SetClock, open_test_service

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

from approval_filled import add_declarations, add_stations

STATUSES = ("received", "returned", "rejected", "activated", "lapsed")
Tally = dict[tuple[str, str], int]


@pytest.fixture
def service(tmp_path: Path, database_url: str) -> Iterator[Service]:
    opened = open_test_service(tmp_path, SetClock(), database_url=database_url)
    yield opened
    opened.close()


@pytest.fixture
def stations(service: Service) -> list[str]:
    return [name for name, _ in add_stations(service.database, AGENCY, 4)]


def told(database: Database, stations: list[str]) -> Tally:
    with database.reading() as session:
        return tally.by_station(session, stations)


def counted(database: Database) -> Tally:
    with database.reading() as session:
        asked = "SELECT station, status, count(*) FROM declaration GROUP BY station, status"
        return {(row[0], row[1]): row[2] for row in session.connection().execute(text(asked))}


def changed(database: Database, statement: str, **values: object) -> None:
    with database.writing() as session:
        session.connection().execute(text(statement), values)


def waiting(database: Database) -> int:
    with database.reading() as session:
        return int(session.connection().execute(text("SELECT count(*) FROM tally_change")).scalar_one())


def test_it_is_what_counting_would_find_whatever_happens(service: Service, stations: list[str]) -> None:
    database, chance, at = service.database, random.Random(32), 0
    for _ in range(40):
        match chance.randrange(5):
            case 0:
                add_declarations(database, (AGENCY,), stations[:3], at, 7)
                at += 7
            case 1:
                values = {"to": chance.choice(STATUSES), "of": chance.choice(STATUSES)}
                changed(database, "UPDATE declaration SET status = :to WHERE status = :of", **values)
            case 2:
                values = {"to": chance.choice(stations), "of": chance.choice(stations)}
                changed(database, "UPDATE declaration SET station = :to WHERE station = :of", **values)
            case 3:
                number = f"TK-2026-{chance.randrange(at + 1):07}"
                changed(database, "DELETE FROM declaration WHERE dossier_number = :number", number=number)
            case 4:
                tally.add_up(database)
        assert told(database, stations) == counted(database)
    tally.add_up(database)
    assert (waiting(database), told(database, stations)) == (0, counted(database))


def test_what_was_undone_never_counted(service: Service, stations: list[str]) -> None:
    add_declarations(service.database, (AGENCY,), stations, 0, 5)
    with pytest.raises(AlreadyThereError), service.database.writing() as session:
        session.connection().execute(text("UPDATE declaration SET status = 'lapsed', dossier_number = 'x'"))
    assert told(service.database, stations) == counted(service.database)


def test_nobody_else_sees_the_stations_of_others(service: Service, stations: list[str]) -> None:
    add_declarations(service.database, (AGENCY,), stations, 0, 40)
    assert {station for station, _ in told(service.database, stations[:1])} == set(stations[:1])
    assert told(service.database, []) == {}


def test_several_add_up_and_many_change_at_once(service: Service, stations: list[str]) -> None:
    database, done = service.database, threading.Event()

    def adding() -> int:
        many = 0
        while not done.is_set():
            many += tally.add_up(database)
        return many

    def changing(first: int) -> None:
        for start in range(first, first + 100, 10):
            add_declarations(database, (AGENCY,), stations, start, 10)
            numbers = {"low": f"TK-2026-{start:07}", "high": f"TK-2026-{start + 4:07}"}
            changed(
                database,
                "UPDATE declaration SET status = 'lapsed' WHERE dossier_number BETWEEN :low AND :high",
                **numbers,
            )

    with ThreadPoolExecutor(4) as pool:
        adders = [pool.submit(adding) for _ in range(2)]
        for each in [pool.submit(changing, first) for first in (0, 100)]:
            each.result()
        done.set()
        added = sum(each.result() for each in adders)
    assert sum(counted(database).values()) == 200
    assert told(database, stations) == counted(database)
    assert added + waiting(database) >= 200
    while tally.add_up(database):
        pass
    assert told(database, stations) == counted(database)
