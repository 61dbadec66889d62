"""The service as administrators and auditors speak to it. Answers are values; trouble is a value too."""

from __future__ import annotations

from typing import Protocol

from declaration.wire.audit import AuditPage, AuditQuery
from declaration.wire.people import (
    AgencyNode,
    AgencyNodes,
    FirstPassphrase,
    NewStation,
    OneTimeCode,
    RecoveryCodes,
    SecondStepSecret,
    StaffFacts,
    StaffList,
)
from declaration.wire.supervision import StationsPage
from desk.ports.service import Denied, NoAnswer


class StaffService(Protocol):
    """People, agencies and stations of the administrator's agency and those below. None: it is done."""

    async def people(self) -> StaffList | Denied | NoAnswer: ...

    async def put_person(self, facts: StaffFacts) -> FirstPassphrase | Denied | NoAnswer: ...

    async def set_active(self, name: str, active: bool) -> Denied | NoAnswer | None: ...

    async def reset(self, name: str) -> FirstPassphrase | Denied | NoAnswer: ...

    async def drop_second_step(self, name: str) -> Denied | NoAnswer | None: ...

    async def agencies(self) -> AgencyNodes | Denied | NoAnswer: ...

    async def put_agency(self, agency: AgencyNode) -> Denied | NoAnswer | None: ...

    async def stations(self) -> StationsPage | Denied | NoAnswer: ...

    async def lock_station(self, station: str, locked: bool) -> Denied | NoAnswer | None: ...

    async def new_station(self, asked: NewStation) -> OneTimeCode | Denied | NoAnswer: ...


class OwnSignInService(Protocol):
    """One's own sign-in."""

    async def change_passphrase(self, passphrase: str, new: str) -> Denied | NoAnswer | None: ...

    async def begin_second_step(self, passphrase: str) -> SecondStepSecret | Denied | NoAnswer: ...

    async def confirm_second_step(self, code: str) -> RecoveryCodes | Denied | NoAnswer: ...


class AuditService(Protocol):
    """The audit's lines, newest first."""

    async def lines(self, query: AuditQuery) -> AuditPage | Denied | NoAnswer: ...
