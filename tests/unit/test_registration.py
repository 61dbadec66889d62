"""What a registrar does at the table, one durable act after the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from declaration.draft import Field, Source
from declaration.problems import Severity
from declaration.wire.declaration_content import DeclarationContent
from desk.registration.declarations import Finished, Registration
from desk.storage.vault.station_key import StationKey
from practice.people import invented_person
from tests.builders import BuiltStation, built_station
from tests.fakes.declared import declare, filled, finished


@pytest.fixture
def station(tmp_path: Path) -> Iterator[BuiltStation]:
    built = built_station(tmp_path / "station")
    yield built
    built.file.close()


def _clash_codes(station: BuiltStation, **typed: str) -> list[str]:
    draft = station.registration.begin()
    for name, value in typed.items():
        draft = draft.with_value(Field(name), value)
    return [p.code for p in station.registration.problems(draft) if p.code.endswith("_in_use")]


def test_a_new_draft_has_the_stations_own_agency_and_nothing_of_a_person(station: BuiltStation) -> None:
    draft = station.registration.begin()
    assert draft.value(Field.AGENCY) == "MAU01"
    assert draft.is_empty
    assert draft.declared_on == station.clock.today()
    assert draft.id.version == 7


def test_who_looked_and_when_goes_with_the_declaration(station: BuiltStation) -> None:
    draft = filled(station.registration, 1)
    told = station.registration.verified(draft, same_person=False, reason=" Ảnh cũ ")
    assert told.verification is not None
    assert (told.verification.by, told.verification.at) == ("mau", station.clock.now())
    assert told.verification.reason == "Ảnh cũ"


def test_consent_names_its_text_and_can_be_taken_back(station: BuiltStation) -> None:
    draft = station.registration.begin()
    agreed = station.registration.consented(draft, agreed=True, language="en")
    assert agreed.consent is not None
    assert (agreed.consent.text_version, agreed.consent.language) == ("consent-2026-02", "en")
    assert station.registration.consented(agreed, agreed=False, language="en").consent is None


def test_an_unfinished_draft_is_not_sealed_and_says_what_is_missing(station: BuiltStation) -> None:
    outcome = station.registration.finish(station.registration.begin())
    assert not isinstance(outcome, Finished)
    assert all(problem.severity is Severity.BLOCKS for problem in outcome)
    assert station.file.outbox.books(station.clock.today()).finished == 0


def test_what_is_in_use_is_found_however_it_is_typed(station: BuiltStation) -> None:
    declare(station.registration, 1)
    person = invented_person(1)
    number = f"{person.number[:3]} {person.number[3:6]} {person.number[6:]}"
    assert _clash_codes(station, document_number=number) == ["document_number_in_use"]
    assert _clash_codes(station, phone=f"+84 {person.phone[1:]}") == ["phone_in_use"]
    assert _clash_codes(station, insurance_code="DN401" + person.insurance_code) == ["insurance_code_in_use"]
    local, _, domain = person.email.partition("@")
    assert _clash_codes(station, email=f" {local}@{domain.upper()} ") == ["email_in_use"]
    assert _clash_codes(station, phone="09", email="x@", insurance_code="1", document_number="0") == []


def test_a_clash_is_said_once_and_goes_along_as_a_warning(station: BuiltStation) -> None:
    for _ in range(3):
        declare(station.registration, 1)
    draft = filled(station.registration, 1)
    codes = [p.code for p in station.registration.problems(draft)]
    assert len(codes) == len(set(codes))
    declared = finished(station.registration, draft)
    detail = station.file.declarations.detail(declared.id)
    assert detail is not None
    content = DeclarationContent.model_validate_json(detail.content_json)
    assert content.checks.count("phone_in_use") == 1


def test_what_was_sealed_says_where_each_value_came_from(station: BuiltStation) -> None:
    declared = declare(station.registration, 1)
    detail = station.file.declarations.detail(declared.id)
    assert detail is not None
    content = DeclarationContent.model_validate_json(detail.content_json)
    assert content.sources["full_name"] == Source.CARD
    assert content.sources["phone"] == Source.TYPED


def test_the_engine_is_told_of_a_finished_declaration_and_of_nothing_else(station: BuiltStation) -> None:
    told: list[int] = []
    file = station.file
    key = StationKey(file.station_key().private_bytes, "station-mau")
    registration = Registration(
        file.drafts, file.declarations, key, station.clock, "mau", "MAU01", lambda: told.append(1)
    )
    draft = filled(registration, 1)
    registration.finish(registration.begin())
    assert told == []
    finished(registration, draft)
    assert told == [1]


def test_the_deadline_counts_from_the_day_of_declaring_not_of_finishing(station: BuiltStation) -> None:
    draft = filled(station.registration, 1)
    station.clock.forward(timedelta(days=3))
    declared = finished(station.registration, draft)
    entry = station.file.outbox.entry(declared.id, 1)
    assert entry is not None
    assert entry.deadline == draft.declared_on + timedelta(days=10)
