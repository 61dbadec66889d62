"""Several instances send from one queue, their clocks ten minutes apart: each notice and each code once."""

from __future__ import annotations

import asyncio
import re
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from approval.app import open_service
from approval.carriers import Handed, Handover, Never
from approval.claims import NotClaimed
from approval.clock import system_clock
from approval.identities import Person
from approval.notice_claims import LEASE
from approval.notice_texts import Letter
from approval.outside import Outside
from approval.passwords import Passwords
from approval.reviewing import NotDecided
from approval.service import Service
from approval.settings import Settings
from approval.storage.database import database_time
from approval.storage.rows import ContactCodeRow, NoticeRow
from declaration.wire.review import Claim, Decision, DecisionRequest
from declaration.wire.sign_in import PersonRole
from tests.fakes.field_station import (
    AGENCY,
    OTHER_AGENCY,
    QUICK_HASHER,
    FieldStation,
    SetClock,
    add_people,
    client_of,
    open_test_service,
)

pytest_plugins = ["tests.fakes.approval_fixtures"]


class Carrier:
    """Takes its time: holds every message until ``go``; ``came`` says that one is there."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.letters: list[tuple[str, str]] = []
        self.came, self.go = threading.Event(), threading.Event()
        self.answer: Handover = Handed()

    def send(self, phone: str, text: Any, key: str) -> Handover:
        self.sent.append(key)
        if isinstance(text, Letter):
            self.letters.append((phone, text.text))
        self.came.set()
        assert self.go.wait(20)
        return self.answer

    def was_taken(self, key: str) -> bool | None:
        return key in self.sent


@pytest.fixture
def carrier() -> Carrier:
    return Carrier()


@pytest.fixture
def alone(tmp_path: Path, clock: SetClock, database_url: str, carrier: Carrier) -> Iterator[Service]:
    """One, whose clock and whose database's clock are the test's."""
    service = open_test_service(
        tmp_path, clock, sms=carrier, mail=carrier, confirm_email=True, database_url=database_url
    )
    add_people(service)
    yield service
    service.close()


@pytest.fixture
def instances(tmp_path: Path, database_url: str, carrier: Carrier) -> Iterator[list[Service]]:
    """Three on one database: right, ten minutes slow, ten minutes fast."""
    opened = [_instance(tmp_path, database_url, carrier, minutes) for minutes in (0, -10, 10)]
    for code in (AGENCY, OTHER_AGENCY):
        opened[0].office.add_agency(code, f"BHXH {code}")
    add_people(opened[0])
    yield opened
    for each in opened:
        each.close()


def _instance(folder: Path, url: str, carrier: Carrier, minutes: int) -> Service:
    def clock() -> datetime:
        return system_clock() + timedelta(minutes=minutes)

    world = Outside(clock=clock, hasher=QUICK_HASHER, sms=carrier, mail=carrier)
    return open_service(Settings(data_dir=folder, database_url=url, confirm_email=True), world)


async def declared(service: Service) -> tuple[FieldStation, UUID]:
    async with client_of(service) as client:
        station = await FieldStation.ready(service, client, SetClock(service.reviewing.clock()))
        record = station.record()
        assert (await station.put(record)).status_code == 201
    return station, record.id


def owe(service: Service, record_id: UUID, how_many: int) -> None:
    with service.database.writing() as session:
        due_at = service.background.notice_worker.shared_clock(session)
        session.add_all(
            NoticeRow(
                declaration_id=record_id,
                revision=1,
                channel="sms",
                purpose="lapsed",
                due_at=due_at,
                key=f"{number:032}",
            )
            for number in range(how_many)
        )


def states(service: Service) -> Counter[tuple[str, int]]:
    with service.database.reading() as session:
        return Counter((each.state, each.attempts) for each in session.exec(select(NoticeRow)).all())


def run_all(instances: list[Service], what: str) -> None:
    with ThreadPoolExecutor(len(instances)) as pool:
        list(pool.map(lambda each: getattr(each.background, what).run_due(), instances))


async def test_the_databases_time_is_near_ours_whatever_an_instances_clock_says(
    instances: list[Service],
) -> None:
    for each in instances:
        with each.database.reading() as session:
            assert abs(database_time(session) - datetime.now(UTC)) < timedelta(seconds=30)


async def test_workers_at_once_with_clocks_apart_send_each_notice_once(
    instances: list[Service], carrier: Carrier
) -> None:
    carrier.go.set()
    _, record_id = await declared(instances[1])
    owe(instances[0], record_id, 30)
    await asyncio.to_thread(run_all, instances, "notice_worker")
    assert (len(carrier.sent), len(set(carrier.sent))) == (30, 30)
    assert states(instances[0]) == {("sent", 1): 30}


async def test_a_notice_being_sent_is_not_taken_by_an_instance_whose_clock_is_ahead(
    instances: list[Service], carrier: Carrier
) -> None:
    right, _, ahead = instances
    _, record_id = await declared(right)
    owe(right, record_id, 1)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(right.background.notice_worker.run_due)
        assert await asyncio.to_thread(carrier.came.wait, 10)
        assert await asyncio.to_thread(ahead.background.notice_worker.run_due) == 0
        carrier.go.set()
        assert sending.result(10) == 1
    assert (len(carrier.sent), states(right)) == (1, {("sent", 1): 1})


async def test_a_notice_owed_by_an_instance_ahead_goes_out_at_once(
    instances: list[Service], carrier: Carrier
) -> None:
    carrier.go.set()
    right, behind, ahead = instances
    await declared(ahead)  # its address is owed a code
    assert behind.background.code_letters.run_due() == 1
    assert right.background.code_letters.run_due() == 0
    assert len(carrier.letters) == 1


async def test_who_was_overtaken_neither_settles_nor_sends(
    alone: Service, clock: SetClock, carrier: Carrier
) -> None:
    """The first stalls longer than its lease; the second asks the carrier, who has the message."""
    _, record_id = await declared(alone)
    owe(alone, record_id, 1)
    worker = alone.background.notice_worker
    carrier.answer = Never("recipient_unreachable")
    with ThreadPoolExecutor(1) as pool:
        stalled = pool.submit(worker.run_due)
        assert await asyncio.to_thread(carrier.came.wait, 10)
        clock.forward(seconds=LEASE.total_seconds() + 1)
        assert await asyncio.to_thread(worker.run_due) == 1
        carrier.go.set()
        stalled.result(10)
    assert (len(carrier.sent), states(alone)) == (1, {("sent", 1): 1})


async def test_a_claim_that_ran_out_before_anything_left_sends_nothing(
    alone: Service, clock: SetClock, carrier: Carrier
) -> None:
    _, record_id = await declared(alone)
    owe(alone, record_id, 1)
    worker = alone.background.notice_worker
    slow = worker._claim()
    assert slow is not None
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert worker._claim() is not None, "somebody else's now"
    assert worker._send(slow) is None
    assert carrier.sent == []


async def test_codes_go_out_once_however_many_look(instances: list[Service], carrier: Carrier) -> None:
    carrier.go.set()
    await declared(instances[0])
    await asyncio.to_thread(run_all, instances, "code_letters")
    assert len(carrier.letters) == 1


async def test_a_code_whose_sending_ended_unknown_is_not_followed_by_a_second_and_stays_good(
    alone: Service, clock: SetClock, carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier.go.set()
    await declared(alone)
    letters = alone.background.code_letters
    monkeypatch.setattr(type(letters), "_settle", _power_cut)
    with pytest.raises(PowerCutError):
        letters.run_due()
    monkeypatch.undo()
    clock.forward(seconds=LEASE.total_seconds() + 1)
    letters.run_due()
    clock.forward(seconds=LEASE.total_seconds() + 1)
    letters.run_due()
    [(_, text)] = carrier.letters
    code = re.search(r"\b\d{3} \d{3}\b", text)
    assert code is not None
    with alone.database.reading() as session:
        [row] = session.exec(select(ContactCodeRow)).all()
    assert row.state == "failed", "the desk is told"
    assert Passwords(QUICK_HASHER).fits(row.code_hash, code.group().replace(" ", ""))


class PowerCutError(Exception):
    """The process ends here."""


def _power_cut(*_: object) -> None:
    raise PowerCutError


async def test_a_declaration_a_colleague_is_at_is_not_taken_at_an_instance_whose_clock_is_ahead(
    instances: list[Service],
) -> None:
    right, _, ahead = instances
    _, record = await declared(right)
    lan, mai = (
        Person(name, name.title(), AGENCY, frozenset({PersonRole.REVIEWER})) for name in ("lan", "mai")
    )
    assert isinstance(right.claims.take(lan, record), Claim)
    assert ahead.claims.take(mai, record) == NotClaimed("held_by_other")
    seen = ahead.review_desk.detail(mai, record)
    assert seen is not None
    assert seen.summary.claim is not None
    request = DecisionRequest(decision=Decision.APPROVE, revision=1, version=seen.version)
    assert ahead.reviewing.decide(mai, record, request) == NotDecided("held_by_other")
