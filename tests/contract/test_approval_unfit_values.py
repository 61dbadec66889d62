"""What no column holds is a question that cannot be asked: never a failure, never "later"."""

from __future__ import annotations

import httpx
import pytest

from approval.service import Service
from tests.fakes.field_station import FieldStation, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]
NUL = "mẫu\x00@example.com"
KEY = "0" * 32


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/contact-codes/said", {"record_id": KEY, "email": NUL, "code": "1"}),
        ("POST", "/v1/online/search", {"number": NUL}),
        ("GET", "/v1/online?after=%00", None),
        ("POST", "/v1/lookups", {"about": "account", "insurance_code": "012345678\x00"}),
    ],
)
async def test_a_station_is_told_that_it_asked_wrongly(
    station: FieldStation, client: httpx.AsyncClient, method: str, path: str, body: object
) -> None:
    answer = await client.request(method, path, json=body, headers=station.headers)
    assert answer.status_code in (200, 400, 404, 409), answer.text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/reviews/search", {"search": NUL}),
        ("/v1/reviews/search", {"search": "0\x00123"}),
        ("/v1/complaints/search", {"subject": "\x00"}),
        ("/v1/supervision/recovery-codes", {"station": "\x00", "reason": "invented"}),
    ],
)
async def test_a_person_is_told_that_they_asked_wrongly(
    service: Service, client: httpx.AsyncClient, path: str, body: object
) -> None:
    answer = await client.post(path, json=body, headers=await sign_in(client, "lan"))
    assert answer.status_code in (200, 400, 404), answer.text
