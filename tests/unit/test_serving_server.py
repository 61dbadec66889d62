"""The real server on a real loopback port: what comes in, what is refused, and that it goes down cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import stat
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import flet as ft
import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message, Receive, Scope, Send

from desk.serving.closed_windows import dropping_what_nobody_reads
from desk.serving.launch import LaunchTokens, cookie_name, launch_url
from desk.serving.one_time_files import OneTimeFiles
from desk.serving.owner import Answer, Report
from desk.serving.owner_client import OwnerClient, OwnerUnreachableError
from desk.serving.owner_file import (
    OwnerAddress,
    new_owner_address,
    read_owner_file,
    remove_owner_file,
    write_owner_file,
)
from desk.serving.server import LocalServer, ServerStartError
from desk.serving.web_client import build_app

SECRET = "an-owner's-secret"


@dataclass
class FakeOwner:
    """An owner with two parcels to send."""

    breaks: bool = False
    stops: list[str] = field(default_factory=list)

    async def status(self) -> Answer:
        return {"waiting": 2}

    async def sync_until_empty(self, report: Report) -> Answer:
        report({"waiting": 1})
        await asyncio.sleep(0)
        if self.breaks:
            raise ConnectionError("Lê Thị Mẫu")  # must not reach the caller
        report({"waiting": 0})
        return {"waiting": 0}

    def launch_url(self) -> str:
        return "http://127.0.0.1:1/launch?token=x"

    async def send_out(self, name: str) -> None:
        self.stops.append(f"out {name}")

    def request_stop(self) -> None:
        self.stops.append("stop")


@dataclass
class Served:
    server: LocalServer
    tokens: LaunchTokens
    files: OneTimeFiles
    owner: FakeOwner
    client: httpx.AsyncClient

    async def come_in(self) -> httpx.Response:
        return await self.client.get(launch_url(self.tokens, self.server.port))

    def owner_client(self, secret: str = SECRET) -> OwnerClient:
        return OwnerClient(OwnerAddress(self.server.port, secret))


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    tokens, files, owner = LaunchTokens(), OneTimeFiles(), FakeOwner()

    def main(page: ft.Page) -> None:
        page.add(ft.Text("quầy"))

    server = LocalServer(
        lambda port: build_app(main, tokens=tokens, owner=owner, owner_secret=SECRET, files=files, port=port)
    )
    await server.start()
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        yield Served(server, tokens, files, owner, client)
    await server.stop()


async def test_without_the_cookie_nothing_is_served(served: Served) -> None:
    for path in ("/", "/healthz", "/main.dart.js", "/docs", "/openapi.json", "/file/x", "/fonts/OFL.txt"):
        assert (await served.client.get(path)).status_code == 403, path


async def test_the_launch_address_brings_one_in_once(served: Served) -> None:
    url = launch_url(served.tokens, served.server.port)
    first = await served.client.get(url)
    assert (first.status_code, first.headers["location"]) == (303, "/")
    cookie = first.headers["set-cookie"]
    assert cookie.startswith(cookie_name(served.server.port))
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert (await served.client.get("/healthz")).json() == {"ok": True}
    served.client.cookies.clear()
    assert (await served.client.get(url)).status_code == 403


async def test_the_client_is_served_whole_from_this_machine(served: Served) -> None:
    await served.come_in()
    page = (await served.client.get("/")).text
    assert '<html lang="vi">' in page
    assert "Quầy đăng ký" in page
    assert "flet.noCdn=true" in page
    fonts = (await served.client.get("/assets/FontManifest.json")).json()
    assert "BeVietnamPro" in [font["family"] for font in fonts]
    assert (await served.client.get("/fonts/BeVietnamPro-700.ttf")).status_code == 200
    assert (await served.client.get("/icons/favicon.png")).headers["content-type"] == "image/png"


async def test_a_font_for_a_strange_sign_is_answered_with_any_font(served: Served) -> None:
    await served.come_in()
    answer = await served.client.get("/assets/fonts/notosanssc/v36/x.woff2")
    assert answer.content[:4] == b"wOF2"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/oauth_callback", "/upload"])
async def test_what_the_package_brings_and_nobody_needs_is_closed(served: Served, path: str) -> None:
    await served.come_in()
    assert (await served.client.get(path)).status_code == 404


async def test_a_file_is_shown_once_and_never_kept(served: Served) -> None:
    await served.come_in()
    path = served.files.register(b"%PDF", "application/pdf", "tờ khai.pdf")
    answer = await served.client.get(path)
    assert (answer.content, answer.headers["content-type"]) == (b"%PDF", "application/pdf")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == "inline; filename*=UTF-8''t%E1%BB%9D%20khai.pdf"
    assert (await served.client.get(path)).status_code == 404


async def test_the_owner_is_told_how_things_stand(served: Served) -> None:
    client = served.owner_client()
    assert await asyncio.to_thread(client.status) == {"waiting": 2}
    assert (await asyncio.to_thread(client.launch_url)).startswith("http://127.0.0.1:")
    await asyncio.to_thread(client.send_out, "mậu")
    await asyncio.to_thread(client.stop)
    assert served.owner.stops == ["out mậu", "stop"]


async def test_syncing_reports_each_step_and_how_it_ended(served: Served) -> None:
    lines = await asyncio.to_thread(lambda: list(served.owner_client().sync()))
    assert lines == [{"progress": {"waiting": 1}}, {"progress": {"waiting": 0}}, {"done": {"waiting": 0}}]


async def test_a_sync_that_breaks_is_told_as_failed_without_anyones_data(served: Served) -> None:
    served.owner.breaks = True
    lines = await asyncio.to_thread(lambda: list(served.owner_client().sync()))
    assert lines[-1] == {"failed": "ConnectionError"}
    assert "Mẫu" not in json.dumps(lines, ensure_ascii=False)


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x"])
async def test_the_owners_door_opens_to_the_secret_only(served: Served, secret: str) -> None:
    client = served.owner_client(secret)
    with pytest.raises(OwnerUnreachableError):
        await asyncio.to_thread(client.status)
    with pytest.raises(OwnerUnreachableError):
        await asyncio.to_thread(lambda: list(client.sync()))
    with pytest.raises(OwnerUnreachableError):
        await asyncio.to_thread(client.send_out, "mau")
    assert served.owner.stops == []


async def test_a_browser_that_is_let_in_is_not_the_owner(served: Served) -> None:
    await served.come_in()
    assert (await served.client.get("/owner/status")).status_code == 401
    assert (await served.client.post("/owner/stop")).status_code == 401
    assert served.owner.stops == []


async def test_the_server_listens_on_loopback_only_and_frees_its_port() -> None:
    server = LocalServer(lambda _: Starlette())
    with pytest.raises(RuntimeError):
        _ = server.port
    await server.start()
    port = server.port
    other = LocalServer(lambda _: Starlette(), port)
    with pytest.raises(OSError, match=r"."):
        await other.start()
    await server.stop()
    await server.stop()
    with socket.socket() as free:
        free.bind(("127.0.0.1", port))


async def test_an_application_that_cannot_start_is_an_error_and_not_the_end_of_the_process() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise NotImplementedError

    with pytest.raises(ServerStartError):
        await LocalServer(lambda _: broken).start()


@pytest.mark.parametrize(("kind", "goes_on"), [("websocket.send", True), ("http.response.body", False)])
async def test_a_window_that_closed_meanwhile_does_not_end_its_session_untidily(
    kind: str, goes_on: bool
) -> None:
    tidied: list[str] = []

    async def client(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": kind})
        tidied.append("session")

    async def receive() -> Message:
        return {"type": "websocket.disconnect"}

    async def send(message: Message) -> None:
        raise OSError("the window is gone")

    with contextlib.nullcontext() if goes_on else pytest.raises(OSError, match="gone"):
        await dropping_what_nobody_reads(client)({"type": kind}, receive, send)
    assert tidied == (["session"] if goes_on else [])


def test_the_owner_file_is_found_again_and_taken_away(tmp_path: Path) -> None:
    address = new_owner_address(8123)
    write_owner_file(tmp_path, address)
    assert read_owner_file(tmp_path) == address
    assert [file.name for file in tmp_path.iterdir()] == ["owner.json"]
    remove_owner_file(tmp_path)
    remove_owner_file(tmp_path)
    assert read_owner_file(tmp_path) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows inherits the rights of the user's profile")
def test_the_owner_file_is_for_its_user_only(tmp_path: Path) -> None:
    write_owner_file(tmp_path, new_owner_address(8123))
    write_owner_file(tmp_path, new_owner_address(8124))
    assert stat.S_IMODE((tmp_path / "owner.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"port": "1"}', '{"port": 0, "secret": "x"}', '{"port": 1}']
)
def test_a_damaged_owner_file_is_no_address(tmp_path: Path, content: str) -> None:
    (tmp_path / "owner.json").write_text(content, encoding="utf-8")
    assert read_owner_file(tmp_path) is None


def test_the_secret_does_not_show_itself() -> None:
    address = new_owner_address(8123)
    assert address.secret not in repr(address)
    assert len(address.secret) == 43


def test_where_nobody_listens_the_owner_is_unreachable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        client = OwnerClient(OwnerAddress(unused.getsockname()[1], SECRET))
        with pytest.raises(OwnerUnreachableError):
            client.status()
