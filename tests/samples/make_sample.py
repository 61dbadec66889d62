"""Writes the sample of the schema this program has: ``python -m tests.samples.make_sample 0001``.

Run once, when a schema is released; a sample that is there already is never written again. Everybody in it
is invented (practice.people), and it holds each kind of row in each state that an upgrade could lose.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from declaration.draft import Field, Source
from declaration.wire.changes import ChangeKind
from desk.ports.store import RosterPerson
from desk.registration.declarations import Finished
from desk.storage.station import DATABASE, StationFile
from practice.people import invented_person
from tests.builders import MAU, SERVICE, BuiltStation, enrolment
from tests.fakes.agency import FakeAgency
from tests.fakes.declared import declare, filled
from tests.fakes.program import SetClock
from tests.samples import KEY, sample

MADE_AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
PENDING, DELIVERED, RETURNED, REFUSED, SET_ASIDE, REJECTED, ACTIVATED, CORRECTED = range(1, 9)
DRAFT, LISTED = 9, 10
"""The seeds of the people in a sample, by what became of them."""


def fill(station: BuiltStation) -> None:
    """One declaration in every state, a draft, a correction begun, a list, answers known and unknown."""
    registration, agency = station.registration, FakeAgency(station.file.outbox, station.clock)
    made: dict[int, Finished] = {}
    station.file.roster.add([_listed(seed) for seed in (PENDING, LISTED)])
    for seed in range(PENDING, CORRECTED + 1):
        station.clock.forward(timedelta(minutes=1))
        made[seed] = declare(registration, seed)
    for seed in (DELIVERED, RETURNED, REJECTED, ACTIVATED, CORRECTED):
        agency.receive(made[seed], f"TK-2026-00000{seed}")
    agency.refuse(made[REFUSED], "content_invalid")
    station.file.outbox.set_aside(agency.entry(made[SET_ASIDE]), "already_decided")
    reasons = {"fields": ["phone"], "reasons": ["contact_wrong"], "note": "Gọi không được"}
    for seed in (RETURNED, CORRECTED):
        agency.answer(made[seed], ChangeKind.RETURNED, **reasons)
    agency.answer(made[REJECTED], ChangeKind.REJECTED, reasons=["duplicate"])
    for kind in (ChangeKind.APPROVED, ChangeKind.ACCOUNT_ISSUED, ChangeKind.ACCOUNT_ACTIVATED):
        agency.answer(made[ACTIVATED], kind, user_name=invented_person(ACTIVATED).insurance_code)
    agency.answer(made[ACTIVATED], "of_a_newer_version", what="kept as written")
    correction = registration.reopen(made[CORRECTED].id)
    assert correction is not None
    registration.save(correction.with_value(Field.PHONE, "0900 000 099", Source.TYPED))
    registration.save(filled(registration, DRAFT))
    station.file.note_act("mau", "unlock")


def _listed(seed: int) -> RosterPerson:
    person = invented_person(seed)
    birth, code = person.birth.shown(), person.insurance_code
    return RosterPerson(0, "KCN Mẫu", person.full_name, birth, person.number, code, person.phone, "")


def write(to: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, clock = Path(name), SetClock(MADE_AT)
        file = StationFile.open(folder, KEY, clock.now)
        assert file.enrol(enrolment(file.station_key().public_key), MAU.name)
        file.remember_service(SERVICE)
        station = BuiltStation(folder, file, KEY, clock)
        fill(station)
        file.close()
        shutil.copyfile(folder / DATABASE, to)


if __name__ == "__main__":
    target = sample(sys.argv[1])
    if target.exists():
        sys.exit(f"{target.name} is there already; a released sample is never written again")
    write(target)
