"""The change feed as a long poll."""

from __future__ import annotations

import asyncio
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query

from approval.routes.access import TheService, TheStation
from declaration.wire.changes import Changes

router = APIRouter(prefix="/v1/changes", tags=["changes"])
LONGEST_WAIT = 60  # seconds
# Seconds. A command run beside SQLite rings no bell here; on PostgreSQL every bell is heard.
_LOOK_AGAIN, _TRUST_THE_BELL = 5.0, 60.0


@router.get("")
async def get_changes(
    station: TheStation,
    service: TheService,
    after: Annotated[int, Query(ge=0)] = 0,
    wait: Annotated[int, Query(ge=0, le=LONGEST_WAIT)] = 0,
) -> Changes:
    """What happened after that cursor; at once when there is something, else after ``wait`` seconds."""
    clock = asyncio.get_running_loop()
    end = clock.time() + wait
    bells = service.feed.bells
    pause = _TRUST_THE_BELL if bells.heard_everywhere else _LOOK_AGAIN
    with bells.listening(station.id) as bell:
        while True:
            bell.clear()
            page = await to_thread.run_sync(service.feed.page, station.id, after)
            left = end - clock.time()
            if page.events or left <= 0 or bells.closing:
                return page
            try:
                async with asyncio.timeout(min(left, pause)):
                    await bell.wait()
            except TimeoutError:
                continue
