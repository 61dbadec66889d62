"""Fixtures of the approval service's tests: a fresh service, a client of it, a station and its people."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from approval.service import Service
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
async def service(tmp_path: Path, clock: SetClock, sms: KeptSms, mail: KeptMail) -> AsyncIterator[Service]:
    opened = open_test_service(tmp_path / "approval", clock, sms=sms, mail=mail)
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
