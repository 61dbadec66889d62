"""Photos: whole in one request, and resumed from where a broken one ended.

``Upload-Offset`` counts bytes that have arrived. A PATCH is the rest of the photo unless it says
``Upload-Complete: ?0``; what arrived before a break stays.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request, Response
from starlette.requests import ClientDisconnect

from approval.admission import Arrived
from approval.identities import Station
from approval.pictures import BYTES_NEEDED, is_picture
from approval.routes.access import TheService, TheStation
from approval.routes.guards import LARGEST_BLOB
from approval.routes.problems import ProblemError
from approval.service import Service
from approval.settling import Taken
from approval.uploads import Upload

router = APIRouter(prefix="/v1/blobs", tags=["blobs"])
Completed = list[Future[Taken]]
Name = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
_BYTES = {
    "requestBody": {
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    }
}


@router.put("/{sha256}", status_code=201, openapi_extra=_BYTES)
async def put_blob(sha256: Name, request: Request, station: TheStation, service: TheService) -> Response:
    """Take a whole photo. 201 stored, 200 already there, 422 other bytes than its name says."""
    run = service.threads.run
    if not service.intake.wants(sha256) and await run(service.blobs.size, sha256) is not None:
        await _settled(await run(service.intake.photo_arrived, sha256))
        return Response(status_code=200)
    with service.uploads.taking(station.id, sha256, 0) as upload:
        await _receive(request, upload)
        whole = upload.unwritten()
        if whole is None:
            await upload.write()
    if whole is None:
        return await _finish(service, station, sha256, upload.end)
    completed = await run(_keep, service, station, sha256, whole)
    if completed is None:
        raise ProblemError(422, "blob_digest_differs")
    await _settled(completed)
    return Response(status_code=201, headers=_progress(len(whole), True))


@router.head("/{sha256}")
async def head_blob(sha256: Name, station: TheStation, service: TheService) -> Response:
    """How much of it is here, in Upload-Offset; Upload-Complete tells whether that is all."""
    size = await service.threads.run(service.blobs.size, sha256)
    offset = await service.uploads.arrived(station.id, sha256) if size is None else size
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
    """Take the rest of a photo. 201 stored, 204 more to come, 409 with the right offset.

    What a line that broke delivers late may arrive meanwhile: the same bytes again are no gap.
    """
    if await service.threads.run(service.blobs.size, sha256) is not None:
        return Response(status_code=200)
    here = await service.uploads.arrived(station.id, sha256)
    if upload_offset > here:
        raise ProblemError(409, "wrong_offset", _progress(here, False))
    with service.uploads.taking(station.id, sha256, upload_offset) as upload:
        await _receive(request, upload)
        await upload.write()
    if upload_complete == "?0":
        return Response(status_code=204, headers=_progress(upload.end, False))
    return await _finish(service, station, sha256, upload.end)


async def _receive(request: Request, upload: Upload) -> None:
    """Read the body to its end; what arrived before a break is kept."""
    try:
        async for chunk in request.stream():
            if upload.end + len(chunk) > LARGEST_BLOB:
                raise ProblemError(413, "too_large")
            await upload.add(chunk)
    except ClientDisconnect:
        await upload.write()
        raise ProblemError(400, "upload_broken_off") from None


def _keep(service: Service, station: Station, sha256: str, data: bytes) -> Completed | None:
    if not service.blobs.keep(station.id, sha256, data):
        return None
    seen = Arrived(len(data), is_picture(data[:BYTES_NEEDED]))
    return service.intake.photo_arrived(sha256, seen)


async def _settled(completed: Completed) -> None:
    """The records that this photo completed have their receipts, or what went wrong is raised."""
    for each in completed:
        await asyncio.wrap_future(each)


async def _finish(service: Service, station: Station, sha256: str, length: int) -> Response:
    if not await service.threads.run(service.blobs.finish, station.id, sha256, length):
        raise ProblemError(422, "blob_digest_differs")
    await _settled(await service.threads.run(service.intake.photo_arrived, sha256))
    return Response(status_code=201, headers=_progress(length, True))


def _progress(offset: int, complete: bool) -> dict[str, str]:
    return {"Upload-Offset": str(offset), "Upload-Complete": "?1" if complete else "?0"}
