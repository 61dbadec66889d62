"""Sealed records: one by PUT, or up to a hundred as NDJSON."""

from __future__ import annotations

import asyncio
from typing import Annotated
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Path, Request, Response

from approval.identities import Station
from approval.intake import Intake
from approval.routes.access import TheService, TheStation
from approval.routes.bodies import unpacked, whole_body
from approval.routes.guards import LARGEST_BATCH
from approval.routes.problems import ProblemError
from approval.sealed import open_sealed
from approval.settling import Taken
from declaration.wire.records import (
    BatchAnswer,
    BatchItem,
    ConflictAnswer,
    MissingAnswer,
    ReceiptAnswer,
    RecordAnswer,
    RefusalAnswer,
)
from declaration.wire.signed import digest

router = APIRouter(prefix="/v1/records", tags=["records"])
_BATCH_LINES = 100
_SEALED = "application/vnd.bhxh.sealed-record+json"
_BYTES = {
    "requestBody": {"content": {"application/json": {"schema": {"type": "string", "format": "binary"}}}}
}
_LINES = {
    "requestBody": {"content": {"application/x-ndjson": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.put(
    "/{record_id}/{revision}",
    response_model=RecordAnswer,
    status_code=201,
    openapi_extra=_BYTES,
    responses={
        200: {"model": ReceiptAnswer},
        202: {"model": MissingAnswer},
        409: {"model": ConflictAnswer},
        422: {"model": RefusalAnswer},
    },
)
async def put_record(
    record_id: UUID,
    revision: Annotated[int, Path(ge=1)],
    request: Request,
    station: TheStation,
    service: TheService,
) -> Response:
    """Take one sealed record: 201 receipt, 200 the same, 202 photos missing, 409 conflict, 422 refused."""
    sealed = await whole_body(request)
    taken = await _taken(service.intake, station, sealed, (record_id, revision))
    return Response(taken.answer.model_dump_json(), _status(taken), media_type="application/json")


@router.get("/{record_id}", response_class=Response, responses={200: {"content": {_SEALED: {}}}})
def get_newest(record_id: UUID, station: TheStation, service: TheService) -> Response:
    """The newest revision of one of the station's own records, byte for byte as it came: what is held here
    when the station hears of a conflict. 404 when there is none."""
    sealed = service.intake.newest(station, record_id)
    if sealed is None:
        raise ProblemError(404, "record_unknown")
    return Response(sealed, media_type=_SEALED)


@router.post("", openapi_extra=_LINES)
async def post_batch(request: Request, station: TheStation, service: TheService) -> BatchAnswer:
    """Take up to 100 sealed records, one a line, gzip if you like; each gets its own answer, in order."""
    body = await whole_body(request)
    text = await to_thread.run_sync(
        unpacked, body, request.headers.get("Content-Encoding", ""), LARGEST_BATCH
    )
    lines = [line for line in text.split(b"\n") if line]
    if len(lines) > _BATCH_LINES:
        raise ProblemError(413, "batch_too_long")
    return await to_thread.run_sync(_take_all, service.intake, station, lines)


async def _taken(intake: Intake, station: Station, sealed: bytes, address: tuple[UUID, int]) -> Taken:
    opened = open_sealed(station, sealed)  # here and now: a fraction of a millisecond
    if isinstance(opened, RefusalAnswer):
        return Taken(opened)
    if (opened.record.id, opened.record.revision) != address:
        raise ProblemError(400, "record_not_as_addressed")
    return await asyncio.wrap_future(intake.take_opened(opened))


def _take_all(intake: Intake, station: Station, lines: list[bytes]) -> BatchAnswer:
    answers = zip(lines, intake.take_all(station, lines), strict=True)
    return BatchAnswer(items=tuple(BatchItem(digest=digest(line), answer=answer) for line, answer in answers))


def _status(taken: Taken) -> int:
    match taken.answer:
        case ReceiptAnswer():
            return 201 if taken.new else 200
        case MissingAnswer():
            return 202
        case ConflictAnswer():
            return 409
        case RefusalAnswer():
            return 422
