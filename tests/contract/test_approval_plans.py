"""What people look at is found by index: the engines' own query plans, on tables large enough to matter."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import inspect

from approval.identities import Person
from approval.storage import notices, sign_in
from declaration.wire.audit import AuditQuery
from declaration.wire.complaint import ComplaintQuery
from declaration.wire.review import ReviewQuery
from tests.fakes.query_plans import ABOVE, AGENCIES, COUNTRY, LAN, Plans

pytestmark = pytest.mark.timeout(300)  # many rows, on a machine that may be busy
EVERYBODY = pytest.mark.parametrize("person", [LAN, ABOVE, COUNTRY], ids=lambda each: each.name)
LATER = "2026-06-01_00000000-0000-0000-0000-000000000001"
WHOLE = ("000000000123", "0000000123", "0900000123", "TK-2026-0000123")


@pytest.mark.parametrize("status", ["received", ""])
@pytest.mark.parametrize("after", ["", LATER])
def test_every_page_of_the_queue_comes_out_of_its_index_in_order(
    plans: Plans, status: str, after: str
) -> None:
    plan = plans.page(LAN, status=status, after=after)
    assert plans.scans() == []
    assert "TEMP B-TREE FOR ORDER BY" not in plan


@EVERYBODY
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"after": LATER},
        {"status": "activated", "after": LATER},
        {"green": True},
        {"green": True, "after": LATER},
        {"at_risk": True},
        {"free": True},
        {"kind": "adjust"},
        {"kind": "register", "at_risk": True, "green": True, "free": True, "search": "mau lan"},
        {"search": "mau lan"},
        {"search": "0123"},
    ],
    ids=lambda asked: "-".join(asked) or "all",
)
def test_no_filter_and_no_two_of_them_go_through_every_declaration(
    plans: Plans, person: Person, asked: dict[str, object]
) -> None:
    plans.page(person, **asked)
    assert plans.scans() == []
    assert plans.repeated() == []


@pytest.mark.parametrize("search", ["mau lan", "0123"])
def test_a_part_of_a_name_or_number_is_looked_for_in_an_index_and_no_row_is_read(
    plans: Plans, search: str
) -> None:
    """PostgreSQL reads the index alone where it pays, which depends on the table's state; SQLite always."""
    engine = plans.service.database.engine
    held = {each["name"]: each["column_names"] for each in inspect(engine).get_indexes("declaration")}
    assert "search_name" in held["ix_declaration_queue"]
    assert {"search_name", "document_number", "phone"} <= set(held["ix_declaration_agency_deadline"])
    every_status = plans.page(LAN, status="", search=search).splitlines()
    if engine.dialect.name == "sqlite":
        assert [plan for plan in every_status if "COVERING INDEX ix_declaration_" in plan], every_status


@EVERYBODY
@pytest.mark.parametrize("number", WHOLE)
def test_a_whole_number_is_looked_up_and_no_agency_is_gone_through(
    plans: Plans, person: Person, number: str
) -> None:
    plan = plans.page(person, status="", search=number)
    assert plans.scans() == []
    assert "ix_declaration_document_number" in plan
    assert "ix_declaration_queue" not in plan
    assert "ix_declaration_agency_deadline" not in plan


@pytest.mark.parametrize("number", WHOLE)
def test_a_whole_number_finds_its_declaration(plans: Plans, number: str) -> None:
    found = plans.service.review_desk.page(COUNTRY, ReviewQuery(status="", search=number))
    assert {each.document_number for each in found.items} == {"000000000123"}


@EVERYBODY
def test_what_supervisors_look_at_is_found_by_index(plans: Plans, person: Person) -> None:
    service = plans.service
    overview = service.supervision.stations(person)
    assert sum(each.received for each in overview.stations) > 100
    assert not [plan for plan in plans.told() if "ix_declaration" in plan], (
        "their numbers are kept, not counted"
    )
    service.supervision.days(person, overview.stations[0].station)
    service.lapses.lapsed(person)
    service.resending.failed(person)
    assert plans.scans() == []
    assert plans.repeated() == []


def test_how_much_came_of_a_day_is_counted_in_an_index_that_holds_all_that_is_asked(plans: Plans) -> None:
    """With the rows, of a kilobyte or two each, a million declarations took a second and a half."""
    engine = plans.service.database.engine
    (held,) = (each for each in inspect(engine).get_indexes("record") if each["name"] == "ix_record_day")
    assert held["column_names"] == ["station", "day", "kind"]
    assert "receipt IS NOT NULL" in str(held["dialect_options"][f"{engine.dialect.name}_where"])
    plans.service.supervision.stations(LAN)
    assert [plan for plan in plans.told() if "ix_record_day" in plan]


@EVERYBODY
@pytest.mark.parametrize("answered", [False, True])
def test_complaints_and_batches_of_papers_are_found_by_index(
    plans: Plans, person: Person, answered: bool
) -> None:
    assert plans.service.complaints.page(person, ComplaintQuery(answered=answered)).items
    assert plans.service.handovers.page(person).items
    assert plans.scans() == []
    assert plans.repeated() == []


@pytest.mark.parametrize(
    ("person", "last_day"), [(LAN, "2026-03-31"), (ABOVE, "2026-03-01"), (COUNTRY, "2026-03-01")]
)
@pytest.mark.parametrize(
    "asked", [{}, {"actor": "lan"}, {"action": "viewed"}, {"action": "received"}, {"agency": AGENCIES[0]}]
)
def test_a_page_of_the_audit_is_found_by_index(
    plans: Plans, person: Person, last_day: str, asked: dict[str, str]
) -> None:
    """An agency's month; of a country, a day."""
    days = {"first_day": "2026-03-01", "last_day": last_day}
    assert plans.service.auditing.page(person, AuditQuery.model_validate(days | asked)).entries
    assert plans.scans() == []
    assert plans.repeated() == []


def test_what_was_done_with_one_declaration_is_found_by_index(plans: Plans) -> None:
    with plans.service.database.reading() as session:
        assert notices.history(session, UUID(int=0), without=("viewed",)) == []
        assert notices.of_declaration(session, UUID(int=0)) == []
        assert sign_in.newest_act(session, LAN.name, ("viewed",)) is None
        assert sign_in.notes_since(session, LAN.name, "viewed", "viewed") == []
    days = {"first_day": "2026-03-01", "last_day": "2026-03-31", "subject": str(UUID(int=0))}
    plans.service.auditing.page(LAN, AuditQuery.model_validate(days))
    assert plans.scans() == []
