"""What the same user's command line may ask of the running desk: how it stands, to sync, a way in, to send a
registrar out, to stop.

Routes under ``/owner/`` take a bearer secret that only the owner file holds, instead of the launch cookie:
a browser cannot send it, and another user cannot read it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

log = logging.getLogger(__name__)

Answer = Mapping[str, object]
Report = Callable[[Answer], None]


class Owner(Protocol):
    """The running desk, as its control routes see it. Answers are plain JSON values, never personal data."""

    async def status(self) -> Answer: ...

    async def sync_until_empty(self, report: Report) -> Answer:
        """Send all that can be sent, reporting each step; returns how it ended. Called on the event loop."""

    def launch_url(self) -> str: ...

    async def send_out(self, name: str) -> None:
        """Lock the screens if this registrar is at work: their way in was changed."""

    def request_stop(self) -> None:
        """Begin to end the desk, and return at once."""


def owner_routes(owner: Owner, secret: str) -> list[Route]:
    """``GET /owner/status``; ``POST /owner/sync`` (NDJSON), ``/owner/launch``, ``/owner/send-out``,
    ``/owner/stop``."""

    async def status(_: Request) -> Response:
        return JSONResponse(dict(await owner.status()))

    async def sync(_: Request) -> Response:
        return StreamingResponse(_sync_lines(owner), media_type="application/x-ndjson")

    async def launch(_: Request) -> Response:
        return JSONResponse({"url": owner.launch_url()})

    async def send_out(request: Request) -> Response:
        match await request.json():
            case {"name": str(name)}:
                await owner.send_out(name)
                return JSONResponse({"out": True})
            case _:
                return JSONResponse({"refused": "name"}, status_code=400)

    async def stop(_: Request) -> Response:
        owner.request_stop()
        return JSONResponse({"stopping": True})

    return [
        Route("/owner/status", _for_holder(secret, status), methods=["GET"]),
        Route("/owner/sync", _for_holder(secret, sync), methods=["POST"]),
        Route("/owner/launch", _for_holder(secret, launch), methods=["POST"]),
        Route("/owner/send-out", _for_holder(secret, send_out), methods=["POST"]),
        Route("/owner/stop", _for_holder(secret, stop), methods=["POST"]),
    ]


Endpoint = Callable[[Request], Awaitable[Response]]


def _for_holder(secret: str, endpoint: Endpoint) -> Endpoint:
    expected = f"Bearer {secret}".encode()

    async def checked(request: Request) -> Response:
        given = request.headers.get("authorization", "").encode("latin-1", "replace")
        if not secrets.compare_digest(given, expected):
            return JSONResponse({"refused": "secret"}, status_code=401)
        return await endpoint(request)

    return checked


async def _sync_lines(owner: Owner) -> AsyncIterator[bytes]:
    """``{"progress": …}`` lines, then one ``{"done": …}`` or ``{"failed": "<kind>"}``.

    A caller who goes away ends the waiting, not the desk's own engine.
    """
    lines: asyncio.Queue[Answer | None] = asyncio.Queue()
    work = asyncio.create_task(
        owner.sync_until_empty(lambda step: lines.put_nowait({"progress": dict(step)}))
    )
    work.add_done_callback(lambda _: lines.put_nowait(None))
    try:
        while (line := await lines.get()) is not None:
            yield _line(line)
        yield _line(_ending(work))
    finally:
        work.cancel()


def _ending(work: asyncio.Task[Answer]) -> Answer:
    if work.cancelled():
        return {"failed": "cancelled"}
    error = work.exception()
    if error is not None:
        # The desk goes on; whoever asked learns the kind, and the log keeps where.
        log.error("sync asked by the owner failed: %s", type(error).__name__)
        return {"failed": type(error).__name__}
    return {"done": dict(work.result())}


def _line(answer: Answer) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode() + b"\n"
