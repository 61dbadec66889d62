"""Complaints and papers at the service. Implements ports.service.AfterService."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

import httpx
from pydantic import BaseModel

from declaration.wire.complaint import (
    ComplaintAnswer,
    ComplaintPage,
    ComplaintPassing,
    ComplaintQuery,
    ComplaintSummary,
)
from declaration.wire.handover import HandoverPage, HandoverSummary, PaperReceived
from desk.ports.service import Denied, NoAnswer
from desk.remote.door import Door, read_json
from desk.remote.station_service import JSON

T = TypeVar("T", bound=BaseModel)


class RemoteAfter:
    """Through the door by which a person has signed in (RemotePeople)."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def complaints(self, query: ComplaintQuery) -> ComplaintPage | Denied | NoAnswer:
        body = query.model_dump_json().encode()
        answer = await self._door.ask("POST", "/v1/complaints/search", content=body, headers=JSON)
        return _read(answer, ComplaintPage)

    async def answer_complaint(
        self, complaint: UUID, said: ComplaintAnswer
    ) -> ComplaintSummary | Denied | NoAnswer:
        return await self._once(f"/v1/complaints/{complaint}/answer", said, ComplaintSummary)

    async def pass_complaint_on(
        self, complaint: UUID, passing: ComplaintPassing
    ) -> ComplaintSummary | Denied | NoAnswer:
        return await self._once(f"/v1/complaints/{complaint}/passed", passing, ComplaintSummary)

    async def handovers(self) -> HandoverPage | Denied | NoAnswer:
        return _read(await self._door.ask("GET", "/v1/handovers"), HandoverPage)

    async def receive_papers(
        self, batch: UUID, received: PaperReceived
    ) -> HandoverSummary | Denied | NoAnswer:
        return await self._once(f"/v1/handovers/{batch}/received", received, HandoverSummary)

    async def _once(self, path: str, said: BaseModel, kind: type[T]) -> T | Denied | NoAnswer:
        """Said again after a lost answer it would be denied as done by somebody."""
        body = said.model_dump_json().encode()
        return _read(await self._door.ask("POST", path, content=body, headers=JSON, once=True), kind)


def _read(response: httpx.Response | Denied | NoAnswer, kind: type[T]) -> T | Denied | NoAnswer:
    return response if isinstance(response, Denied | NoAnswer) else read_json(response, kind)
