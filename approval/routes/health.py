"""Is the service alive, and does its database answer?"""

from __future__ import annotations

from fastapi import APIRouter

from approval.routes.access import TheService
from approval.storage import sign_in

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz(service: TheService) -> dict[str, str]:
    """``{"status": "ok"}`` after a real question to the database; 503 otherwise."""
    with service.database.reading() as session:
        sign_in.agencies(session)
    return {"status": "ok"}
