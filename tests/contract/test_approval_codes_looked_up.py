"""The contract of a BHXH code nobody knew at the desk: the service looks it up, desk and reviewer hear."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from approval.population import Answer, Answered, Question, RegistrySource
from approval.service import Service
from approval.storage.sign_in_rows import AuditRow
from declaration.wire.lookups import CodeQuestion
from declaration.wire.records import Record
from tests.contract.reviewer import APPROVE, Reviewer, received
from tests.contract.reviewer import lan as lan
from tests.fakes.field_station import FieldStation, KeptMail, KeptSms, SetClock, add_people, open_test_service

pytest_plugins = ["tests.fakes.approval_fixtures"]
CODE = "0123456789"


class Register:
    """Says what it is told to, and remembers what it was asked."""

    source, before_asking = RegistrySource.DATABASE, Answer.UNREACHABLE

    def __init__(self) -> None:
        self.answer = Answer.MATCHED
        self.code: str | None = CODE
        self.asked: list[CodeQuestion] = []

    def ask(self, question: Question) -> Answered:
        return Answered(self.answer)

    def code_of(self, question: CodeQuestion) -> str | None:
        self.asked.append(question)
        return self.code


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def service(
    tmp_path: Path, clock: SetClock, sms: KeptSms, mail: KeptMail, register: Register
) -> Iterator[Service]:
    opened = open_test_service(
        tmp_path / "approval", clock, sms=sms, mail=mail, registry=register, codes=register
    )
    add_people(opened)
    yield opened
    opened.close()


async def unknown(station: FieldStation, service: Service) -> Record:
    record = await received(station, insurance_code=None)
    service.background.registry_checks.run()
    return record


async def test_a_matched_person_gets_the_code_the_register_has_and_the_desk_is_told(
    service: Service, station: FieldStation, lan: Reviewer, register: Register
) -> None:
    record = await unknown(station, service)
    assert [(each.full_name, each.birth) for each in register.asked] == [("Nguyễn Văn Mẫu", "1990-01-01")]
    events = (await station.changes())["events"]
    assert [(each["kind"], each["data"]) for each in events][1:] == [("code_found", {"insurance_code": CODE})]
    assert (await lan.detail(record)).found_code == CODE
    assert (await lan.decide(record, APPROVE)).status_code == 200


@pytest.mark.parametrize(
    ("answer", "code"), [(Answer.MISMATCHED, CODE), (Answer.UNREACHABLE, CODE), (Answer.MATCHED, None)]
)
async def test_without_a_match_or_a_code_nothing_is_filled_in(
    service: Service,
    station: FieldStation,
    lan: Reviewer,
    register: Register,
    answer: Answer,
    code: str | None,
) -> None:
    register.answer, register.code = answer, code
    record = await unknown(station, service)
    assert await station.kinds() == ["received"]
    assert (await lan.detail(record)).found_code is None
    missing = await lan.decide(record, APPROVE)
    assert missing.json()["code"] == "insurance_code_missing"


async def test_a_declared_code_is_not_asked_about(
    service: Service, station: FieldStation, register: Register
) -> None:
    await received(station)
    service.background.registry_checks.run()
    assert register.asked == []


async def test_a_correction_that_still_knows_no_code_is_looked_up_again(
    service: Service, station: FieldStation, lan: Reviewer
) -> None:
    record = await unknown(station, service)
    again = record.model_copy(update={"revision": 2})
    assert (await station.put(again)).status_code == 201
    service.background.registry_checks.run()
    assert (await lan.detail(record)).found_code == CODE


async def test_both_questions_leave_a_line_and_one_that_goes_on_in_vain_no_more_than_one(
    service: Service, station: FieldStation, register: Register, clock: SetClock
) -> None:
    register.answer = Answer.UNREACHABLE
    record = await unknown(station, service)
    for register.answer in (Answer.UNREACHABLE, Answer.UNREACHABLE, Answer.MATCHED):
        clock.forward(minutes=1)
        service.background.registry_checks.run()
    with service.database.reading() as session:
        about = select(AuditRow).where(AuditRow.subject == str(record.id), AuditRow.actor == "service")
        lines = [(line.action, line.note) for line in session.exec(about).all()]
    assert lines == [("registry_asked", "unreachable"), ("registry_asked", "matched"), ("code_found", "")]
