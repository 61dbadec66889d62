"""What the agency's staff do while schedules run: decide, change keys, lock, answer as newer services may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from sqlmodel import col, select

from approval.handouts import Whom
from approval.identities import Person
from approval.reviewing import Decided
from approval.service import Service
from approval.storage.rows import DeclarationRow
from approval.storage.sign_in_rows import StationRow
from declaration.lifecycle import Status
from declaration.wire.changes import ChangeKind
from declaration.wire.complaint import ComplaintQuery
from declaration.wire.handouts import RosterLine
from declaration.wire.handover import PaperReceived
from declaration.wire.review import Decision, DecisionRequest
from declaration.wire.sign_in import PersonRole, ServiceState
from practice.people import invented_person
from tests.faults.table import AGENCY

OPEN = "open"
LAN = Person("lan", "Lan Mẫu", AGENCY, frozenset({PersonRole.REVIEWER}))


def decide(service: Service, _who: int, number: int) -> str:
    """One of those that wait is returned, approved or rejected."""
    with service.database.reading() as session:
        waits = col(DeclarationRow.status) == Status.RECEIVED
        rows = session.exec(select(DeclarationRow).where(waits).order_by(col(DeclarationRow.id))).all()
    if not rows:
        return "nothing waits"
    row = rows[number % len(rows)]
    wanted = (Decision.RETURN, Decision.RETURN, Decision.APPROVE, Decision.REJECT)[number % 4]
    for decision in (wanted, Decision.REJECT):
        request = DecisionRequest(
            version=row.version,
            revision=row.revision,
            decision=decision,
            reasons=() if decision is Decision.APPROVE else ("other",),
            fields=("phone",) if decision is Decision.RETURN else (),
        )
        if isinstance(service.reviewing.decide(LAN, row.id, request), Decided):
            return str(decision)
    return "not decided"


def strange(service: Service, who: int, number: int) -> str:
    """Answers such as a newer service may give: an unknown kind, and a known one of an unknown shape."""
    with service.database.writing() as session:
        station = _station(service, who)
        row = session.exec(select(DeclarationRow).where(col(DeclarationRow.station) == station)).first()
        record = (row.id, row.revision) if row else None
        kind = cast(ChangeKind, f"stamped_in_gold_{number % 3}")
        service.feed.append(session, station, kind, record, {"colour": ["gold"]})
        strange_shape = {"channel": {"new": number}, "purpose": None, "added_later": [1]}
        service.feed.append(session, station, ChangeKind.NOTICE_SENT, record, strange_shape)
    return "told"


def hand_out(service: Service, _who: int, number: int) -> str:
    """A list for all stations of the agency."""
    people = [invented_person(seed) for seed in range(number % 50, number % 50 + 3)]
    lines = [
        RosterLine(
            unit="Công ty Mẫu", full_name=each.full_name, birth=each.birth.iso(), document_number=each.number
        )
        for each in people
    ]
    return str(service.handouts.send_roster(lines, Whom(AGENCY), "office"))


def answer(service: Service, _who: int, number: int) -> str:
    """One complaint that waits."""
    items = service.complaints.page(LAN, ComplaintQuery()).items
    if not items:
        return "nothing waits"
    return type(service.complaints.answer(LAN, items[number % len(items)].id, "Đã xem")).__name__


def receive(service: Service, _who: int, number: int) -> str:
    """One batch of papers; one of them may be missing."""
    items = [each for each in service.handovers.page(LAN).items if each.received_at is None]
    if not items:
        return "nothing waits"
    batch = items[number % len(items)]
    missing = (batch.papers[0].declaration,) if number % 2 else ()
    return type(service.handovers.receive(LAN, batch.id, PaperReceived(missing=missing))).__name__


def keys(service: Service, _who: int, _number: int) -> str:
    """A new signing key."""
    service.office.change_signing_key()
    return service.keys.signing_kid


def lock(service: Service, who: int, number: int) -> str:
    """A station is locked out, or let in again."""
    service.office.set_active(_station(service, who), number % 2 == 1)
    return ""


def state(service: Service, _who: int, number: int) -> str:
    """Normal, draining or locked, for all stations."""
    service.office.set_state(list(ServiceState)[number % len(ServiceState)])
    return ""


def open_all(service: Service, _who: int, _number: int) -> str:
    """Whatever was locked is open again; ``OPEN`` when that was done."""
    with service.database.reading() as session:
        stations = [row.id for row in session.exec(select(StationRow)).all()]
    for station in stations:
        service.office.set_active(station, active=True)
        service.orders.drain(station, False, "office")
    service.office.set_state(ServiceState.NORMAL)
    return OPEN


def time(service: Service, _who: int, _number: int) -> str:
    """By the service's own clock."""
    return service.greeting.clock().isoformat()


STAFF: Mapping[str, Callable[..., str]] = {
    "decide": decide,
    "strange": strange,
    "keys": keys,
    "lock": lock,
    "state": state,
    "hand_out": hand_out,
    "answer": answer,
    "receive": receive,
    "open_all": open_all,
    "time": time,
}


def _station(service: Service, who: int) -> str:
    """The stations in the order of their names."""
    with service.database.reading() as session:
        rows = session.exec(select(StationRow).order_by(col(StationRow.name))).all()
    return rows[who].id
