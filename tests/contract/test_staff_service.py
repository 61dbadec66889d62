"""The administrator's service in memory keeps the real one's promises; one's own second step over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pyotp
import pytest

from approval.app import application
from approval.service import Service
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
from declaration.wire.sign_in import PersonRole, PersonToken, ServiceState
from declaration.wire.supervision import StationsPage
from desk.ports.service import Denied
from desk.ports.staff import StaffService
from desk.remote.door import Door
from desk.remote.people_service import RemotePeople
from desk.remote.staff_service import RemoteStaff
from tests.fakes.field_station import AGENCY, PASSPHRASE, FieldStation, SetClock
from tests.fakes.for_review import station as in_memory
from tests.fakes.staff_service import FakeStaffService, member

pytest_plugins = ["tests.fakes.approval_fixtures"]
NEW = StaffFacts(name="mới", display_name="Người Mới", roles=(PersonRole.REVIEWER,), agency=AGENCY)


@dataclass(frozen=True)
class Kept:
    """A service with lan and one station."""

    service: StaffService
    station: str

    async def of(self, name: str) -> tuple[bool, bool]:
        """Whether that person is active, and has still to choose a passphrase."""
        found = await self.service.people()
        assert isinstance(found, StaffList)
        one = next(each for each in found.people if each.name == name)
        return one.active, one.must_change


@pytest.fixture
async def signed_in(service: Service, clock: SetClock) -> AsyncIterator[Door]:
    transport = httpx.ASGITransport(app=application(service), raise_app_exceptions=False)
    door = Door("http://service.example", transport=transport)
    yield door
    await door.close()


@pytest.fixture(params=["memory", "real"])
async def kept(
    request: pytest.FixtureRequest, service: Service, station: FieldStation, signed_in: Door, clock: SetClock
) -> Kept:
    if request.param == "memory":
        stations = (in_memory(1, clock.now),)
        return Kept(FakeStaffService((member("lan", PersonRole.REVIEWER),), stations), stations[0].station)
    roles = (PersonRole.ADMINISTRATOR,)
    assert service.office.add_person("quantri", PASSPHRASE, "Vũ Quản Trị", roles, AGENCY) is None
    assert isinstance(await RemotePeople(signed_in).sign_in("quantri", PASSPHRASE), PersonToken)
    return Kept(RemoteStaff(signed_in), station.id)


async def test_who_is_new_gets_a_first_passphrase_and_who_is_known_keeps_theirs(kept: Kept) -> None:
    first = await kept.service.put_person(NEW)
    assert isinstance(first, FirstPassphrase)
    assert first.passphrase
    assert await kept.of("mới") == (True, True)
    again = await kept.service.put_person(NEW)
    assert isinstance(again, FirstPassphrase)
    assert again.passphrase == ""


async def test_people_are_dismissed_taken_back_and_reset(kept: Kept) -> None:
    assert await kept.service.set_active("lan", False) is None
    assert await kept.of("lan") == (False, False)
    assert await kept.service.set_active("lan", True) is None
    assert isinstance(await kept.service.reset("lan"), FirstPassphrase)
    assert await kept.of("lan") == (True, True)
    assert await kept.service.drop_second_step("lan") is None


async def test_somebody_who_is_not_there_is_said_so(kept: Kept) -> None:
    unknown = Denied("person_unknown", 404)
    assert await kept.service.set_active("ai", False) == unknown
    assert await kept.service.reset("ai") == unknown
    assert await kept.service.drop_second_step("ai") == unknown


async def test_a_station_is_locked_and_let_in_and_a_new_one_gets_a_code(kept: Kept) -> None:
    for locked, state in ((True, ServiceState.LOCKED), (False, ServiceState.NORMAL)):
        assert await kept.service.lock_station(kept.station, locked) is None
        page = await kept.service.stations()
        assert isinstance(page, StationsPage)
        assert [each.state for each in page.stations] == [state]
    agencies = await kept.service.agencies()
    assert isinstance(agencies, AgencyNodes)
    asked = NewStation(station_name="Bàn 9", unit_name="Trường Mẫu", agency=agencies.agencies[0].code)
    assert isinstance(await kept.service.new_station(asked), OneTimeCode)


async def test_an_agency_is_added_below_ones_own_renamed_and_stands_below_no_stranger(kept: Kept) -> None:
    top = (await _agencies(kept))[0]
    new = AgencyNode(code="MAU-77", name="BHXH Mới", parent=top.code, place="Huyện Mới")
    assert await kept.service.put_agency(new) is None
    assert await kept.service.put_agency(new.model_copy(update={"name": "BHXH Đổi Tên"})) is None
    named = {each.code: each for each in await _agencies(kept)}
    assert named["MAU-77"] == new.model_copy(update={"name": "BHXH Đổi Tên"})
    for code, parent, why in (
        ("MAU-78", "LẠ", Denied("agency_unknown", 404)),
        ("MAU-78", "", Denied("agency_unknown", 404)),
        ("MAU-77", "MAU-77", Denied("agency_below_itself", 409)),
    ):
        refused = await kept.service.put_agency(AgencyNode(code=code, name="BHXH Khác", parent=parent))
        assert refused == why


async def _agencies(kept: Kept) -> tuple[AgencyNode, ...]:
    nodes = await kept.service.agencies()
    assert isinstance(nodes, AgencyNodes)
    return nodes.agencies


async def test_an_auditor_reads_lines_through_the_same_door(service: Service, signed_in: Door) -> None:
    roles = (PersonRole.AUDITOR,)
    assert service.office.add_person("kiemtra", PASSPHRASE, "Đỗ Kiểm Tra", roles, AGENCY) is None
    assert isinstance(await RemotePeople(signed_in).sign_in("kiemtra", PASSPHRASE), PersonToken)
    query = AuditQuery.model_validate({"first_day": "2026-03-02", "last_day": "2026-03-02"})
    page = await RemoteStaff(signed_in).lines(query)
    assert isinstance(page, AuditPage)
    assert page.entries[0].action == "signed_in"


async def test_ones_own_second_step_and_passphrase_over_the_line(signed_in: Door, clock: SetClock) -> None:
    people = RemotePeople(signed_in)
    assert isinstance(await people.sign_in("lan", PASSPHRASE), PersonToken)
    assert await people.begin_second_step("wrong") == Denied("name_or_passphrase_wrong", 400)
    secret = await people.begin_second_step(PASSPHRASE)
    assert isinstance(secret, SecondStepSecret)
    assert await people.confirm_second_step("000000") == Denied("second_step_code_wrong", 422)
    totp = pyotp.TOTP(secret.letters)
    assert isinstance(await people.confirm_second_step(totp.at(clock.now)), RecoveryCodes)
    assert await people.sign_in("lan", PASSPHRASE) == Denied("name_or_passphrase_wrong", 400)
    clock.forward(seconds=30)
    token = await people.sign_in("lan", PASSPHRASE, totp.at(clock.now))
    assert isinstance(token, PersonToken)
    assert token.second_step
    assert await people.change_passphrase(PASSPHRASE, "ngắn") == Denied("passphrase_too_short", 422)
    assert await people.change_passphrase(PASSPHRASE, "con mèo nhà bên") is None
