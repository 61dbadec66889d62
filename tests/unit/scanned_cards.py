"""Two invented people's cards, what a scan makes of an empty form, and who is on the unit's list."""

from __future__ import annotations

import pytest

from declaration.draft import Draft
from desk.ports.store import RosterPerson
from desk.registration.scanning import Scanned, Scanning
from practice.people import PracticePerson, invented_person, machine_readable_zone
from tests.builders import DRAFT_ID, NOON, TODAY
from tests.fakes.program import SetClock
from tests.fakes.shelf import Shelf
from tests.fakes.store import MemoryRoster

EMPTY = Draft(DRAFT_ID, NOON, TODAY)
ONE, TWO = invented_person(1), invented_person(2)


@pytest.fixture
def roster() -> MemoryRoster:
    return MemoryRoster(Shelf())


@pytest.fixture
def scanning(roster: MemoryRoster) -> Scanning:
    return Scanning(roster, SetClock(NOON))


def listed(person: PracticePerson, *, number: bool = True, unit: str = "KCN Mẫu") -> RosterPerson:
    return RosterPerson(
        id=0,
        unit=unit,
        full_name=person.full_name,
        birth=person.birth.iso(),
        document_number=person.number if number else "",
        insurance_code=person.insurance_code,
        phone=person.phone,
        email=person.email,
    )


def zone_of(person: PracticePerson) -> str:
    return "".join(machine_readable_zone(person))


def codes_of(scanned: Scanned) -> list[str]:
    return [problem.code for problem in scanned.problems]


def as_scanned(outcome: object) -> Scanned:
    assert isinstance(outcome, Scanned)
    return outcome
