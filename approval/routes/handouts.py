"""What the agency hands out, by ranges: to the stations it was handed out to, and to nobody else."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import APIRouter, Header, Path, Response

from approval.routes.access import TheService, TheStation
from approval.routes.problems import ProblemError
from declaration.wire.handouts import LARGEST

router = APIRouter(prefix="/v1/blobs", tags=["handouts"])
_RANGE: Final = re.compile(r"bytes=(\d{1,9})-(\d{0,9})")
_BYTES: Final = "application/octet-stream"


@router.get("/{sha256}", response_class=Response)
def get_handout(
    sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")],
    station: TheStation,
    service: TheService,
    wanted: Annotated[str, Header(alias="Range", max_length=100)] = "",
) -> Response:
    """All of it, or one range (RFC 9110): 206 with Content-Range, 416 beyond its end. 404 unless an event of
    this station's own feed names it; a photo is never served here."""
    start, length = _range(wanted)
    found = service.handouts.read(station, sha256, start, length)
    if found is None:
        raise ProblemError(404, "not_found")
    data, size = found
    headers = {"ETag": f'"{sha256}"', "Accept-Ranges": "bytes"}
    if not wanted:
        return Response(data, 200, headers, media_type=_BYTES)
    if start >= size:
        raise ProblemError(416, "range_beyond_end", {"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {start}-{start + len(data) - 1}/{size}"
    return Response(data, 206, headers, media_type=_BYTES)


def _range(wanted: str) -> tuple[int, int]:
    """The first byte and how many; a range of another form asks too much."""
    if not wanted:
        return 0, LARGEST
    found = _RANGE.fullmatch(wanted.strip())
    if found is None:
        raise ProblemError(416, "range_unreadable")
    start = int(found[1])
    end = int(found[2]) if found[2] else LARGEST
    if end < start:
        raise ProblemError(416, "range_unreadable")
    return start, min(end - start + 1, LARGEST)
