"""A service that has addresses confirmed, and the codes a station asks it for and says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from approval.service import Service
from declaration.wire.records import Record
from tests.fakes.field_station import FieldStation, KeptMail, SetClock, add_people, open_test_service, sign_in

ADDRESS = "mau@example.com"
WRONG = "000 000"


@pytest.fixture
def service(tmp_path: Path, clock: SetClock, mail: KeptMail, database_url: str) -> Iterator[Service]:
    opened = open_test_service(
        tmp_path / "approval", clock, mail=mail, confirm_email=True, database_url=database_url
    )
    add_people(opened)
    yield opened
    opened.close()


async def ask(station: FieldStation, record_id: UUID, email: str = ADDRESS) -> httpx.Response:
    body = {"record_id": str(record_id), "email": email}
    return await station.client.post("/v1/contact-codes", json=body, headers=station.headers)


async def say(station: FieldStation, record_id: UUID, code: str, email: str = ADDRESS) -> httpx.Response:
    body = {"record_id": str(record_id), "email": email, "code": code}
    return await station.client.post("/v1/contact-codes/said", json=body, headers=station.headers)


def send(service: Service) -> None:
    service.background.code_letters.run_due()


def code_in(mail: KeptMail) -> str:
    found = re.search(r"ông/bà: (\d{3} \d{3})", mail.sent[-1][2])
    assert found is not None
    return found.group(1)


def why(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def email_state(client: httpx.AsyncClient, record: Record, name: str = "lan") -> str:
    answer = await client.get(f"/v1/reviews/{record.id}", headers=await sign_in(client, name))
    found: str = answer.json()["email_state"]
    return found
