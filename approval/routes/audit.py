"""Auditors: who did what, when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from approval.identities import Person
from approval.rights import Act
from approval.routes.access import TheService, who_may
from declaration.wire.audit import AuditPage, AuditQuery

router = APIRouter(prefix="/v1/audit", tags=["audit"])


@router.post("/search")
def search_audit(
    query: AuditQuery, auditor: Annotated[Person, who_may(Act.READ_AUDIT)], service: TheService
) -> AuditPage:
    """Lines of the auditor's agencies, newest first. A POST, so that no name stands in an address."""
    return service.auditing.page(auditor, query)
