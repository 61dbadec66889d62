"""Without a population registry, or about a document it does not know, nobody is asked and nobody is said to
have been."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import select

from approval.population import Answer, Answered, Question, RegistrySource
from approval.service import Service
from approval.storage.rows import DeclarationRow
from approval.storage.sign_in_rows import AuditRow
from tests.contract.reviewer import Reviewer, received
from tests.contract.reviewer import lan as lan
from tests.fakes.field_station import FieldStation

pytest_plugins = ["tests.fakes.approval_fixtures"]


class Everybody:
    """A registry that knows whomever it is asked about."""

    source, before_asking = RegistrySource.DATABASE, Answer.UNREACHABLE

    def ask(self, question: Question) -> Answered:
        assert question.full_name
        return Answered(Answer.MATCHED)


def connected(service: Service) -> int:
    return replace(service.background.registry_checks, registry=Everybody()).run()


async def test_nobody_is_asked_nothing_is_written_down_and_a_registry_connected_later_is_asked(
    service: Service, station: FieldStation, lan: Reviewer
) -> None:
    record = await received(station)
    assert service.background.registry_checks.run() == 0
    with service.database.reading() as session:
        assert session.exec(select(AuditRow).where(AuditRow.action == "registry_asked")).all() == []
    assert (await lan.detail(record)).registry == "not_connected"
    assert connected(service) == 1
    assert (await lan.detail(record)).registry == "matched"
    assert connected(service) == 0


async def test_a_passport_is_no_matter_for_it_and_the_reviewer_is_told_so(
    service: Service, station: FieldStation, lan: Reviewer
) -> None:
    record = await received(station, document={"kind": "passport", "value": "B7654321"})
    assert (connected(service), connected(service)) == (0, 0)
    detail = await lan.detail(record)
    assert (detail.registry, detail.registry_fields, detail.summary.green) == ("not_asked", (), False)


async def test_what_an_older_program_put_down_as_not_connected_is_asked_about_too(
    service: Service, station: FieldStation, lan: Reviewer
) -> None:
    record = await received(station)
    with service.database.writing() as session:
        row = session.get_one(DeclarationRow, record.id)
        row.registry_answer = Answer.NOT_CONNECTED
        session.add(row)
    assert connected(service) == 1
    assert (await lan.detail(record)).registry == "matched"
