"""The real service in a process of its own, which may be killed at any of its steps.

Beside its own routes it has ``/faults/…``: what the agency's staff would do at this moment.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from approval.app import application, open_service
from approval.embedded import server_config
from approval.outside import Outside
from approval.service import Service
from approval.settings import Settings
from approval.storage.late_session import LateSession
from tests.fakes.field_station import QUICK_HASHER
from tests.faults.store_steps import listening
from tests.faults.sync_office import STAFF
from tests.faults.sync_processes import Ask, Child, Tell, die, ready
from tests.faults.sync_schedule import SERVICE, Crash
from tests.faults.sync_steps import NamedSteps, route_of
from tests.faults.sync_versions import OTHER_VERSIONS

READY, LONGEST_START = "ready", 30.0
_doing: ContextVar[str] = ContextVar("doing", default="")


@dataclass(frozen=True)
class Start:
    """How the service is started: days its clock is wrong by, its version, and what its operator says."""

    wrong_by: int = 0
    version: str = ""
    minimum_version: str = "0"
    new_epoch: bool = False

    def with_new_epoch(self) -> Start:
        """As after a restored backup, when the operator says so."""
        return replace(self, new_epoch=True)

    def without_new_epoch(self) -> Start:
        return replace(self, new_epoch=False)


STARTS = (
    Start(),
    Start(wrong_by=1096),
    Start(wrong_by=-1096),
    Start(version="newer"),
    Start(version="older"),
    Start(minimum_version="99.0"),
)
"""In which ways it may come back; the last asks for a newer program than there is."""


def serve(folder: Path, port: int, start: Start, crash: Crash | None, tell: Tell, _ask: Ask) -> None:
    """Until killed."""
    offset = timedelta(days=start.wrong_by)
    outside = Outside(clock=lambda: datetime.now(UTC) + offset, hasher=QUICK_HASHER)
    settings = Settings(data_dir=folder, minimum_version=start.minimum_version)
    service = open_service(settings, outside)
    if start.new_epoch:
        service.office.begin_epoch()
    if start.version:
        service = replace(service, **OTHER_VERSIONS[start.version](service))
    steps = NamedSteps(folder, SERVICE, _doing.get, tell, crash, die)
    _hear_the_drivers_commits(steps)
    asyncio.run(_until_killed(_Watched(application(service), service, steps), port, steps, tell))


def _hear_the_drivers_commits(steps: NamedSteps) -> None:
    """Intake commits past SQLAlchemy, whose listeners hear nothing of it. For good: the process is ours."""
    finish = LateSession.finish

    def heard(session: LateSession) -> None:
        steps.step("commit")
        finish(session)

    LateSession.finish = heard  # type: ignore[assignment, method-assign]


def until_ready(service: Child) -> list[str]:
    """What it told until it answers. Raises TimeoutError when it ends before, or never does."""
    told, until = list[str](), time.monotonic() + LONGEST_START
    while READY not in told:
        if service.ended or time.monotonic() > until:
            raise TimeoutError("the service does not start")
        for child in ready([service], 0.5):
            told.extend(child.lines())
    return told


async def _until_killed(app: ASGIApp, port: int, steps: NamedSteps, tell: Tell) -> None:
    server = uvicorn.Server(server_config(app, "127.0.0.1", port))
    with listening(steps):
        task = asyncio.create_task(server.serve())
        while not server.started:
            if task.done():
                await task
            await asyncio.sleep(0.002)
        tell(READY)
        await task


class _Watched:
    """The application, with every request's route known to the steps it takes."""

    def __init__(self, app: ASGIApp, service: Service, steps: NamedSteps) -> None:
        self._app = app
        self._service = service
        self._steps = steps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].startswith("/faults/"):
            await self._staff(scope["path"].split("/")[2:], send)
        else:
            await self._app(scope, receive, self._named(route_of(scope["method"], scope["path"]), send))

    def _named(self, route: str, send: Send) -> Callable[[Message], Awaitable[None]]:
        _doing.set(route)
        self._steps.named(f"{SERVICE} gets: {route}")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._steps.named(f"{SERVICE} answers: {route}")
            await send(message)

        return sending

    async def _staff(self, words: list[str], send: Send) -> None:
        act, *numbers = words
        said = await asyncio.to_thread(STAFF[act], self._service, *map(int, numbers))
        body: dict[str, Any] = {"type": "http.response.body", "body": said.encode()}
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send(body)
