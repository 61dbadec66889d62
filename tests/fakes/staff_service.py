"""The administrator's and the auditor's side of the service, in memory. Implements ports.staff."""

from __future__ import annotations

from datetime import UTC, datetime

from declaration.wire.audit import AuditEntry, AuditPage, AuditQuery
from declaration.wire.people import (
    AgencyNode,
    AgencyNodes,
    FirstPassphrase,
    NewStation,
    OneTimeCode,
    StaffFacts,
    StaffList,
    StaffMember,
)
from declaration.wire.sign_in import PersonRole, ServiceState
from declaration.wire.supervision import StationOverview, StationsPage
from desk.ports.service import Denied, NoAnswer

FIRST, CODE = "ABCD-EFGH-JKLM-NPQR", "QRST-UVWX-YZ23-4567"


def member(name: str, *roles: PersonRole, **changed: object) -> StaffMember:
    """An invented person with a sign-in."""
    facts: dict[str, object] = {
        "name": name,
        "display_name": f"{name.title()} Mẫu",
        "roles": roles,
        "agency": "MAU01",
    }
    facts |= {"active": True, "must_change": False, "second_step": False}
    return StaffMember.model_validate(facts | changed)


class FakeStaffService:
    """``trouble`` is answered to everything while it stands; ``asked`` keeps every audit query."""

    def __init__(
        self, people: tuple[StaffMember, ...] = (), stations: tuple[StationOverview, ...] = ()
    ) -> None:
        self.by_name = {each.name: each for each in people}
        self.all_stations = stations
        top = AgencyNode(code="MAU01", name="BHXH cơ sở Mẫu", place="")
        below = AgencyNode(code="MAU02", name="BHXH Ví Dụ", parent="MAU01", place="Huyện Ví Dụ")
        self.by_code = {each.code: each for each in (top, below)}
        self.all_lines: tuple[AuditEntry, ...] = ()
        self.names: dict[str, str] = {}
        self.asked: list[AuditQuery] = []
        self.trouble: Denied | NoAnswer | None = None

    async def people(self) -> StaffList | Denied | NoAnswer:
        return self.trouble or StaffList(people=tuple(self.by_name.values()))

    async def put_person(self, facts: StaffFacts) -> FirstPassphrase | Denied | NoAnswer:
        if self.trouble:
            return self.trouble
        known = self.by_name.get(facts.name)
        new = member(facts.name, must_change=True) if known is None else known
        self.by_name[facts.name] = new.model_copy(update=dict(facts))
        return FirstPassphrase(passphrase="" if known else FIRST, until=None)

    async def set_active(self, name: str, active: bool) -> Denied | NoAnswer | None:
        return self.trouble or self._change(name, active=active)

    async def reset(self, name: str) -> FirstPassphrase | Denied | NoAnswer:
        refused = self.trouble or self._change(name, must_change=True)
        return refused or FirstPassphrase(passphrase=FIRST, until=None)

    async def drop_second_step(self, name: str) -> Denied | NoAnswer | None:
        return self.trouble or self._change(name, second_step=False)

    async def agencies(self) -> AgencyNodes | Denied | NoAnswer:
        return self.trouble or AgencyNodes(
            agencies=tuple(self.by_code[each] for each in sorted(self.by_code))
        )

    async def put_agency(self, agency: AgencyNode) -> Denied | NoAnswer | None:
        if self.trouble:
            return self.trouble
        if agency.parent not in self.by_code and (agency.parent or agency.code not in self.by_code):
            return Denied("agency_unknown", 404)
        if agency.code == agency.parent:
            return Denied("agency_below_itself", 409)
        self.by_code[agency.code] = agency
        return None

    async def stations(self) -> StationsPage | Denied | NoAnswer:
        return self.trouble or StationsPage(stations=self.all_stations, as_of=datetime.now(UTC))

    async def lock_station(self, station: str, locked: bool) -> Denied | NoAnswer | None:
        if self.trouble:
            return self.trouble
        state = ServiceState.LOCKED if locked else ServiceState.NORMAL
        self.all_stations = tuple(
            each.model_copy(update={"state": state}) if each.station == station else each
            for each in self.all_stations
        )
        return None

    async def new_station(self, asked: NewStation) -> OneTimeCode | Denied | NoAnswer:
        return self.trouble or OneTimeCode(code=CODE)

    async def lines(self, query: AuditQuery) -> AuditPage | Denied | NoAnswer:
        self.asked.append(query)
        if self.trouble:
            return self.trouble
        found = [line for line in self.all_lines if query.actor in ("", line.actor)]
        found = [line for line in found if query.action in ("", line.action)]
        found = [line for line in found if query.agency in ("", line.agency)]
        start = int(query.after or "0")
        rest = found[start + query.limit :]
        after = str(start + query.limit) if rest else None
        shown = tuple(found[start : start + query.limit])
        return AuditPage(entries=shown, agencies=self.names, next_after=after)

    def _change(self, name: str, **changed: object) -> Denied | None:
        if name not in self.by_name:
            return Denied("person_unknown", 404)
        self.by_name[name] = self.by_name[name].model_copy(update=changed)
        return None
