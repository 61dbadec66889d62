"""The service as administrators and auditors speak to it. Implements ports.staff; the door is signed in."""

from __future__ import annotations

from typing import TypeVar

import httpx
from pydantic import BaseModel

from declaration.wire.audit import AuditPage, AuditQuery
from declaration.wire.people import (
    AgencyNode,
    AgencyNodes,
    FirstPassphrase,
    NewStation,
    OneTimeCode,
    StaffActive,
    StaffFacts,
    StaffList,
    StaffName,
    StationLock,
)
from declaration.wire.supervision import StationsPage
from desk.ports.service import Denied, NoAnswer
from desk.remote.door import Door, read_json
from desk.remote.station_service import JSON

T = TypeVar("T", bound=BaseModel)
_HERE = "/v1/administration"


class RemoteStaff:
    """Whoever is signed in at the door asks."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def people(self) -> StaffList | Denied | NoAnswer:
        return _read(await self._door.ask("GET", f"{_HERE}/people"), StaffList)

    async def put_person(self, facts: StaffFacts) -> FirstPassphrase | Denied | NoAnswer:
        # Once: said again after a lost answer, the passphrase that was made would never be shown.
        return _read(await self._say("PUT", "/people", facts, once=True), FirstPassphrase)

    async def set_active(self, name: str, active: bool) -> Denied | NoAnswer | None:
        return _done(await self._say("PUT", "/people/active", StaffActive(name=name, active=active)))

    async def reset(self, name: str) -> FirstPassphrase | Denied | NoAnswer:
        return _read(
            await self._say("POST", "/people/reset", StaffName(name=name), once=True), FirstPassphrase
        )

    async def drop_second_step(self, name: str) -> Denied | NoAnswer | None:
        return _done(await self._say("POST", "/people/drop-second-step", StaffName(name=name)))

    async def agencies(self) -> AgencyNodes | Denied | NoAnswer:
        return _read(await self._door.ask("GET", f"{_HERE}/agencies"), AgencyNodes)

    async def put_agency(self, agency: AgencyNode) -> Denied | NoAnswer | None:
        return _done(await self._say("PUT", "/agencies", agency))

    async def stations(self) -> StationsPage | Denied | NoAnswer:
        return _read(await self._door.ask("GET", "/v1/supervision/stations"), StationsPage)

    async def lock_station(self, station: str, locked: bool) -> Denied | NoAnswer | None:
        return _done(await self._say("PUT", f"/stations/{station}/lock", StationLock(locked=locked)))

    async def new_station(self, asked: NewStation) -> OneTimeCode | Denied | NoAnswer:
        return _read(await self._say("POST", "/stations/enrolment-codes", asked, once=True), OneTimeCode)

    async def lines(self, query: AuditQuery) -> AuditPage | Denied | NoAnswer:
        body = query.model_dump_json().encode()
        return _read(await self._door.ask("POST", "/v1/audit/search", content=body, headers=JSON), AuditPage)

    async def _say(
        self, method: str, path: str, message: BaseModel, *, once: bool = False
    ) -> httpx.Response | Denied | NoAnswer:
        body = message.model_dump_json().encode()
        where, done = f"{_HERE}{path}", (200, 204)
        return await self._door.ask(method, where, content=body, headers=JSON, expect=done, once=once)


def _read(response: httpx.Response | Denied | NoAnswer, kind: type[T]) -> T | Denied | NoAnswer:
    return response if isinstance(response, Denied | NoAnswer) else read_json(response, kind)


def _done(response: httpx.Response | Denied | NoAnswer) -> Denied | NoAnswer | None:
    return response if isinstance(response, Denied | NoAnswer) else None
