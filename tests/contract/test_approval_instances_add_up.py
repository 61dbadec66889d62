"""Background passes of several instances at once: each question put once, and all of them at work."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import select

from approval.photo_checks import PhotoChecks
from approval.population import Answer, Answered, Question, RegistrySource
from approval.registry_checks import RegistryChecks
from approval.service import Service
from approval.storage.rows import DeclarationRow, EventRow, NoticeRow, RecordRow
from tests.fakes.field_station import FieldStation, SetClock, client_of, open_test_service
from tests.fakes.field_station import photo as a_photo

pytest_plugins = ["tests.fakes.approval_fixtures"]


class Counting:
    """A registry that notes who asked about whom; ``meet``: the first two to ask wait for one another."""

    source, before_asking = RegistrySource.DATABASE, Answer.UNREACHABLE

    def __init__(self) -> None:
        self.asked: list[tuple[int, str]] = []
        self.answer = Answered(Answer.MATCHED)
        self.meet = threading.Barrier(2)

    def ask(self, question: Question) -> Answered:
        is_first = threading.get_ident() not in {who for who, _ in self.asked}
        self.asked.append((threading.get_ident(), question.document_number))
        if is_first and self.answer.answer is Answer.MATCHED:
            self.meet.wait(10)
        return self.answer


@pytest.fixture
def other(service: Service, tmp_path: Path, clock: SetClock, database_url: str) -> Iterator[Service]:
    """A second instance."""
    opened = open_test_service(tmp_path / "approval", clock, database_url=database_url)
    yield opened
    opened.close()


async def declared(service: Service, clock: SetClock, how_many: int) -> None:
    """One that came in, and so many like it."""
    async with client_of(service) as client:
        station = await FieldStation.ready(service, client, clock)
        record = station.record(a_photo())
        await station.put_blob(a_photo())
        assert (await station.put(record)).status_code == 201
    with service.database.writing() as session:
        row, kept = session.get_one(DeclarationRow, record.id), session.get_one(RecordRow, (record.id, 1))
        for number in range(1, how_many):
            facts = {"id": uuid4(), "document_number": f"{number:012}", "dossier_number": f"TK-{number}"}
            session.add(DeclarationRow.model_validate(row.model_dump() | facts))
            session.add(RecordRow.model_validate(kept.model_dump() | {"id": facts["id"]}))


def together(*passes: RegistryChecks | PhotoChecks) -> list[int]:
    with ThreadPoolExecutor(len(passes)) as pool:
        return list(pool.map(lambda each: each.run(), passes))


async def test_two_instances_ask_the_registry_about_different_people(
    service: Service, other: Service, clock: SetClock
) -> None:
    await declared(service, clock, 20)
    registry = Counting()
    checks = [replace(each.background.registry_checks, registry=registry) for each in (service, other)]
    assert await asyncio.to_thread(together, *checks) == [10, 10]
    assert len(registry.asked) == len({number for _, number in registry.asked}) == 20
    assert [each.run() for each in checks] == [0, 0]


async def test_a_registry_out_of_reach_is_asked_again_after_a_pause_and_holds_nobody_back(
    service: Service, clock: SetClock
) -> None:
    await declared(service, clock, 6)
    registry = Counting()
    registry.answer = Answered(Answer.UNREACHABLE)
    checks = replace(service.background.registry_checks, registry=registry)
    assert [checks.run(), checks.run()] == [0, 0]
    assert len(registry.asked) == 3
    clock.forward(seconds=31)
    registry.answer = Answered(Answer.MISMATCHED, ("sex",))
    assert checks.run() == 6


async def test_two_instances_look_at_different_photos(
    service: Service, other: Service, clock: SetClock
) -> None:
    await declared(service, clock, 60)
    looked = [_looking(service), _looking(other)]
    assert sum(await asyncio.to_thread(together, *looked)) == 60
    assert [each.run() for each in looked] == [0, 0]


async def test_what_an_instance_had_in_hand_when_it_died_is_taken_up_by_another(
    service: Service, other: Service, clock: SetClock
) -> None:
    await declared(service, clock, 3)
    registry = Counting()
    registry.answer = Answered(Answer.MISMATCHED, ("sex",))
    checks = [replace(each.background.registry_checks, registry=registry) for each in (service, other)]
    assert len(checks[0]._take()) == 3
    assert checks[1].run() == 0
    clock.forward(minutes=16)
    assert checks[1].run() == 3


async def test_two_instances_end_what_has_run_out_once_each(
    service: Service, other: Service, clock: SetClock
) -> None:
    await declared(service, clock, 40)
    clock.forward(days=9)
    both = (service.lapses, other.lapses)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda each: each.run(), both))
        clock.forward(days=5)
        assert sum(pool.map(lambda each: each.run(), both)) == 40
    with service.database.reading() as session:
        told = [each.kind for each in session.exec(select(EventRow)).all()]
        owed = session.exec(select(NoticeRow).where(NoticeRow.channel == "sms")).all()
    assert (told.count("deadline_near"), told.count("lapsed"), len(owed)) == (40, 40, 40)


def _looking(service: Service) -> PhotoChecks:
    checks = service.background.photo_checks
    assert checks is not None
    return checks
