"""The registry over HTTP: believed only in its contract's words, left alone while it fails."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from approval.population import Answer, Answered, Question
from approval.registry_http import HttpRegistry
from approval.settings import Settings, SettingsError

QUESTION = Question("001090123456", "Nguyễn Văn Mẫu", "1990-01-01", "male")
URL = "https://registry.example/ask"


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _registry(
    answer: Callable[[httpx.Request], httpx.Response], clock: Time | None = None, token: str = ""
) -> HttpRegistry:
    return HttpRegistry(URL, token, httpx.MockTransport(answer), clock or Time())


def _says(body: object, status: int = 200) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(status, content=body if isinstance(body, bytes) else json.dumps(body))


def test_the_question_travels_in_the_body_with_its_token_and_nothing_in_the_address() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"answer": "matched"})

    assert _registry(answer, token="khoa-mau").ask(QUESTION) == Answered(Answer.MATCHED)
    (request,) = asked
    assert (request.method, str(request.url)) == ("POST", URL)
    assert request.headers["Authorization"] == "Bearer khoa-mau"
    assert json.loads(request.content) == {
        "document_number": "001090123456",
        "full_name": "Nguyễn Văn Mẫu",
        "birth": "1990-01-01",
        "sex": "male",
    }


def test_a_mismatch_says_which_of_the_asked_fields() -> None:
    said = {"answer": "mismatched", "fields": ["birth", "full_name", "religion"]}
    assert _registry(_says(said)).ask(QUESTION) == Answered(Answer.MISMATCHED, ("full_name", "birth"))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"answer": "matched"}, 201),
        ({"answer": "matched"}, 302),
        ({"answer": "matched"}, 503),
        ({"answer": "matched", "fields": ["birth"]}, 200),
        ({"answer": "MATCHED"}, 200),
        ({"answer": "maybe"}, 200),
        (["matched"], 200),
        (b"<html>sign in</html>", 200),
        (b" " * 20_000 + b'{"answer": "matched"}', 200),
    ],
    ids=str,
)
def test_whatever_is_not_exactly_an_answer_is_none(body: object, status: int) -> None:
    assert _registry(_says(body, status)).ask(QUESTION) == Answered(Answer.UNREACHABLE)


def test_a_registry_that_fails_is_left_alone_and_asked_once_after_each_pause() -> None:
    clock, asked, works = Time(), 0, False

    def answer(_: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        if not works:
            raise httpx.ConnectTimeout("invented")
        return httpx.Response(200, json={"answer": "matched"})

    registry = _registry(answer, clock)

    def asked_after(seconds: float) -> int:
        clock.now += seconds
        before = asked
        for _ in range(5):
            registry.ask(QUESTION)
        return asked - before

    assert asked_after(0) == 3
    assert asked_after(29) == 0
    assert asked_after(1) == 1
    assert asked_after(59) == 0, "the pause has doubled"
    assert asked_after(1) == 1
    works = True
    assert asked_after(120) == 5, "back at once"


@pytest.mark.parametrize("url", ["http://registry.example/ask", "ftp://registry.example", "https://", "x"])
def test_people_are_not_asked_about_over_a_road_anybody_can_read(url: str) -> None:
    with pytest.raises(SettingsError) as told:
        Settings.from_environment({"APPROVAL_REGISTRY_URL": url})
    assert "example" not in str(told.value)


def test_this_machine_and_https_are_roads_to_ask_over() -> None:
    for url in (URL, "http://127.0.0.1:9000/ask"):
        assert Settings.from_environment({"APPROVAL_REGISTRY_URL": url}).registry_url == url
