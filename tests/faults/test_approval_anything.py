"""Whatever the OpenAPI page allows, and what it does not: no question makes the service fail.

Schemathesis makes the questions; ours is the promise: never a 5xx, and every no is a problem document.
``FULL=1`` asks ten times as many.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from approval.app import application
from approval.service import Service
from declaration.wire.sign_in import PersonRole
from tests.fakes.field_station import (
    AGENCY,
    PASSPHRASE,
    FieldStation,
    SetClock,
    add_people,
    client_of,
    open_test_service,
    sign_in,
)
from tests.fakes.postgresql import PostgreSQL

EXAMPLES = 240 if os.environ.get("FULL") else 24
"""Of each route; some four of each caller."""
MODES = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    """Bytes as they are; anything else as its text."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


@pytest.fixture(params=["sqlite", "postgresql"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    url = ""
    if request.param == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.fresh()
    opened = open_test_service(tmp_path, SetClock(), practice=True, database_url=url)
    add_people(opened)
    yield opened
    opened.close()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_question_whatever_makes_the_service_fail(service: Service) -> None:
    app = application(service)
    schema = schemathesis.openapi.from_dict(app.openapi())
    failed: list[str] = []
    with asyncio.Runner() as runner:
        callers = runner.run(_callers(service))
        for operation in schema.get_all_operations():
            assert isinstance(operation, Ok), "our own page is sound"
            failed += _asked(operation.ok(), app, runner, callers)
    assert failed == []


async def _callers(service: Service) -> list[dict[str, str]]:
    """The headers of nobody, of a station, of people in every role."""
    alone = (PersonRole.ADMINISTRATOR, PersonRole.AUDITOR)
    for role in alone:
        assert service.office.add_person(str(role), PASSPHRASE, f"{role} Mẫu", (role,), AGENCY) is None
    async with client_of(service) as client:
        station = await FieldStation.ready(service, client, SetClock())
        people = [await sign_in(client, name) for name in ("lan", "sơn", *map(str, alone))]
        return [{}, station.headers, *people]


def _asked(operation: Any, app: FastAPI, runner: asyncio.Runner, callers: list[dict[str, str]]) -> list[str]:
    """What went wrong with one route."""
    failed: set[str] = set()
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in MODES))

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, caller=st.sampled_from(callers))
    def ask(case: Any, caller: dict[str, str]) -> None:
        if case.query and case.query.get("wait"):
            case.query["wait"] = 0  # nothing happens here, so nobody needs to wait for it
        answer = runner.run(_answer(app, case, caller))
        kind = answer.headers.get("content-type", "")
        is_told = not answer.content or kind.startswith(("application/problem+json", "application/json"))
        if answer.status_code >= 500 or (answer.status_code >= 400 and not is_told):
            failed.add(f"{operation.method.upper()} {operation.path} {answer.status_code} {kind}")

    ask()
    return sorted(failed)


async def _answer(app: FastAPI, case: Any, caller: dict[str, str]) -> httpx.Response:
    sent = case.as_transport_kwargs(base_url="http://service.example")
    body = {name: sent[name] for name in ("json", "files") if sent.get(name) is not None}
    data = sent.get("data")
    body["content" if isinstance(data, bytes | str) else "data"] = data
    headers = {name.encode(): str(value).encode() for name, value in (dict(sent["headers"]) | caller).items()}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport) as client:
        return await client.request(
            sent["method"], sent["url"], params=sent.get("params"), headers=headers, **body
        )
