"""One station's stores, in memory or in the encrypted file: what a test asks of both, both must answer."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from declaration.lifecycle import Delivery, Status
from desk.ports.calls import CallStore
from desk.ports.complaints import ComplaintStore
from desk.ports.consents import ConsentStore
from desk.ports.figures import FigureStore
from desk.ports.handovers import HandoverStore
from desk.ports.online import OnlineStore
from desk.ports.outbox import Outbox, OutboxEntry
from desk.ports.rosters import UnitLists
from desk.ports.store import DeclarationStore, DraftStore, RosterPerson, RosterStore
from desk.registration.declarations import Finished, Registration
from desk.storage.station import StationFile
from desk.storage.vault.station_key import StationKey
from practice.people import invented_person
from tests.fakes.agency import MINUTE, FakeAgency
from tests.fakes.calls import MemoryCalls
from tests.fakes.complaints import MemoryComplaints
from tests.fakes.consents import MemoryConsents
from tests.fakes.declared import declare
from tests.fakes.figures import MemoryFigures
from tests.fakes.handovers import MemoryHandovers
from tests.fakes.online import MemoryOnline
from tests.fakes.outbox import MemoryOutbox
from tests.fakes.program import SetClock
from tests.fakes.shelf import Shelf
from tests.fakes.store import MemoryDeclarations, MemoryDrafts, MemoryRoster
from tests.fakes.unit_lists import MemoryLists


@dataclass
class Stores:
    """One station's five stores, whichever they are, on one clock, with a registrar at them."""

    drafts: DraftStore
    declarations: DeclarationStore
    outbox: Outbox
    roster: RosterStore
    lists: UnitLists
    figures: FigureStore
    calls: CallStore
    handovers: HandoverStore
    complaints: ComplaintStore
    online: OnlineStore
    consents: ConsentStore
    clock: SetClock

    def __post_init__(self) -> None:
        key = StationKey(StationKey.make().private_bytes, "station-mau")
        self.registration = Registration(
            self.drafts, self.declarations, key, self.clock, "mau", "MAU01", lambda: None
        )
        self.agency = FakeAgency(self.outbox, self.clock)

    def declare(self, seed: int) -> Finished:
        """One more declaration, a minute after the last."""
        self.clock.forward(MINUTE)
        return declare(self.registration, seed)

    def entry(self, declared: Finished) -> OutboxEntry:
        return self.agency.entry(declared)

    def deliver(self, declared: Finished, dossier: str = "HS-1") -> None:
        self.agency.receive(declared, dossier)

    def answer(self, declared: Finished, kind: str, **data: Any) -> int:
        return self.agency.answer(declared, kind, **data)

    def status(self, declared: Finished) -> Status:
        detail = self.declarations.detail(declared.id)
        assert detail is not None
        return detail.line.status

    def delivery(self, declared: Finished) -> Delivery | None:
        detail = self.declarations.detail(declared.id)
        assert detail is not None
        return detail.line.delivery


@pytest.fixture(params=["memory", "file"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    clock = SetClock()
    if request.param == "memory":
        shelf = Shelf(now=clock.now)
        yield Stores(
            MemoryDrafts(shelf),
            MemoryDeclarations(shelf),
            MemoryOutbox(shelf),
            MemoryRoster(shelf),
            MemoryLists(shelf),
            MemoryFigures(shelf),
            MemoryCalls(shelf),
            MemoryHandovers(shelf),
            MemoryComplaints(shelf),
            MemoryOnline(shelf),
            MemoryConsents(shelf),
            clock,
        )
        return
    file = StationFile.open(tmp_path, secrets.token_bytes(32), clock.now)
    yield Stores(
        file.drafts,
        file.declarations,
        file.outbox,
        file.roster,
        file.lists,
        file.figures,
        file.calls,
        file.handovers,
        file.complaints,
        file.online,
        file.consents,
        clock,
    )
    file.close()


def listed(seed: int, *, with_number: bool = True) -> RosterPerson:
    """An invented person as a line of a unit's list."""
    person = invented_person(seed)
    number = person.number if with_number else ""
    return RosterPerson(0, "KCN Mẫu", person.full_name, person.birth.shown(), number, "", person.phone, "")
