"""Calls, complaints, batches and online lists leave with the person; closed complaints after their time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import select

from declaration.lifecycle import Delivery
from declaration.wire.changes import Change, ChangeKind
from declaration.wire.complaint import Subject, Told
from declaration.wire.contact_outcome import Outcome
from declaration.wire.online import OnlineDeclaration
from declaration.wire.records import RecordKind
from desk.ports.care import Erased, NotErasable
from desk.ports.complaints import Complaint, Hearing
from desk.registration.calling import CallList
from desk.registration.complaining import Complaining
from desk.registration.complaint_routes import ComplaintRoutes
from desk.registration.declarations import Finished
from desk.registration.handing_over import HandingOver
from desk.registration.online import OnlineDesk
from desk.registration.sealing import Sealer
from desk.settings import RetentionSettings
from desk.storage.retention import Purging
from desk.storage.rows import (
    ComplaintRow,
    ContactRow,
    DeclarationRow,
    HandoverLineRow,
    OnlineRow,
    RevisionRow,
)
from desk.storage.station import DATABASE
from practice.people import invented_person
from tests.builders import BuiltStation, built_station
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import declare
from tests.fakes.open_pages import everything_in

WORDS = "Sổ ghi thiếu quãng làm ở xưởng Ví Dụ"
KINDS = (ComplaintRow, ContactRow, DeclarationRow, HandoverLineRow, OnlineRow, RevisionRow)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    built = built_station(tmp_path / "station")
    yield built
    built.file.close()


def sealer(station: BuiltStation) -> Sealer:
    return Sealer(station.file.station_key(), station.clock, "mau", lambda: None)


def complaining(station: BuiltStation) -> Complaining:
    return Complaining(station.file.complaints, sealer(station), ComplaintRoutes("MAU01", lambda: ()))


def followed(station: BuiltStation) -> Finished:
    """An account, a call about it, its paper in a batch, a complaint, and a line of the online list."""
    declared, person = declare(station.registration, 1), invented_person(1)
    agency = FakeAgency(station.file.outbox, station.clock)
    agency.receive(declared)
    for kind in (ChangeKind.APPROVED, ChangeKind.ACCOUNT_ISSUED, ChangeKind.ACCOUNT_ACTIVATED):
        agency.answer(declared, kind, user_name=person.insurance_code)
    CallList(station.file.calls, sealer(station)).say(declared.id, Outcome.INFORMED)
    papers = HandingOver(station.file.handovers, sealer(station))
    assert papers.make("MAU01", [declared.id]) is not None
    given = (Subject.PERSONAL_DATA, WORDS, person.full_name, person.phone, person.number)
    assert complaining(station).take_down(*given) == ()
    OnlineDesk(station.file.online, station.registration, station.clock).keep([_online(station)])
    return declared


def _online(station: BuiltStation) -> OnlineDeclaration:
    person = invented_person(1)
    return OnlineDeclaration.model_validate(
        {
            "number": "TT-0001",
            "made_on": station.clock.today(),
            "agency": "MAU01",
            "full_name": person.full_name,
            "birth": person.birth.iso(),
            "sex": person.sex.value,
            "document": {"kind": "citizen_id", "value": person.number},
        }
    )


def delivered(station: BuiltStation, declared: Finished) -> None:
    """Everything that waits has its receipt."""
    agency = FakeAgency(station.file.outbox, station.clock)
    for line in station.file.outbox.lines([Delivery.PENDING], 9):
        agency.receive(replace(declared, id=line.record_id, revision=line.revision), "")


def rows(station: BuiltStation) -> int:
    return station.file._database.read(
        lambda session: sum(len(session.exec(select(kind)).all()) for kind in KINDS)
    )


def answered(station: BuiltStation) -> Complaint:
    [complaint] = complaining(station).complaints(Hearing.WAITING)
    change = Change(
        sequence=99,
        kind=ChangeKind.COMPLAINT_ANSWERED,
        record_id=complaint.id,
        revision=1,
        at=station.clock.now(),
        data={"answer": "Đã bổ sung", "by": "lan"},
    )
    station.file.outbox.apply([change], 99)
    return complaining(station).complaints(Hearing.ANSWERED)[0]


def test_all_that_followed_leaves_with_an_erased_person(station: BuiltStation) -> None:
    declared = followed(station)
    assert rows(station) == 8, "the declaration, its revision, the call and its record, and so on"
    assert station.file.erasing.erase(declared.id, "mau") is NotErasable.NOT_SENT
    delivered(station, declared)
    assert isinstance(station.file.erasing.erase(declared.id, "mau"), Erased)
    assert rows(station) == 0
    pages = everything_in(station.folder / DATABASE, station.file_key)
    for secret in (WORDS, invented_person(1).full_name, invented_person(1).number):
        assert secret.encode() not in pages
    assert station.file.outbox.books(station.clock.today()).balance


def test_an_answer_that_comes_after_erasing_brings_nothing_back(station: BuiltStation) -> None:
    declared = followed(station)
    delivered(station, declared)
    [complaint] = complaining(station).complaints(Hearing.WAITING)
    station.file.erasing.erase(declared.id, "mau")
    _hear(station, complaint.id)
    assert rows(station) == 0
    pages = everything_in(station.folder / DATABASE, station.file_key)
    assert "Đã bổ sung quãng ấy".encode() not in pages


def _hear(station: BuiltStation, complaint: UUID) -> None:
    data = {"answer": "Đã bổ sung quãng ấy", "by": "lan"}
    kind = ChangeKind.COMPLAINT_ANSWERED
    change = Change(sequence=98, kind=kind, record_id=complaint, at=station.clock.now(), data=data)
    station.file.outbox.apply([change], 98)


def test_a_closed_complaint_goes_with_its_time_and_not_without_its_receipt(station: BuiltStation) -> None:
    declared = followed(station)
    delivered(station, declared)
    assert complaining(station).close(answered(station), Told.BY_PHONE)
    keep = RetentionSettings(0, 30, 0, 0, 1)
    purging = Purging(station.file._database, keep, station.clock.now)
    later = station.clock.today() + timedelta(days=31)
    while purging.step(later):
        """Whatever else is over goes first."""
    assert complaining(station).counts()[Hearing.CLOSED] == 1, "its end has no receipt yet"
    delivered(station, declared)
    while purging.step(later):
        """Until nothing is over."""
    assert complaining(station).counts()[Hearing.CLOSED] == 0
    kinds = {line.kind for line in station.file.outbox.lines(list(Delivery), 9)}
    assert RecordKind.COMPLAINT not in kinds
