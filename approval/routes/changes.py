"""The change feed as a long poll."""

from __future__ import annotations

import asyncio
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query

from approval.routes.access import TheService, TheStation
from declaration.wire.changes import Changes

router = APIRouter(prefix="/v1/changes", tags=["changes"])
_LOOK_AGAIN = 5.0  # seconds: another instance of the service rings only its own bell


@router.get("")
async def get_changes(
    station: TheStation,
    service: TheService,
    after: Annotated[int, Query(ge=0)] = 0,
    wait: Annotated[int, Query(ge=0, le=60)] = 0,
) -> Changes:
    """What happened after that cursor; at once when there is something, else after ``wait`` seconds."""
    clock = asyncio.get_running_loop()
    end = clock.time() + wait
    bells = service.feed.bells
    with bells.listening(station.id) as bell:
        while True:
            bell.clear()
            page = await to_thread.run_sync(service.feed.page, station.id, after)
            left = end - clock.time()
            if page.events or left <= 0 or bells.closing:
                return page
            try:
                async with asyncio.timeout(min(left, _LOOK_AGAIN)):
                    await bell.wait()
            except TimeoutError:
                continue
