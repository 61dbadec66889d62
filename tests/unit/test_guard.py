"""Each way a stranger could reach a local server is shut, on pages and on sockets alike."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from desk.serving.guard import REFUSED_SOCKET, Guard, content_policy
from desk.serving.launch import cookie_name

PORT = 8123
OURS = {"host": f"127.0.0.1:{PORT}", "cookie": f"{cookie_name(PORT)}=good"}
OUR_ORIGIN = f"http://127.0.0.1:{PORT}"


async def inside(scope: Scope, receive: Receive, send: Send) -> None:
    """What stands behind the guard: says yes to everyone, and offers itself to all origins."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    else:
        response = Response("inside", headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "public"})
        await response(scope, receive, send)


GUARD = Guard(inside, port=PORT, knows=lambda cookie: cookie == "good")


async def asked(kind: str = "http", path: str = "/", *more: tuple[str, str], **headers: str) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": f"{kind}.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    pairs = [*headers.items(), *more]
    scope: dict[str, Any] = {
        "type": kind,
        "method": "GET",
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in pairs],
    }
    await GUARD(scope, receive, send)
    return sent


async def status(path: str = "/", *more: tuple[str, str], **headers: str) -> int:
    sent = await asked("http", path, *more, **headers)
    return int(sent[0]["status"])


async def socket(**headers: str) -> str | int:
    sent = await asked("websocket", "/ws", **headers)
    return str(sent[0]["type"]) if "code" not in sent[0] else int(sent[0]["code"])


async def response_headers(path: str, **headers: str) -> dict[str, str]:
    sent = await asked("http", path, **headers)
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


async def test_the_desks_own_window_comes_in() -> None:
    assert await status(**OURS) == 200
    assert await status(**{**OURS, "host": f"localhost:{PORT}"}) == 200
    assert await status(**OURS, origin=OUR_ORIGIN) == 200
    assert await socket(**OURS, origin=OUR_ORIGIN) == "websocket.accept"


@pytest.mark.parametrize(
    "host",
    ["evil.example", f"evil.example:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", f"127.0.0.2:{PORT}", ""],
)
async def test_another_name_for_this_machine_is_refused(host: str) -> None:
    assert await status(**{**OURS, "host": host}) == 403
    assert await socket(**{**OURS, "host": host}, origin=OUR_ORIGIN) == REFUSED_SOCKET


async def test_a_request_without_a_host_or_with_two_is_refused() -> None:
    assert await status(cookie=OURS["cookie"]) == 403
    assert await status("/", ("host", "evil.example"), **OURS) == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", f"https://127.0.0.1:{PORT}", f"http://127.0.0.1:{PORT + 1}", ""]
)
async def test_a_page_from_elsewhere_is_refused(origin: str) -> None:
    assert await status(**OURS, origin=origin) == 403
    assert await socket(**OURS, origin=origin) == REFUSED_SOCKET


async def test_a_socket_must_say_where_it_comes_from() -> None:
    assert await socket(**OURS) == REFUSED_SOCKET


@pytest.mark.parametrize(
    "path", ["/", "/ws", "/healthz", "/file/x", "/main.dart.js", "/launch/", "/owner", "//owner/"]
)
@pytest.mark.parametrize("cookie", [None, "", "desk_8123=bad", "desk_8124=good", "x=good", "desk_8123"])
async def test_no_route_is_served_without_the_launch_cookie(path: str, cookie: str | None) -> None:
    headers = {"host": OURS["host"]} | ({} if cookie is None else {"cookie": cookie})
    assert await status(path, **headers) == 403
    assert await socket(**headers, origin=OUR_ORIGIN) == REFUSED_SOCKET


async def test_the_cookie_is_found_among_others() -> None:
    cookie = f"theme=dark; {OURS['cookie']};x=y"
    assert await status(host=OURS["host"], cookie=cookie) == 200


@pytest.mark.parametrize("path", ["/launch", "/owner/status"])
async def test_the_way_in_and_the_owners_door_need_no_cookie_but_our_name_and_origin(path: str) -> None:
    assert await status(path, host=OURS["host"]) == 200
    assert await status(path, host="evil.example") == 403
    assert await status(path, host=OURS["host"], origin="http://evil.example") == 403


async def test_a_socket_has_no_door_but_the_cookie() -> None:
    sent = await asked("websocket", "/owner/x", host=OURS["host"], origin=OUR_ORIGIN)
    assert sent[0]["code"] == REFUSED_SOCKET


@pytest.mark.parametrize("cookie", [OURS["cookie"], "none"])
async def test_every_answer_is_kept_out_of_frames_caches_and_other_pages(cookie: str) -> None:
    headers = await response_headers("/file/x.png", host=OURS["host"], cookie=cookie)
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"] == content_policy(PORT)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-embedder-policy"] == "require-corp"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers


async def test_the_clients_own_files_may_be_kept_but_are_asked_for_anew() -> None:
    assert (await response_headers("/main.dart.wasm", **OURS))["cache-control"] == "private, no-cache"


def test_the_policy_names_no_place_but_this_server() -> None:
    outside = [part for part in content_policy(PORT).split() if "//" in part]
    assert outside == [f"ws://127.0.0.1:{PORT}", f"ws://localhost:{PORT}"]


async def test_a_refusal_says_in_a_few_words_what_to_do() -> None:
    sent = await asked("http", "/", host="evil.example")
    assert "biểu tượng" in sent[1]["body"].decode()
