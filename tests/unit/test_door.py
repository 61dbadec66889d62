"""The door: blips ridden out, stalls and single-use questions not, every failure a value."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from declaration.wire.problem import MEDIA_TYPE
from declaration.wire.records import BatchAnswer
from desk.ports.service import WAIT, Denied, NoAnswer, Reason
from desk.remote.door import CHUNK, TRIES, Door, read_json

Handler = Callable[[httpx.Request], httpx.Response]
NO_NETWORK = NoAnswer(Reason.NO_NETWORK)


class Line:
    """A transport that does what it is told and counts."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.does: Handler = lambda _: httpx.Response(200)
        self.door = Door(
            "http://service.example", transport=httpx.MockTransport(self._handle), longest_pause=0
        )

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.does(request)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    made = Line()
    yield made
    await made.door.close()


def raising(error: Exception) -> Handler:
    def handle(_request: httpx.Request) -> httpx.Response:
        raise error

    return handle


@pytest.mark.parametrize(
    "blip",
    [
        httpx.ConnectError("x"),
        httpx.ReadError("x"),
        httpx.WriteError("x"),
        httpx.RemoteProtocolError("x"),
        ssl.SSLError("bad record mac"),
        ConnectionResetError(),
    ],
)
async def test_a_blip_is_ridden_out_three_times_and_then_no_network(line: Line, blip: Exception) -> None:
    line.does = raising(blip)
    assert await line.door.ask("GET", "/v1/hello") == NO_NETWORK
    assert len(line.requests) == TRIES


@pytest.mark.parametrize(
    "stall", [httpx.ConnectTimeout("x"), httpx.ReadTimeout("x"), httpx.WriteTimeout("x")]
)
async def test_a_stall_is_left_to_the_schedule(line: Line, stall: Exception) -> None:
    line.does = raising(stall)
    assert await line.door.ask("GET", "/v1/hello") == NO_NETWORK
    assert len(line.requests) == 1


@pytest.mark.parametrize(
    ("code", "reason"), [(9, Reason.CLOCK), (10, Reason.CLOCK), (18, Reason.STRANGER), (62, Reason.STRANGER)]
)
async def test_a_refused_certificate_is_called_by_its_cause_and_not_tried_again(
    line: Line, code: int, reason: Reason
) -> None:
    refused = ssl.SSLCertVerificationError("certificate verify failed")
    refused.verify_code = code
    error = httpx.ConnectError("x")
    error.__cause__ = refused
    line.does = raising(error)
    assert await line.door.ask("GET", "/v1/hello") == NoAnswer(reason)
    assert len(line.requests) == 1


async def test_a_blip_that_passes_is_not_noticed(line: Line) -> None:
    answers = iter([httpx.Response(502), httpx.Response(503), httpx.Response(200)])
    line.does = lambda _: next(answers)
    assert isinstance(await line.door.ask("GET", "/v1/hello"), httpx.Response)


async def test_what_must_not_be_said_twice_is_said_once(line: Line) -> None:
    line.does = raising(httpx.ReadError("the answer was lost"))
    assert await line.door.ask("POST", "/v1/stations/token", once=True) == NO_NETWORK
    assert len(line.requests) == 1


async def test_a_service_that_asks_for_peace_is_not_asked_again(line: Line) -> None:
    line.does = lambda _: httpx.Response(503, headers={"Retry-After": "30"})
    assert await line.door.ask("GET", "/v1/hello") == NoAnswer(Reason.SERVICE_DOWN, 30)
    assert len(line.requests) == 1


async def test_a_page_that_lies_about_its_encoding_is_foreign_and_not_an_error(line: Line) -> None:
    line.does = lambda _: httpx.Response(
        200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"no")
    )
    assert await line.door.ask("GET", "/v1/hello") == NoAnswer(Reason.FOREIGN)


async def test_the_bearer_goes_along_unless_it_is_asked_for(line: Line) -> None:
    line.door.bearer = "t"
    await line.door.ask("GET", "/a")
    await line.door.ask("GET", "/b", anonymous=True)
    assert [request.headers.get("Authorization") for request in line.requests] == ["Bearer t", None]


async def test_a_body_goes_in_small_pieces_with_its_length_and_again_after_a_blip(line: Line) -> None:
    """A write time-out measures a stall only when one write is small."""
    sent: list[bytes] = []
    pieces: list[int] = []

    class Counting(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            assert isinstance(request.stream, httpx.AsyncByteStream)
            parts = [part async for part in request.stream]
            pieces.extend(len(part) for part in parts)
            sent.append(b"".join(parts))
            assert request.headers["Content-Length"] == str(len(sent[-1]))
            return httpx.Response(503 if len(sent) == 1 else 200)

    door = Door("http://service.example", transport=Counting(), longest_pause=0)
    body = bytes(range(256)) * 200
    assert isinstance(await door.ask("PUT", "/v1/blobs/x", content=body), httpx.Response)
    await door.close()
    assert sent == [body, body]
    assert max(pieces) == CHUNK


def problem(status: int, code: str, retry_after: str = "") -> httpx.Response:
    body = json.dumps({"status": status, "code": code})
    after = {"Retry-After": retry_after} if retry_after else {}
    return httpx.Response(status, content=body, headers={"Content-Type": MEDIA_TYPE, **after})


@pytest.mark.parametrize(
    ("response", "meaning"),
    [
        (problem(401, "token_invalid"), NoAnswer(Reason.SIGN_IN)),
        (problem(403, "station_locked"), NoAnswer(Reason.LOCKED)),
        (problem(403, "role_missing"), Denied("role_missing", 403)),
        (problem(404, "not_found"), Denied("not_found", 404)),
        (problem(429, "too_many_requests"), NoAnswer(Reason.TOO_MANY)),
        (problem(429, WAIT), Denied(WAIT, 429)),
        (problem(429, WAIT, "64"), Denied(WAIT, 429, 64)),
        (problem(500, "internal_error"), NoAnswer(Reason.SERVICE_DOWN)),
        (httpx.Response(500), NoAnswer(Reason.SERVICE_DOWN)),
        (httpx.Response(429, headers={"Retry-After": "7"}), NoAnswer(Reason.TOO_MANY, 7)),
        (
            httpx.Response(429, headers={"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}),
            NoAnswer(Reason.TOO_MANY),
        ),
        (httpx.Response(401, html="<p>sign in</p>"), NoAnswer(Reason.FOREIGN)),
        (httpx.Response(403), NoAnswer(Reason.FOREIGN)),
        (httpx.Response(511), NoAnswer(Reason.FOREIGN)),
        (httpx.Response(302, headers={"Location": "http://portal.example"}), NoAnswer(Reason.FOREIGN)),
        (httpx.Response(407), NoAnswer(Reason.FOREIGN)),
    ],
)
async def test_every_status_is_called_by_its_cause(
    line: Line, response: httpx.Response, meaning: NoAnswer | Denied
) -> None:
    line.does = lambda _: response
    assert await line.door.ask("GET", "/v1/changes") == meaning


def test_json_of_another_shape_is_a_newer_service_and_a_page_is_somebody_else() -> None:
    assert read_json(httpx.Response(200, json={"lines": []}), BatchAnswer) == NoAnswer(Reason.SHAPE)
    assert read_json(httpx.Response(200, html="<p>Wi-Fi</p>"), BatchAnswer) == NoAnswer(Reason.FOREIGN)
    assert read_json(httpx.Response(200, json={"items": []}), BatchAnswer) == BatchAnswer(items=())
