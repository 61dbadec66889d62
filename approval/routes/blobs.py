"""Photos: whole in one request, and resumed from where a broken one ended.

``Upload-Offset`` counts bytes that have arrived. A PATCH is the rest of the photo unless it says
``Upload-Complete: ?0``; what arrived before a break stays.
"""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Header, Path, Request, Response
from starlette.requests import ClientDisconnect

from approval.identities import Station
from approval.routes.access import TheService, TheStation
from approval.routes.guards import LARGEST_BLOB
from approval.routes.problems import ProblemError
from approval.service import Service

router = APIRouter(prefix="/v1/blobs", tags=["blobs"])
Name = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
_BYTES = {
    "requestBody": {
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    }
}


@router.put("/{sha256}", status_code=201, openapi_extra=_BYTES)
async def put_blob(sha256: Name, request: Request, station: TheStation, service: TheService) -> Response:
    """Take a whole photo. 201 stored, 200 already there, 422 other bytes than its name says."""
    if await to_thread.run_sync(service.blobs.size, sha256) is not None:
        return Response(status_code=200)
    length = await _write(request, service, station, sha256, 0)
    return await _finish(service, station, sha256, length)


@router.head("/{sha256}")
async def head_blob(sha256: Name, station: TheStation, service: TheService) -> Response:
    """How much of it is here, in Upload-Offset; Upload-Complete tells whether that is all."""
    size = await to_thread.run_sync(service.blobs.size, sha256)
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
    if await to_thread.run_sync(service.blobs.size, sha256) is not None:
        return Response(status_code=200)
    here = await service.uploads.arrived(station.id, sha256)
    if upload_offset > here:
        raise ProblemError(409, "wrong_offset", _progress(here, False))
    length = await _write(request, service, station, sha256, upload_offset)
    if upload_complete == "?0":
        return Response(status_code=204, headers=_progress(length, False))
    return await _finish(service, station, sha256, length)


async def _write(request: Request, service: Service, station: Station, sha256: str, offset: int) -> int:
    """Write the body from that offset on; returns where it ended."""
    with service.uploads.taking(station.id, sha256, offset) as upload:
        try:
            async for chunk in request.stream():
                if upload.end + len(chunk) > LARGEST_BLOB:
                    raise ProblemError(413, "too_large")
                await upload.add(chunk)
        except ClientDisconnect:
            await upload.write()
            raise ProblemError(400, "upload_broken_off") from None
        await upload.write()
        return upload.end


async def _finish(service: Service, station: Station, sha256: str, length: int) -> Response:
    if not await to_thread.run_sync(service.blobs.finish, station.id, sha256, length):
        raise ProblemError(422, "blob_digest_differs")
    await to_thread.run_sync(service.intake.blob_arrived, sha256)
    return Response(status_code=201, headers=_progress(length, True))


def _progress(offset: int, complete: bool) -> dict[str, str]:
    return {"Upload-Offset": str(offset), "Upload-Complete": "?1" if complete else "?0"}
