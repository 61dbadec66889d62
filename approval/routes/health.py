"""Is the service alive, can it work, and how is it doing? No answer here holds anything of a person."""

from __future__ import annotations

from fastapi import APIRouter, Response

from approval.routes.access import TheService
from approval.routes.problems import ProblemError
from approval.storage import health

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """``{"status": "ok"}`` while the process can answer at all; asks nobody else."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(service: TheService) -> dict[str, str]:
    """``{"status": "ready"}`` after real questions to database and photo store; 503 otherwise, while
    stopping, and over a database that is older than what was promised or fit for newer programs only: a load
    balancer sends people elsewhere."""
    if service.feed.bells.closing:
        raise ProblemError(503, "stopping")
    health.schema_version(service.database)
    if not health.serves_this_program(service.database):
        raise ProblemError(503, "program_too_old")
    if service.stores.high_water.is_below:
        raise ProblemError(503, "database_older")
    service.blobs.size("0" * 64)
    return {"status": "ready"}


@router.get("/metrics", include_in_schema=False)
def metrics(service: TheService) -> Response:
    """Prometheus figures; does not exist unless the settings say so, and never for the outside world."""
    if service.meters is None:
        raise ProblemError(404, "not_found")
    return Response(service.meters.page(service), media_type=service.meters.media_type)
