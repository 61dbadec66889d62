"""The gateway for short messages: only its own word is believed, and what is not known is said to be so."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from approval.carriers import Handed, Handover, Later, Never, Unknown
from approval.sms_http import HttpSms

URL = "https://sms.example/messages"


def gateway(status: int, body: Any) -> tuple[HttpSms, list[httpx.Request]]:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Response(status, content=content)

    return HttpSms(URL, "secret", httpx.MockTransport(answer)), asked


def test_a_message_goes_out_as_the_contract_says() -> None:
    sms, asked = gateway(200, {"taken": True})
    assert sms.send("+84912345678", "Xin chào", "key-1") == Handed()
    [request] = asked
    assert (request.method, str(request.url)) == ("POST", URL)
    assert request.headers["Authorization"] == "Bearer secret"
    assert json.loads(request.content) == {"to": "+84912345678", "text": "Xin chào", "key": "key-1"}


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, {"taken": False}, Later("sms_200")),
        (200, b"<html>sign in</html>", Unknown("sms_200")),
        (202, {"taken": True}, Unknown("sms_202")),
        (422, {"code": "recipient_unreachable"}, Never("recipient_unreachable")),
        (422, {"code": "something_else"}, Later("sms_422")),
        (500, {}, Unknown("sms_500")),
        (503, {"taken": False}, Later("sms_503")),
        (429, {}, Later("sms_429")),
        (302, {}, Later("sms_302")),
    ],
)
def test_only_the_gateways_own_word_is_believed(status: int, body: Any, outcome: object) -> None:
    sms, _ = gateway(status, body)
    assert sms.send("+84912345678", "x", "key-1") == outcome


@pytest.mark.parametrize(
    ("status", "body", "taken"),
    [
        (200, {"taken": True}, True),
        (404, {"taken": False}, False),
        (404, {}, None),
        (404, b"not here", None),
        (200, {}, None),
        (500, {"taken": True}, None),
    ],
)
def test_whether_it_was_taken_is_said_or_not_known(status: int, body: Any, taken: bool | None) -> None:
    sms, asked = gateway(status, body)
    assert sms.was_taken("key-1") is taken
    assert str(asked[0].url) == f"{URL}/key-1"


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        (httpx.ConnectTimeout, Later("sms_unreachable")),
        (httpx.WriteError, Unknown("sms_unanswered")),
        (httpx.ReadTimeout, Unknown("sms_unanswered")),
        (httpx.RemoteProtocolError, Unknown("sms_unanswered")),
    ],
)
def test_what_may_have_gone_out_is_not_said_to_have_stayed(
    trouble: type[httpx.TransportError], outcome: Handover
) -> None:
    def fails(request: httpx.Request) -> httpx.Response:
        raise trouble("lost", request=request)

    assert HttpSms(URL, "", httpx.MockTransport(fails)).send("+84912345678", "x", "key-1") == outcome


def test_no_line_means_later_and_not_known() -> None:
    def fails(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no line", request=request)

    sms = HttpSms(URL, "", httpx.MockTransport(fails))
    assert sms.send("+84912345678", "x", "key-1") == Later("sms_unreachable")
    assert sms.was_taken("key-1") is None
