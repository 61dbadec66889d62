"""The change feed as a long poll."""

from __future__ import annotations

import asyncio
import gzip
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Response

from approval.routes.access import TheService, TheStation
from declaration.wire.changes import Changes

router = APIRouter(prefix="/v1/changes", tags=["changes"])
LONGEST_WAIT = 60  # seconds
MOST_AT_ONCE = 10_000
_WORTH_PACKING = 1_000  # bytes
# Seconds. A command run beside SQLite rings no bell here; on PostgreSQL every bell is heard.
_LOOK_AGAIN, _TRUST_THE_BELL = 5.0, 60.0


@router.get("", response_model=Changes)
async def get_changes(
    station: TheStation,
    service: TheService,
    after: Annotated[int, Query(ge=0)] = 0,
    wait: Annotated[int, Query(ge=0, le=LONGEST_WAIT)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_AT_ONCE)] = 200,
    accept_encoding: Annotated[str, Header()] = "",
) -> Response:
    """What happened after that cursor; at once when there is something, else after ``wait`` seconds.

    Thousands wait here, most of them in vain: those cost one look, and no thread while they wait.
    """
    clock = asyncio.get_running_loop()
    end = clock.time() + wait
    bells = service.feed.bells
    pause = _TRUST_THE_BELL if bells.heard_everywhere else _LOOK_AGAIN
    with bells.listening(station.id) as bell:
        while True:
            bell.clear()
            page = await to_thread.run_sync(service.feed.page, station.id, after, limit)
            if page.events:
                await to_thread.run_sync(service.feed.note_given, station, page)
                return await to_thread.run_sync(_answer, page, accept_encoding)
            left = end - clock.time()
            if left <= 0 or bells.closing:
                return _answer(page, accept_encoding)
            try:
                async with asyncio.timeout(min(left, pause)):
                    await bell.wait()
            except TimeoutError:
                if bells.heard_everywhere and left <= pause:
                    return _answer(page, accept_encoding)  # nobody rang: the next question looks again


def _answer(page: Changes, accepts: str) -> Response:
    """As JSON; packed when it is long and the station can unpack."""
    body = page.model_dump_json().encode()
    headers = {"Vary": "Accept-Encoding"}
    if len(body) > _WORTH_PACKING and "gzip" in accepts:
        body, headers["Content-Encoding"] = gzip.compress(body, compresslevel=1, mtime=0), "gzip"
    return Response(body, headers=headers, media_type="application/json")
