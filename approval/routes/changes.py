"""The change feed as a long poll."""

from __future__ import annotations

import asyncio
import gzip
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from approval.bells import TRUST_THE_BELL
from approval.feed import Page
from approval.identities import Station
from approval.routes.access import TheService, TheStation, one_of_ours
from approval.service import Service
from declaration.wire.changes import Changes

router = APIRouter(prefix="/v1/changes", tags=["changes"])
LONGEST_WAIT = 60  # seconds
MOST_AT_ONCE = 10_000
_WORTH_PACKING = 1_000  # bytes
# Seconds. A command run beside SQLite rings no bell here; on PostgreSQL every bell is heard.
_LOOK_AGAIN = 5.0


@router.get("", response_model=Changes)
async def get_changes(
    request: Request,
    station: TheStation,
    service: TheService,
    after: Annotated[int, Query(ge=0)] = 0,
    wait: Annotated[int, Query(ge=0, le=LONGEST_WAIT)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_AT_ONCE)] = 200,
) -> Response:
    """What happened after that cursor; at once when there is something, else after ``wait`` seconds.

    Thousands wait here, most of them in vain: those cost one look a minute, and no thread while they wait.
    """
    clock = asyncio.get_running_loop()
    end = clock.time() + wait
    bells = service.feed.bells
    pause = TRUST_THE_BELL if bells.heard_everywhere else _LOOK_AGAIN
    accepts = request.headers.get("accept-encoding", "")
    nothing = Page((), after)
    with bells.listening(station.id) as bell:
        has_looked = service.feed.is_quiet(station.id, after)
        while True:
            bell.clear()
            if not has_looked:
                found = await service.threads.run(_found, service, station, after, limit, accepts)
                if found is not None:
                    return found
            has_looked = False
            left = end - clock.time()
            if left <= 0 or bells.closing:
                return _answer(nothing, accepts)
            try:
                async with asyncio.timeout(min(left, pause)):
                    await bell.wait()
            except TimeoutError:
                if bells.heard_everywhere and left <= pause:
                    return _answer(nothing, accepts)  # nobody rang


def _found(service: Service, station: Station, after: int, limit: int, accepts: str) -> Response | None:
    """What there is behind that cursor; given only to who is a station of ours at this moment, however long
    it has waited."""
    page = service.feed.page(station.id, after, limit)
    if not page.events:
        return None
    service.feed.note_given(one_of_ours(service.tokens.still(station)), page)
    return _answer(page, accepts)


def _answer(page: Page, accepts: str) -> Response:
    """As JSON; packed when it is long and the station can unpack."""
    body = page.json()
    headers = {"Vary": "Accept-Encoding"}
    if len(body) > _WORTH_PACKING and "gzip" in accepts:
        body, headers["Content-Encoding"] = gzip.compress(body, compresslevel=1, mtime=0), "gzip"
    return Response(body, headers=headers, media_type="application/json")
