"""What an operator's machines ask: alive, ready, how many, how long; and nothing about anybody."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from approval.app import application, open_service
from approval.logs import JsonLines
from approval.outside import Outside
from approval.routes.observing import Observer
from approval.service import Service
from approval.settings import Settings
from approval.storage.database import StorageUnavailableError
from approval.tracing import Tracer
from tests.fakes.field_station import QUICK_HASHER, FieldStation, SetClock, add_people, sign_in

pytest_plugins = ["tests.fakes.approval_fixtures"]


@dataclass(frozen=True)
class Watched:
    service: Service
    client: httpx.AsyncClient
    clock: SetClock


@pytest.fixture
async def watched(tmp_path: Path, database_url: str, clock: SetClock) -> AsyncIterator[Watched]:
    service = open_service(
        Settings(data_dir=tmp_path, database_url=database_url, metrics=True, json_logs=True),
        Outside(clock=clock, hasher=QUICK_HASHER),
    )
    for code in ("MAU-01", "MAU-02"):
        service.office.add_agency(code, code)
    add_people(service)
    transport = httpx.ASGITransport(app=application(service), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://service.example") as client:
        yield Watched(service, client, clock)
    service.close()


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is logged, as JSON lines."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


async def test_figures_are_by_route_and_say_nothing_of_anybody(watched: Watched) -> None:
    station = await FieldStation.ready(watched.service, watched.client, watched.clock)
    record = station.record()
    await station.put(record)
    await watched.client.get("/v1/nguyen-van-mau/0912345678")
    page = (await watched.client.get("/metrics")).text
    route = 'route="/v1/records/{record_id}/{revision}",status="201"'
    assert f'approval_requests_total{{method="PUT",{route}}} 1.0' in page
    assert "approval_database_up 1.0" in page
    assert not [secret for secret in (str(record.id), station.id, "nguyen", "0912345678") if secret in page]


async def test_logs_are_json_lines_by_route_without_ids_names_or_searches(
    watched: Watched, written: io.StringIO
) -> None:
    lan = await sign_in(watched.client, "lan")
    await watched.client.post("/v1/reviews/search", json={"search": "Nguyễn Văn Mẫu"}, headers=lan)
    logging.getLogger("library").warning("the row of Nguyễn Văn Mẫu")
    text = written.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    asked = [each for each in lines if each.get("route") == "/v1/reviews/search"]
    assert (asked[0]["status"], asked[0]["method"], asked[0]["event"]) == (200, "POST", "request")
    assert "Nguy" not in text
    assert "lan" not in text


async def test_an_exception_is_logged_by_type_and_place_only(written: io.StringIO) -> None:
    try:
        raise ValueError("0912345678 is no number")
    except ValueError:
        logging.getLogger("approval.x").exception("failed code=7")
    line = json.loads(written.getvalue())
    assert (line["event"], line["error"]) == ("failed code=7", "ValueError")
    assert line["where"].startswith("test_approval_health.py:")
    assert "0912" not in written.getvalue()


async def test_ready_is_said_only_while_the_database_answers_and_alive_in_any_case(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await watched.client.get("/readyz")).json() == {"status": "ready"}

    def away(_: object) -> str:
        raise StorageUnavailableError("gone")

    monkeypatch.setattr("approval.storage.health.schema_version", away)
    assert (await watched.client.get("/readyz")).status_code == 503
    assert (await watched.client.get("/healthz")).json() == {"status": "ok"}
    monkeypatch.undo()
    watched.service.feed.bells.close()
    assert (await watched.client.get("/readyz")).json()["code"] == "stopping"


async def test_without_the_setting_there_are_no_figures(client: httpx.AsyncClient) -> None:
    assert (await client.get("/metrics")).status_code == 404


async def test_a_request_becomes_a_span_of_its_callers_trace(service: Service) -> None:
    kept = InMemorySpanExporter()
    tracer = Tracer(kept)
    watched = Observer(application(service), meters=None, tracer=tracer, logs=False)
    transport = httpx.ASGITransport(app=watched)
    trace = "0af7651916cd43dd8448eb211c80319c"
    async with httpx.AsyncClient(transport=transport, base_url="http://service.example") as client:
        await client.get(
            "/v1/hello?nonce=12345678", headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"}
        )
    tracer.close()
    (span,) = kept.get_finished_spans()
    assert (span.name, format(span.context.trace_id, "032x")) == ("GET /v1/hello", trace)
    assert span.attributes is not None
    assert span.attributes["http.response.status_code"] == 200
    assert "12345678" not in str(span.to_json())


class Collector(BaseHTTPRequestHandler):
    """Takes spans as an OpenTelemetry collector does, over OTLP and HTTP."""

    taken: ClassVar[list[tuple[str, bytes]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        is_packed = self.headers.get("Content-Encoding") == "gzip"
        self.taken.append((self.path, gzip.decompress(body) if is_packed else body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


async def test_spans_reach_the_collector_that_the_setting_names(tmp_path: Path, clock: SetClock) -> None:
    Collector.taken.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    given = {
        "APPROVAL_DATA_DIR": str(tmp_path),
        "APPROVAL_OTLP_ENDPOINT": f"http://127.0.0.1:{server.server_address[1]}",
    }
    service = open_service(Settings.from_environment(given), Outside(clock=clock, hasher=QUICK_HASHER))
    transport = httpx.ASGITransport(app=application(service))
    async with httpx.AsyncClient(transport=transport, base_url="http://service.example") as client:
        await client.get("/v1/hello", params={"nonce": "nguyen-van-mau"})
    await asyncio.to_thread(service.close)
    server.shutdown()
    server.server_close()
    thread.join(5)
    [(path, body)] = Collector.taken
    assert path == "/v1/traces"
    request = ExportTraceServiceRequest.FromString(body)
    [span] = [each for found in request.resource_spans for scope in found.scope_spans for each in scope.spans]
    assert span.name == "GET /v1/hello"
    assert b"nguyen-van-mau" not in body
