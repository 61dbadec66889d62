"""Whom a body names: what is another agency's is as if it did not exist, and asking for it changes nothing.

Every route that takes a body stands in one of the two tables, or the test fails.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlmodel import select

from approval.app import application
from approval.service import Service
from approval.storage.columns import Row
from approval.storage.rows import ContactCodeRow, DeclarationRow
from tests.contract.test_approval_online import online
from tests.contract.test_approval_rights import (
    ADMINISTRATOR,
    AUDITOR,
    CHILD,
    NEW_PERSON,
    NEW_STATION,
    PARENT,
    REVIEWER,
    SUPERVISOR,
    WHOM,
    Agencies,
)
from tests.contract.test_approval_rights import agencies as agencies
from tests.fakes.field_station import (
    AGENCY,
    OTHER_AGENCY,
    FieldStation,
    KeptMail,
    SetClock,
    content,
    receipt_in,
)

pytest_plugins = ["tests.fakes.approval_fixtures"]
NOBODYS = "00000000-0000-4000-8000-000000000000"
DAYS = {"first_day": "2026-03-01", "last_day": "2026-03-31"}
DAY = {"nonce": "0" * 16, "day": "2026-03-02", "count": 1, "digest": "0" * 64}
SAID = {"email": "mau@example.com", "code": "123456"}
UNTOUCHED = (
    "declaration",
    "person",
    "agency",
    "station",
    "notice",
    "contact_code",
    "event",
    "enrolment_code",
)


@dataclass(frozen=True)
class Named:
    """What a body may name: of AGENCY, or of nobody."""

    declaration: str
    station: str
    person: str
    agency: str
    online: str

    def bodies(self) -> dict[tuple[str, str, str], Any]:
        """(route, role) -> what is sent."""
        item = {"id": self.declaration, "revision": 1, "version": 1}
        held = {"id": self.declaration, "revision": 1, "digest": "0" * 64}
        placed = {"code": "MAU-99", "name": "Mẫu", "parent": self.agency}
        reading = {"station": self.station, "reason": "mẫu"}
        return {
            ("POST", "/v1/reviews/approvals", REVIEWER): {"items": [item]},
            ("POST", "/v1/supervision/recovery-codes", SUPERVISOR): reading,
            ("PUT", "/v1/administration/people", ADMINISTRATOR): NEW_PERSON | {"agency": self.agency},
            ("PUT", "/v1/administration/people/active", ADMINISTRATOR): self._person(active=False),
            ("POST", "/v1/administration/people/reset", ADMINISTRATOR): self._person(),
            ("POST", "/v1/administration/people/drop-second-step", ADMINISTRATOR): self._person(),
            ("PUT", "/v1/administration/agencies", ADMINISTRATOR): placed,
            ("POST", "/v1/administration/stations/enrolment-codes", ADMINISTRATOR): NEW_STATION
            | {"agency": self.agency},
            ("POST", "/v1/audit/search", AUDITOR): DAYS | {"agency": self.agency},
            ("POST", "/v1/contact-codes/said", "station"): SAID | {"record_id": self.declaration},
            ("POST", "/v1/online/search", "station"): {"number": self.online},
            ("POST", "/v1/days/compare", "station"): DAY | {"held": [held]},
        }

    def _person(self, **more: object) -> dict[str, object]:
        return {"name": self.person, **more}


SAYS_OTHERWISE = {
    "/v1/contact-codes": "an id nobody has yet is one its desk is about to use; refused is tested below",
    "/v1/reviews/search": "names nobody: finds among the person's own agencies",
    "/v1/complaints/search": "names nobody: finds among the person's own agencies",
    "/v1/lookups": "asks about anybody, and learns one word (docs/THREATS.md)",
    "/v1/handovers/{record_id}/received": "the batch stands in the address; its papers are the batch's own",
    "/v1/complaints/{record_id}/answer": "in the address",
    "/v1/complaints/{record_id}/passed": "in the address; any agency there is may have to answer",
    "/v1/reviews/{record_id}/decisions": "in the address",
    "/v1/reviews/{record_id}/contact-codes/said": "in the address",
    "/v1/reviews/{record_id}/password": "in the address",
    "/v1/supervision/declarations/{record_id}/restore": "in the address",
    "/v1/supervision/stations/{station}/draining": "in the address",
    "/v1/administration/stations/{station}/lock": "in the address",
    "/v1/supervision/reasons": "of one's own agency",
    "/v1/stations/me/report": "of oneself",
    "/v1/stations/me/recovery-code": "of oneself",
    "/v1/people/me/passphrase": "of oneself",
    "/v1/people/me/second-step": "of oneself",
    "/v1/people/me/second-step/confirm": "of oneself",
    "/v1/people/token": "before anybody is anybody",
    "/v1/stations/token": "before anybody is anybody",
    "/v1/stations/enrol": "before anybody is anybody",
    "/v1/records": "signed by its station: test_approval_rights, _withdrawals, _contact_outcomes, _handovers",
    "/v1/records/{record_id}/{revision}": "the same",
    "/v1/blobs/{sha256}": "a photo, named by its digest",
}
THEIRS = Named(declaration="", station="", person=WHOM, agency=AGENCY, online="TT-0001")
NOBODY_HAS = Named(NOBODYS, "station-0", "nobody", "MAU-98", "TT-9999")


@pytest.fixture
async def elsewhere(
    agencies: Agencies, service: Service, client: httpx.AsyncClient, clock: SetClock
) -> FieldStation:
    """A station of the other agency."""
    station = FieldStation(client, clock)
    code = service.office.make_enrolment_code("Bàn 1", "Khu công nghiệp Mẫu", OTHER_AGENCY)
    assert isinstance(code, str)
    station.id = (await station.enrol(code)).json()["station"]
    await station.sign_in()
    return station


def test_every_route_that_takes_a_body_stands_in_a_table(service: Service) -> None:
    paths = application(service).openapi()["paths"]
    taking = {path for path, methods in paths.items() for each in methods.values() if "requestBody" in each}
    asked = {path for _, path, _ in THEIRS.bodies()}
    assert taking == asked | set(SAYS_OTHERWISE) & taking
    assert not asked & set(SAYS_OTHERWISE)
    unknown = set(SAYS_OTHERWISE) - set(paths)
    assert not unknown


@pytest.mark.parametrize("agency", [OTHER_AGENCY, CHILD])
async def test_what_is_another_agencys_answers_like_what_nobody_has(
    agencies: Agencies, elsewhere: FieldStation, agency: str
) -> None:
    service = agencies.service
    service.online.take([online("TT-0001")])
    theirs = Named(str(agencies.record.id), agencies.station.id, WHOM, AGENCY, "TT-0001").bodies()
    nobodys = NOBODY_HAS.bodies()
    before = _everything(service)
    for asked in theirs:
        method, path, role = asked
        headers = elsewhere.headers if role == "station" else agencies.headers[agency, role]
        told = [
            await agencies.client.request(method, path, json=body[asked], headers=headers)
            for body in (theirs, nobodys)
        ]
        assert _said(told[0]) == _said(told[1]), asked
        assert not _names(told[0], agencies), asked
        assert _everything(service) == before, asked


async def test_a_name_that_is_taken_elsewhere_is_said_to_be_and_no_more(agencies: Agencies) -> None:
    keeper = agencies.headers[OTHER_AGENCY, ADMINISTRATOR]
    before = _everything(agencies.service)
    taken = NEW_PERSON | {"name": WHOM, "agency": OTHER_AGENCY}
    answer = await agencies.client.put("/v1/administration/people", json=taken, headers=keeper)
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")
    mine = {"code": AGENCY, "name": "Mẫu", "parent": OTHER_AGENCY}
    answer = await agencies.client.put("/v1/administration/agencies", json=mine, headers=keeper)
    assert (answer.status_code, answer.json()["code"]) == (409, "agency_taken")
    assert _everything(agencies.service) == before


async def test_one_of_another_agency_among_ones_own_is_not_decided_and_the_others_are_named(
    agencies: Agencies, elsewhere: FieldStation
) -> None:
    mine = elsewhere.record(content=_of(OTHER_AGENCY))
    receipt_in(await elsewhere.put(mine))
    headers = agencies.headers[OTHER_AGENCY, REVIEWER]
    items = [{"id": str(key), "revision": 1, "version": 1} for key in (agencies.record.id, mine.id)]
    answer = await agencies.client.post("/v1/reviews/approvals", json={"items": items}, headers=headers)
    codes = [each["code"] for each in answer.json()["outcomes"]]
    assert codes[0] == "not_found"
    assert codes[1] != "not_found"


async def test_a_station_has_no_code_sent_for_what_another_took_in(
    agencies: Agencies, elsewhere: FieldStation, mail: KeptMail
) -> None:
    asked = {"record_id": str(agencies.record.id), "email": "mau@example.com"}
    answer = await agencies.client.post("/v1/contact-codes", json=asked, headers=elsewhere.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    with agencies.service.database.reading() as session:
        assert session.exec(select(ContactCodeRow)).all() == []
    assert mail.sent == []


async def test_nobody_is_at_a_declaration_of_another_agency(agencies: Agencies) -> None:
    address = f"/v1/reviews/{agencies.record.id}/claim"
    for agency in (OTHER_AGENCY, CHILD):
        headers = agencies.headers[agency, REVIEWER]
        for method in ("PUT", "DELETE"):
            answer = await agencies.client.request(method, address, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    with agencies.service.database.reading() as session:
        assert session.get_one(DeclarationRow, agencies.record.id).claimed_by is None
    above = agencies.headers[PARENT, REVIEWER]
    assert (await agencies.client.put(address, headers=above)).status_code == 200


def _said(answer: httpx.Response) -> tuple[int, object]:
    """Without what is new in every answer, and without the id that was asked for."""
    told = answer.json() if answer.content else None
    if isinstance(told, Mapping) and "outcomes" in told:
        return answer.status_code, [each["code"] for each in told["outcomes"]]
    if isinstance(told, Mapping) and "body" in told:  # a day's answer: what is lacking are the ids asked for
        said = json.loads(told["body"])
        return answer.status_code, (said["balanced"], len(said["lacking"]), said["unknown"])
    return answer.status_code, told


def _names(answer: httpx.Response, agencies: Agencies) -> bool:
    """Whether anything of the person or the dossier is told."""
    return any(each in answer.text for each in ("Nguyễn", "001090123456", "TK-2026", agencies.photo))


def _everything(service: Service) -> dict[str, list[str]]:
    with service.database.engine.connect() as connection:
        tables = {name: Row.metadata.tables[name] for name in UNTOUCHED}
        return {
            name: sorted(str(row) for row in connection.execute(table.select()))
            for name, table in tables.items()
        }


def _of(agency: str) -> dict[str, Any]:
    return content(
        agency=agency,
        document={"kind": "citizen_id", "value": "001090654321"},
        phone="+84987654321",
        email=None,
        insurance_code="9876543210",
    )
