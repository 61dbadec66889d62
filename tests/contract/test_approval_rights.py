"""Who may do what: every route, asked as everybody; a route that is not in the table fails the test."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from approval.app import application
from approval.service import Service
from approval.storage.rows import DeclarationRow
from declaration.problems import Problem
from declaration.wire.records import Record
from declaration.wire.sign_in import PersonRole
from tests.fakes.field_station import (
    AGENCY,
    OTHER_AGENCY,
    PASSPHRASE,
    FieldStation,
    SetClock,
    photo,
    receipt_in,
    sign_in,
)

pytest_plugins = ["tests.fakes.approval_fixtures"]

NOBODY, STATION = "nobody", "station"
REVIEWER, SUPERVISOR = str(PersonRole.REVIEWER), str(PersonRole.SUPERVISOR)
ADMINISTRATOR, AUDITOR = str(PersonRole.ADMINISTRATOR), str(PersonRole.AUDITOR)
PEOPLE = frozenset(str(role) for role in PersonRole)
SEES_STATIONS = frozenset({SUPERVISOR, ADMINISTRATOR, AUDITOR})
PARENT, CHILD = "MAU-00", "MAU-11"
"""The agency above AGENCY and OTHER_AGENCY, and one below AGENCY."""
EVERYBODY = PEOPLE | {NOBODY, STATION}
WHOM = "mai"
"""A reviewer of AGENCY who is not signed in."""
NEW_PERSON = {"name": "new", "display_name": "New", "roles": ["reviewer"], "agency": AGENCY}
NEW_STATION = {"station_name": "Bàn 9", "unit_name": "Khu công nghiệp Mẫu", "agency": AGENCY}
MAY: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/healthz"): EVERYBODY,
    ("GET", "/readyz"): EVERYBODY,
    ("GET", "/v1/hello"): EVERYBODY,
    ("POST", "/v1/stations/enrol"): EVERYBODY,
    ("POST", "/v1/stations/token"): EVERYBODY,
    ("POST", "/v1/people/token"): EVERYBODY,
    ("PUT", "/v1/records/{record_id}/{revision}"): frozenset({STATION}),
    ("POST", "/v1/records"): frozenset({STATION}),
    ("GET", "/v1/records/{record_id}"): frozenset({STATION}),
    ("GET", "/v1/blobs/{sha256}"): frozenset({STATION}),
    ("PUT", "/v1/blobs/{sha256}"): frozenset({STATION}),
    ("HEAD", "/v1/blobs/{sha256}"): frozenset({STATION}),
    ("PATCH", "/v1/blobs/{sha256}"): frozenset({STATION}),
    ("GET", "/v1/changes"): frozenset({STATION}),
    ("PUT", "/v1/stations/me/report"): frozenset({STATION}),
    ("PUT", "/v1/stations/me/recovery-code"): frozenset({STATION}),
    ("POST", "/v1/reviews/search"): frozenset({REVIEWER}),
    ("POST", "/v1/reviews/approvals"): frozenset({REVIEWER}),
    ("GET", "/v1/reviews/{record_id}"): frozenset({REVIEWER}),
    ("PUT", "/v1/reviews/{record_id}/claim"): frozenset({REVIEWER}),
    ("DELETE", "/v1/reviews/{record_id}/claim"): frozenset({REVIEWER}),
    ("GET", "/v1/reviews/{record_id}/blobs/{sha256}"): frozenset({REVIEWER}),
    ("POST", "/v1/reviews/{record_id}/decisions"): frozenset({REVIEWER}),
    ("POST", "/v1/online/search"): frozenset({STATION}),
    ("GET", "/v1/online"): frozenset({STATION}),
    ("POST", "/v1/contact-codes"): frozenset({STATION}),
    ("POST", "/v1/contact-codes/said"): frozenset({STATION}),
    ("POST", "/v1/reviews/{record_id}/contact-codes"): frozenset({REVIEWER}),
    ("POST", "/v1/reviews/{record_id}/contact-codes/said"): frozenset({REVIEWER}),
    ("GET", "/v1/supervision/lapsed"): frozenset({SUPERVISOR}),
    ("GET", "/v1/notices/failed"): frozenset({REVIEWER, SUPERVISOR}),
    ("POST", "/v1/notices/{notice}/retry"): frozenset({REVIEWER, SUPERVISOR}),
    ("POST", "/v1/reviews/{record_id}/password"): frozenset({REVIEWER}),
    ("GET", "/v1/reasons"): frozenset({REVIEWER, SUPERVISOR}),
    ("PUT", "/v1/supervision/reasons"): frozenset({SUPERVISOR}),
    ("GET", "/v1/handovers"): frozenset({REVIEWER}),
    ("POST", "/v1/handovers/{record_id}/received"): frozenset({REVIEWER}),
    ("POST", "/v1/complaints/search"): frozenset({REVIEWER, SUPERVISOR}),
    ("POST", "/v1/complaints/{record_id}/answer"): frozenset({REVIEWER, SUPERVISOR}),
    ("POST", "/v1/complaints/{record_id}/passed"): frozenset({REVIEWER, SUPERVISOR}),
    ("GET", "/v1/supervision/stations"): SEES_STATIONS,
    ("GET", "/v1/supervision/figures"): frozenset({SUPERVISOR}),
    ("POST", "/v1/supervision/recovery-codes"): frozenset({SUPERVISOR}),
    ("PUT", "/v1/supervision/stations/{station}/draining"): frozenset({SUPERVISOR}),
    ("GET", "/v1/supervision/stations/{station}/days"): SEES_STATIONS,
    ("POST", "/v1/days/compare"): frozenset({STATION}),
    ("POST", "/v1/lookups"): frozenset({STATION}),
    ("POST", "/v1/supervision/declarations/{record_id}/restore"): frozenset({SUPERVISOR}),
    ("PUT", "/v1/people/me/passphrase"): PEOPLE,
    ("POST", "/v1/people/me/second-step"): PEOPLE,
    ("POST", "/v1/people/me/second-step/confirm"): PEOPLE,
    ("GET", "/v1/administration/people"): frozenset({ADMINISTRATOR}),
    ("PUT", "/v1/administration/people"): frozenset({ADMINISTRATOR}),
    ("PUT", "/v1/administration/people/active"): frozenset({ADMINISTRATOR}),
    ("POST", "/v1/administration/people/reset"): frozenset({ADMINISTRATOR}),
    ("POST", "/v1/administration/people/drop-second-step"): frozenset({ADMINISTRATOR}),
    ("GET", "/v1/administration/agencies"): frozenset({ADMINISTRATOR}),
    ("PUT", "/v1/administration/agencies"): frozenset({ADMINISTRATOR}),
    ("PUT", "/v1/administration/stations/{station}/lock"): frozenset({ADMINISTRATOR}),
    ("POST", "/v1/administration/stations/enrolment-codes"): frozenset({ADMINISTRATOR}),
    ("POST", "/v1/audit/search"): frozenset({AUDITOR}),
    ("GET", "/v1/practice/messages"): frozenset({REVIEWER, SUPERVISOR}),
}
BODIES: dict[tuple[str, str], object] = {
    ("POST", "/v1/days/compare"): {"nonce": "0" * 16, "day": "2026-03-02", "count": 0, "digest": "0" * 64},
    ("POST", "/v1/lookups"): {"about": "account", "insurance_code": "0123456789"},
    ("POST", "/v1/reviews/search"): {},
    ("POST", "/v1/reviews/{record_id}/password"): {"reason": "invented"},
    ("POST", "/v1/contact-codes"): {"record_id": "0" * 32, "email": "mau@example.com"},
    ("POST", "/v1/contact-codes/said"): {"record_id": "0" * 32, "email": "mau@example.com", "code": "1"},
    ("POST", "/v1/reviews/{record_id}/contact-codes/said"): {"code": "1"},
    ("PUT", "/v1/supervision/reasons"): {"to_return": ["photo_unclear"], "to_reject": ["other"]},
    ("POST", "/v1/reviews/approvals"): {"items": [{"id": "0" * 32, "revision": 1, "version": 1}]},
    ("POST", "/v1/reviews/{record_id}/decisions"): {"revision": 1, "version": 1, "decision": "approve"},
    ("PUT", "/v1/people/me/passphrase"): {"passphrase": PASSPHRASE, "new": "short"},
    ("POST", "/v1/people/me/second-step"): {"passphrase": PASSPHRASE},
    ("POST", "/v1/people/me/second-step/confirm"): {"code": "000000"},
    ("PUT", "/v1/administration/people"): NEW_PERSON,
    ("PUT", "/v1/administration/people/active"): {"name": WHOM, "active": False},
    ("POST", "/v1/administration/people/reset"): {"name": WHOM},
    ("POST", "/v1/administration/people/drop-second-step"): {"name": WHOM},
    ("PUT", "/v1/administration/agencies"): {"code": AGENCY, "name": "Renamed"},
    ("PUT", "/v1/administration/stations/{station}/lock"): {"locked": False},
    ("POST", "/v1/administration/stations/enrolment-codes"): NEW_STATION,
    ("POST", "/v1/audit/search"): {"first_day": "2026-03-01", "last_day": "2026-03-31"},
    ("POST", "/v1/handovers/{record_id}/received"): {},
    ("POST", "/v1/online/search"): {"number": "0000000001"},
    ("POST", "/v1/complaints/search"): {},
    ("POST", "/v1/complaints/{record_id}/answer"): {"answer": "invented"},
    ("POST", "/v1/complaints/{record_id}/passed"): {
        "agency": "MAU01",
        "office": "benefits",
        "reason": "invented",
    },
    ("POST", "/v1/supervision/recovery-codes"): {"station": "station-0", "reason": "invented"},
    ("PUT", "/v1/supervision/stations/{station}/draining"): {"draining": True},
    ("POST", "/v1/supervision/declarations/{record_id}/restore"): {"reason": "invented"},
}

QUERIES = {("GET", "/v1/supervision/figures"): {"first_day": "2026-03-01", "last_day": "2026-03-31"}}


@dataclass(frozen=True)
class Agencies:
    """Four agencies with one person a role: one, its parent, its sibling, its child. A declaration with a
    photo lies at the first, which a station belongs to."""

    service: Service
    client: httpx.AsyncClient
    station: FieldStation
    record: Record
    photo: str
    headers: dict[tuple[str, str], dict[str, str]]

    def addresses(self) -> dict[tuple[str, str], str]:
        filled = {"record_id": self.record.id, "revision": 1, "sha256": self.photo}
        filled |= {"notice": 1, "station": self.station.id}
        return {route: route[1].format(**filled) for route in MAY}

    async def ask(self, route: tuple[str, str], headers: dict[str, str]) -> httpx.Response:
        body = BODIES.get(route)
        address = self.addresses()[route]
        params = QUERIES.get(route)
        return await self.client.request(route[0], address, params=params, json=body, headers=headers)


@pytest.fixture
async def agencies(
    service: Service, client: httpx.AsyncClient, station: FieldStation, clock: SetClock
) -> Agencies:
    headers: dict[tuple[str, str], dict[str, str]] = {
        (AGENCY, NOBODY): {},
        (AGENCY, STATION): station.headers,
    }
    for agency, parent in ((PARENT, ""), (AGENCY, PARENT), (OTHER_AGENCY, PARENT), (CHILD, AGENCY)):
        assert service.office.add_agency(agency, f"BHXH {agency}", parent) is None
    assert service.office.add_person(WHOM, PASSPHRASE, "Mai", (PersonRole.REVIEWER,), AGENCY) is None
    for agency in (PARENT, AGENCY, OTHER_AGENCY, CHILD):
        for role in PersonRole:
            name = f"{role}-{agency}"
            assert service.office.add_person(name, PASSPHRASE, name, (role,), agency) is None
            headers[agency, str(role)] = await sign_in(client, name)
    data = photo(1)
    record = station.record(data)
    await station.put(record)
    await station.put_blob(data)
    receipt_in(await station.put(record))
    return Agencies(service, client, station, record, record.blobs[0].sha256, headers)


def test_every_route_stands_in_the_table(service: Service) -> None:
    paths = application(service).openapi()["paths"]
    routes = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert routes == set(MAY)


async def test_whoever_may_not_is_refused_before_anything_is_looked_at(agencies: Agencies) -> None:
    for route, allowed in MAY.items():
        for (agency, role), headers in agencies.headers.items():
            if role in allowed:
                continue
            answer = await agencies.ask(route, headers)
            expected = 403 if role in PEOPLE and allowed & PEOPLE else 401
            assert answer.status_code == expected, (route, agency, role)


async def test_whoever_may_is_not_refused_for_who_they_are(agencies: Agencies) -> None:
    for route, allowed in MAY.items():
        for (_, role), headers in agencies.headers.items():
            if role in allowed and allowed != EVERYBODY:
                answer = await agencies.ask(route, headers)
                assert answer.status_code not in (401, 403), (route, role, answer.text)


@pytest.mark.parametrize("agency", [OTHER_AGENCY, CHILD])
async def test_people_of_a_sibling_or_of_an_agency_below_find_nothing_here_in_whatever_role(
    agencies: Agencies, agency: str
) -> None:
    before = _standing(agencies)
    for role in PersonRole:
        headers = agencies.headers[agency, str(role)]
        for route in MAY:
            named = "{record_id}" in route[1] or "{station}" in route[1]
            if named and not route[1].startswith("/v1/records"):
                answer = await agencies.ask(route, headers)
                assert answer.status_code in (403, 404), (route, role)
        found = await agencies.ask(("POST", "/v1/reviews/search"), headers)
        assert found.status_code == 403 or (found.json()["items"], found.json()["total"]) == ([], 0)
        stations = await agencies.ask(("GET", "/v1/supervision/stations"), headers)
        assert stations.status_code == 403 or stations.json()["stations"] == []
        figures = await agencies.ask(("GET", "/v1/supervision/figures"), headers)
        assert figures.status_code == 403 or figures.json()["stations"]["rows"] == []
        for method, path in MAY:
            if path.startswith("/v1/administration") and method != "GET":
                answer = await agencies.ask((method, path), headers)
                assert answer.status_code in (403, 404, 409), (path, role)
        question = {"station": agencies.station.id, "reason": "invented"}
        code = await agencies.client.post("/v1/supervision/recovery-codes", json=question, headers=headers)
        assert code.status_code in (403, 404), role
    assert _standing(agencies) == before


@pytest.mark.parametrize("agency", [OTHER_AGENCY, CHILD])
async def test_neither_staff_nor_agencies_nor_audit_of_another_agency_are_shown(
    agencies: Agencies, agency: str
) -> None:
    keeper, auditor = agencies.headers[agency, ADMINISTRATOR], agencies.headers[agency, AUDITOR]
    people = (await agencies.ask(("GET", "/v1/administration/people"), keeper)).json()["people"]
    assert {each["agency"] for each in people} == {agency}
    nodes = (await agencies.ask(("GET", "/v1/administration/agencies"), keeper)).json()["agencies"]
    assert [(node["code"], node["parent"]) for node in nodes] == [(agency, "")]
    lines = (await agencies.ask(("POST", "/v1/audit/search"), auditor)).json()["entries"]
    assert {line["agency"] for line in lines} == {agency}
    asked = {"first_day": "2026-03-01", "last_day": "2026-03-31", "agency": AGENCY}
    answer = await agencies.client.post("/v1/audit/search", json=asked, headers=auditor)
    assert answer.json()["entries"] == []


async def test_people_of_the_agency_above_find_here_what_their_role_may_see(agencies: Agencies) -> None:
    reviewer, supervisor = agencies.headers[PARENT, REVIEWER], agencies.headers[PARENT, SUPERVISOR]
    found = await agencies.ask(("POST", "/v1/reviews/search"), reviewer)
    assert [item["id"] for item in found.json()["items"]] == [str(agencies.record.id)]
    assert (await agencies.ask(("GET", "/v1/reviews/{record_id}"), reviewer)).status_code == 200
    seen = (await agencies.ask(("GET", "/v1/supervision/stations"), supervisor)).json()["stations"]
    assert [each["station"] for each in seen] == [agencies.station.id]
    assert seen[0]["received"] == 1


async def test_an_agency_put_elsewhere_takes_its_declarations_along_at_once(
    agencies: Agencies, service: Service
) -> None:
    assert service.office.add_agency(AGENCY, "BHXH", parent=OTHER_AGENCY) is None
    look = ("GET", "/v1/reviews/{record_id}")
    assert (await agencies.ask(look, agencies.headers[OTHER_AGENCY, REVIEWER])).status_code == 200
    assert service.office.add_agency(AGENCY, "BHXH", parent="") is None
    assert (await agencies.ask(look, agencies.headers[OTHER_AGENCY, REVIEWER])).status_code == 404
    assert (await agencies.ask(look, agencies.headers[PARENT, REVIEWER])).status_code == 404


def test_no_agency_stands_below_itself_or_under_one_that_is_not_there(
    agencies: Agencies, service: Service
) -> None:
    for parent, code in (
        (AGENCY, "agency_below_itself"),
        (CHILD, "agency_below_itself"),
        ("?", "agency_unknown"),
    ):
        refused = service.office.add_agency(AGENCY, "BHXH", parent)
        assert isinstance(refused, Problem)
        assert refused.code == code


def test_who_keeps_people_or_audits_has_no_other_role(service: Service) -> None:
    for alone in (PersonRole.ADMINISTRATOR, PersonRole.AUDITOR):
        for other in set(PersonRole) - {alone}:
            refused = service.office.add_person("x", PASSPHRASE, "X", (alone, other), AGENCY)
            assert refused is not None
            assert refused.code == "roles_exclude_one_another"


async def test_another_station_cannot_speak_for_this_one_nor_read_its_answers(
    agencies: Agencies, service: Service, client: httpx.AsyncClient, clock: SetClock
) -> None:
    other = await FieldStation.ready(service, client, clock)
    record = agencies.record
    sealed = agencies.station.seal(record)
    assert (await other.put(record, sealed)).json()["code"] == "station_mismatch"
    mine = other.record(revision=2, id=record.id)
    assert (await other.put(mine)).json()["code"] == "other_station"
    assert (await other.changes())["events"] == []
    assert (await client.get(f"/v1/records/{record.id}", headers=other.headers)).status_code == 404


async def test_a_token_that_never_was_is_no_key(agencies: Agencies) -> None:
    for route, allowed in MAY.items():
        if allowed != EVERYBODY:
            answer = await agencies.ask(route, {"Authorization": f"Bearer {uuid4().hex}"})
            assert answer.status_code == 401, route


def _standing(agencies: Agencies) -> tuple[str, int]:
    with agencies.service.database.reading() as session:
        row = session.get_one(DeclarationRow, agencies.record.id)
        return row.status, row.version


def test_every_route_stands_in_the_protocol(service: Service) -> None:
    document = Path(__file__).parents[2] / "docs" / "PROTOCOL.md"
    written = re.sub(r"\{[^}]*\}", "{}", document.read_text(encoding="utf-8"))
    routes = {re.sub(r"\{[^}]*\}", "{}", path) for path in application(service).openapi()["paths"]}
    assert {path for path in routes if f"{path}`" not in written and f"{path}?" not in written} == set()
