"""Fixtures of the approval service's tests: a fresh service, a client of it, a station and its people."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from approval.service import Service
from approval.storage.columns import Row
from tests.fakes.field_station import (
    FieldStation,
    KeptMail,
    KeptSms,
    SetClock,
    add_people,
    client_of,
    open_test_service,
)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def sms() -> KeptSms:
    return KeptSms()


@pytest.fixture
def mail() -> KeptMail:
    return KeptMail()


@pytest.fixture
def database_url() -> str:
    """SQLite; the contract tests ask for both engines."""
    return ""


@pytest.fixture
async def service(
    tmp_path: Path, clock: SetClock, sms: KeptSms, mail: KeptMail, database_url: str
) -> AsyncIterator[Service]:
    opened = open_test_service(tmp_path / "approval", clock, sms=sms, mail=mail, database_url=database_url)
    add_people(opened)
    yield opened
    opened.close()


@pytest.fixture
async def client(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(service) as opened:
        yield opened


@pytest.fixture
async def station(service: Service, client: httpx.AsyncClient, clock: SetClock) -> FieldStation:
    return await FieldStation.ready(service, client, clock)


@pytest.fixture
def at_rest(service: Service, tmp_path: Path) -> Callable[[], list[bytes]]:
    """Everything the service has put down: its files, and its rows where they are in no file of its own."""

    def look() -> list[bytes]:
        found = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
        if service.database.engine.dialect.name == "postgresql":
            with service.database.engine.connect() as connection:
                for table in Row.metadata.tables:
                    rows = connection.exec_driver_sql(f'SELECT t::text FROM "{table}" t').scalars()  # noqa: S608
                    found += [str(row).encode() for row in rows]
        return found

    return look
