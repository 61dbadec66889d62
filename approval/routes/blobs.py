"""Photos: whole in one request, and resumed from where a broken one ended.

``Upload-Offset`` counts bytes that have arrived. A PATCH is the rest of the photo unless it says
``Upload-Complete: ?0``; what arrived before a break stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Header, Path, Request, Response
from starlette.requests import ClientDisconnect

from approval.identities import Station
from approval.routes.access import TheService, TheStation
from approval.routes.guards import LARGEST_BLOB
from approval.routes.problems import ProblemError
from approval.service import Service
from declaration.privacy import Private

router = APIRouter(prefix="/v1/blobs", tags=["blobs"])
Name = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
_WRITE_AT_ONCE = 1 << 18
_BYTES = {
    "requestBody": {
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    }
}


@router.put("/{sha256}", status_code=201, openapi_extra=_BYTES)
async def put_blob(sha256: Name, request: Request, station: TheStation, service: TheService) -> Response:
    """Take a whole photo. 201 stored, 200 already there, 422 other bytes than its name says."""
    if await to_thread.run_sync(service.blobs.size, sha256) is not None:
        await to_thread.run_sync(service.intake.blob_arrived, sha256)
        return Response(status_code=200)
    taken = await _taken(request, service, station, sha256, 0)
    if taken.written:
        return await _finish(service, station, sha256, await _written(service, station, sha256, taken))
    if not await to_thread.run_sync(_keep, service, station, sha256, taken.rest):
        raise ProblemError(422, "blob_digest_differs")
    return Response(status_code=201, headers=_progress(len(taken.rest), True))


@router.head("/{sha256}")
def head_blob(sha256: Name, station: TheStation, service: TheService) -> Response:
    """How much of it is here, in Upload-Offset; Upload-Complete tells whether that is all."""
    size = service.blobs.size(sha256)
    offset = service.blobs.offset(station.id, sha256) if size is None else size
    return Response(headers=_progress(offset, size is not None))


@router.patch("/{sha256}", status_code=201, openapi_extra=_BYTES)
async def patch_blob(
    sha256: Name,
    request: Request,
    station: TheStation,
    service: TheService,
    upload_offset: Annotated[int, Header(ge=0, le=LARGEST_BLOB)],
    upload_complete: Annotated[str, Header()] = "?1",
) -> Response:
    """Take the rest of a photo. 201 stored, 204 more to come, 409 with the right offset."""
    if await to_thread.run_sync(service.blobs.size, sha256) is not None:
        return Response(status_code=200)
    here = await to_thread.run_sync(service.blobs.offset, station.id, sha256)
    if upload_offset != here:
        raise ProblemError(409, "wrong_offset", _progress(here, False))
    taken = await _taken(request, service, station, sha256, here)
    length = await _written(service, station, sha256, taken)
    if upload_complete == "?0":
        return Response(status_code=204, headers=_progress(length, False))
    return await _finish(service, station, sha256, length)


@dataclass(frozen=True, repr=False)
class _Taken(Private):
    """A body read to its end: ``written`` bytes are put down, up to ``offset``; ``rest`` is in memory."""

    offset: int
    written: int
    rest: bytes


async def _taken(request: Request, service: Service, station: Station, sha256: str, offset: int) -> _Taken:
    """Read the body, putting it down in pieces off the event loop; what arrived before a break is kept."""
    start = offset
    waiting = bytearray()
    try:
        async for chunk in request.stream():
            waiting += chunk
            if offset + len(waiting) > LARGEST_BLOB:
                raise ProblemError(413, "too_large")
            if len(waiting) >= _WRITE_AT_ONCE:
                await to_thread.run_sync(service.blobs.write, station.id, sha256, offset, bytes(waiting))
                offset += len(waiting)
                waiting.clear()
    except ClientDisconnect:
        await _written(service, station, sha256, _Taken(offset, offset - start, bytes(waiting)))
        raise ProblemError(400, "upload_broken_off") from None
    return _Taken(offset, offset - start, bytes(waiting))


async def _written(service: Service, station: Station, sha256: str, taken: _Taken) -> int:
    """Put the rest down too; returns where the upload now ends."""
    await to_thread.run_sync(service.blobs.write, station.id, sha256, taken.offset, taken.rest)
    return taken.offset + len(taken.rest)


def _keep(service: Service, station: Station, sha256: str, data: bytes) -> bool:
    kept = service.blobs.keep(station.id, sha256, data)
    if kept:
        service.intake.blob_arrived(sha256)
    return kept


async def _finish(service: Service, station: Station, sha256: str, length: int) -> Response:
    if not await to_thread.run_sync(service.blobs.finish, station.id, sha256, length):
        raise ProblemError(422, "blob_digest_differs")
    await to_thread.run_sync(service.intake.blob_arrived, sha256)
    return Response(status_code=201, headers=_progress(length, True))


def _progress(offset: int, complete: bool) -> dict[str, str]:
    return {"Upload-Offset": str(offset), "Upload-Complete": "?1" if complete else "?0"}
