"""A new station joins: its key's public half and a one-time code go out, its identity comes back."""

from __future__ import annotations

import asyncio
from typing import Protocol

from declaration.wire.sign_in import EnrolAnswer, EnrolRequest
from desk.ports.keys import StationKeys
from desk.ports.service import Denied, NoAnswer, Reason, StationService


class EnrolmentStore(Protocol):
    def station_key(self) -> StationKeys: ...

    def enrol(self, answer: EnrolAnswer, by: str) -> bool: ...


async def enrol(
    service: StationService, store: EnrolmentStore, code: str, by: str, app_version: str
) -> EnrolAnswer | Denied | NoAnswer:
    """Join the service, or come back to it on another machine, with a supervisor's code. Safe to try again:
    the key is kept."""
    key = await asyncio.to_thread(store.station_key)
    request = EnrolRequest(
        code=code.strip(), public_key=key.public_key, app_version=app_version, station=key.station
    )
    answer = await service.enrol(request)
    if isinstance(answer, EnrolAnswer) and not await asyncio.to_thread(store.enrol, answer, by):
        return NoAnswer(Reason.FOREIGN)
    return answer
